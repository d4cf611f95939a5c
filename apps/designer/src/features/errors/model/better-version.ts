import type { BreakdownItem, ErrorGroupDetail } from '../../../lib/contract.ts';

/** Of which fewer failures are no matter of versions. */
const MIN_FAILED = 2;

/** A version before the live one that fails less often, as far as its runs tell; of several the newest. */
export interface BetterVersion {
  readonly from: number;
  readonly to: number;
  readonly now: number;
  readonly then: number;
}

/** What might be gone back to. Of a version without runs nobody can say that it does better. */
export function betterVersion(
  { liveVersion }: Pick<ErrorGroupDetail, 'liveVersion'>,
  rates: readonly BreakdownItem[],
): BetterVersion | undefined {
  if (liveVersion === undefined) return undefined;
  const { errorRate: now = null, failed = 0 } = rates.find(({ version }) => version === liveVersion) ?? {};
  if (now === null || failed < MIN_FAILED) return undefined;
  const better = rates
    .flatMap(({ version, errorRate }) =>
      version !== undefined && version < liveVersion && errorRate !== null && errorRate < now
        ? [{ from: liveVersion, to: version, now, then: errorRate }]
        : [],
    )
    .toSorted((one, other) => other.to - one.to);
  return better[0];
}
