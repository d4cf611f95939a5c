import type { VersionFigures } from '../version-history.ts';
import type { Rollout } from './rollout.ts';

type Counted = Pick<VersionFigures, 'runs' | 'failed'>;

/** Whether anything may speak against the candidate: enough runs, and too many failures were the base without any. */
export function isSuspect({ rule: { maxErrorPoints, minRuns } }: Pick<Rollout, 'rule'>, candidate: Counted): boolean {
  return candidate.runs >= Math.max(minRuns, 1) && rateOf(candidate) > maxErrorPoints;
}

/** Why a rollout must end, as a sentence with its figures; undefined when nothing speaks against the candidate. */
export function findRollbackReason(
  rollout: Pick<Rollout, 'base' | 'candidate' | 'rule'>,
  figures: { readonly base: Counted; readonly candidate: Counted },
): string | undefined {
  const { base, candidate, rule } = rollout;
  // Nothing to compare with is no reason.
  if (!isSuspect(rollout, figures.candidate) || figures.base.runs === 0) return undefined;
  const points = rateOf(figures.candidate) - rateOf(figures.base);
  if (points <= rule.maxErrorPoints) return undefined;
  const [worse, usual] = [tell(candidate.number, figures.candidate), tell(base.number, figures.base)];
  return `${worse}, ${usual}: more than ${rule.maxErrorPoints} points apart.`;
}

const rateOf = ({ runs, failed }: Counted): number => (100 * failed) / runs;

const tell = (number: number, counted: Counted): string =>
  `v${number} failed in ${counted.failed} of ${counted.runs} runs (${Number(rateOf(counted).toFixed(1))} %)`;
