import type { Run, Step } from '../../../lib/contract.ts';
import type { RunningStep } from '../../../lib/run-events.ts';
import { hasEnded } from '../../../lib/state-look.ts';

/** The steps in progress. Where no event has told of one since the page was opened, the run's own word for where it is. */
export function runningSteps(
  run: Run,
  finished: readonly Step[],
  heard: readonly RunningStep[],
): readonly RunningStep[] {
  if (hasEnded(run.status)) return [];
  const done = new Set(finished.map(({ path }) => path));
  const open = heard.filter(({ path }) => !done.has(path));
  const { currentState: state } = run;
  if (open.length > 0 || state === undefined || run.status === 'queued') return open;
  const visits = finished.filter((step) => step.state === state).length;
  const startedAt = finished.at(-1)?.endedAt ?? run.startedAt ?? run.acceptedAt;
  return [{ path: visits === 0 ? state : `${state}#${visits + 1}`, state, startedAt }];
}
