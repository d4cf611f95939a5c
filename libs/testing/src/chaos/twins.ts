// The same seed without faults: each event must have come to the same end.
import { END_STATUSES, type ChaosEvent, type Facts, type RunFact } from './facts.ts';
import { isGivenUp } from './invariants/given-up.ts';

export interface TwinComparison {
  /** Events whose ends were compared. */
  readonly compared: number;
  /** Events whose end the faults may have changed: cancelled in a race, or failed as often as they were tried. */
  readonly excused: number;
  readonly differences: readonly string[];
}

/** Of events that both have kept. */
export function compareTwins(broken: Facts, calm: Facts): TwinComparison {
  const calmRuns = endsOf(calm);
  let compared = 0;
  let excused = 0;
  const differences: string[] = [];
  for (const [id, run] of endsOf(broken)) {
    const twin = calmRuns.get(id);
    const event = broken.events.get(id);
    if (twin === undefined || event === undefined) continue;
    compared += 1;
    if (isSame(run, twin)) continue;
    if (mayDiffer(broken, event, run)) excused += 1;
    else differences.push(`${id} of ${run.workflow}: ${tell(run)}, and without faults ${tell(twin)}.`);
  }
  return { compared, excused, differences };
}

const endsOf = ({ runs }: Facts): ReadonlyMap<string, RunFact> =>
  new Map(runs.filter(({ isChild, status }) => !isChild && END_STATUSES.has(status)).map((run) => [run.eventId, run]));

const isSame = (run: RunFact, twin: RunFact): boolean =>
  run.status === twin.status && run.error === twin.error && run.output === twin.output;

const tell = ({ status, error, output }: RunFact): string =>
  [status, error, output].filter((part) => part !== undefined).join(' ');

/** Where the end is a race, where threads race, and where the broken world was more than `Retry` could bear. */
function mayDiffer(broken: Facts, { cancelAfterMs, expected }: ChaosEvent, run: RunFact): boolean {
  if (cancelAfterMs !== undefined || isGivenUp(broken, run)) return true;
  if (expected.ways !== undefined) return expected.ways.length > 1;
  const { status, error = '' } = run;
  return (status === 'failed' || status === 'compensated') && expected.ends[status]?.test(error) === true;
}
