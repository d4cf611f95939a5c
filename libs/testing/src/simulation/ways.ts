// How the alternatives of a random workflow are put together: threads race, and so do answers and time-outs.
import type { JsonObject, JsonValue } from '@millrace/machine';
import type { Decision } from './standstill-script.ts';

/** One way in which a machine, a state or an attempt may go: threads race, and so do answers and time-outs. */
export interface Way {
  readonly error?: string;
  readonly cause?: string;
  readonly output: JsonValue;
  readonly vars: JsonObject;
  /** `<path> <attempt>` of what is done, in the order that is promised within a thread. */
  readonly must: readonly string[];
  /** What may have been begun besides. */
  readonly may: readonly string[];
  /** How long it takes, about. */
  readonly ms: number;
  readonly next?: string | undefined;
  readonly retryAfterMs?: number | undefined;
  readonly alias?: string;
  /** Of a failure that is held where no rule takes it: what may be decided; undefined: nothing ever. */
  readonly decisions?: readonly (Decision | undefined)[];
  /** It stands still until the time of its run is over: no rule of a state sees that. */
  readonly isStuck?: boolean;
}
/** The workflow does more than a test has time for. */
export class TooMuch extends Error {}
export const LIMITS = { steps: 4000, open: 800, may: 3200, ways: 48, atOnce: 40, taskMs: 3000 };
export const START: Way = { output: null, vars: {}, must: [], may: [], ms: 0 };
/** One after the other. */
export const then = (a: Way, b: Way): Way => ({
  ...b,
  must: [...a.must, ...b.must],
  may: [...a.may, ...b.may],
  ms: a.ms + b.ms,
});
const all = (ways: readonly Way[]): string[] => ways.flatMap(({ must, may }) => [...must, ...may]);
export const threw = (error: string, cause = ''): Way => ({ ...START, error, cause });

/** Threads together. Without `most` the first failure is the state's own; with it, more failures than that end it. */
export function joined(
  threads: readonly (readonly Way[])[],
  { atOnce, most }: { atOnce: number; most?: number },
): readonly Way[] {
  const every = threads.map((ways) => ({
    good: ways.filter(({ error }) => error === undefined),
    bad: ways.filter(({ error }) => error !== undefined),
  }));
  const may = [...new Set(threads.flatMap(all))];
  const ended: Way[] = [];
  let sums: (Way & { failures: number; outputs: readonly JsonValue[]; longest: number })[] = [
    { ...START, failures: 0, outputs: [], longest: 0 },
  ];
  for (const { good, bad } of every) {
    const before = atOnce === 1 && sums.length === 1 ? (sums[0]?.must ?? []) : [];
    if (most === undefined)
      ended.push(
        ...(sums.length === 0 && atOnce === 1 ? [] : bad).map((way) => ({
          ...way,
          must: [...before, ...way.must],
          may,
        })),
      );
    const ways = [...good, ...(most === undefined ? [] : bad)];
    sums = sums.flatMap((sum) =>
      ways.map((way) => ({
        ...then(sum, way),
        error: undefined,
        next: undefined,
        vars: {},
        longest: Math.max(sum.longest, way.ms),
        failures: sum.failures + (way.error === undefined ? 0 : 1),
        outputs: [...sum.outputs, way.error === undefined ? way.output : { Error: way.error, Cause: way.cause ?? '' }],
      })),
    ) as never;
    if (sums.length > LIMITS.ways) throw new TooMuch('ways');
  }
  const tooMany = sums.filter(({ failures }) => failures > (most ?? Infinity));
  if (tooMany.length > 0)
    ended.push({
      ...threw('States.ExceedToleratedFailureThreshold'),
      may,
      ms: Math.max(...tooMany.map(({ ms }) => ms)),
    });
  const through = sums
    .filter((sum) => !tooMany.includes(sum))
    .map(({ outputs, longest, ms, must, may: other }) => ({
      ...START,
      output: outputs,
      must,
      may: other,
      ms: Math.max(longest, ms / atOnce),
    }));
  return merged([...ended, ...through]);
}

/** Ways that nobody can tell apart by their end are one. */
export function merged(ways: readonly Way[]): readonly Way[] {
  const byEnd = new Map<string, Way>();
  for (const way of ways) {
    const { error, cause, output, vars, next, retryAfterMs } = way;
    const key = JSON.stringify([error, cause, error === undefined ? output : 0, vars, next, retryAfterMs]);
    const other = byEnd.get(key);
    const both = new Set(other?.must);
    byEnd.set(
      key,
      other === undefined
        ? way
        : {
            ...way,
            must: way.must.filter((id) => both.has(id)),
            may: [...new Set([...all([way, other])])],
            ms: Math.max(way.ms, other.ms),
          },
    );
  }
  if (byEnd.size > LIMITS.ways) throw new TooMuch('ways');
  return [...byEnd.values()];
}
