import type { HeldStep, Run, Step, StepStatus } from '../../../lib/contract.ts';
import type { RunningStep } from '../../../lib/run-events.ts';
import { readPath } from '../../../lib/step-path.ts';
import { statusOfHeld } from './held-steps.ts';

/** How one state of the machine fared in a run: what the canvas draws on its card. */
export interface StateSummary {
  readonly status: StepStatus;
  readonly durationMs?: number;
  readonly attempts: number;
  readonly visits: number;
}

/** State name -> how it fared. The last visit gives status and duration. */
export function stepStatesOf(
  run: Run,
  steps: readonly Step[],
  { running, held = [] }: { readonly running: readonly RunningStep[]; readonly held?: readonly HeldStep[] },
): Readonly<Record<string, StateSummary>> {
  const states = new Map<string, StateSummary>();
  const visitsOf = (state: string): number => states.get(state)?.visits ?? 0;
  for (const { path, state, status, durationMs, attempts } of steps) {
    const undone = undoneBy(path);
    if (undone === undefined)
      states.set(state, { status, durationMs, attempts: attempts.length, visits: visitsOf(state) + 1 });
    // What could not be undone stays as it was done.
    else if (status === 'succeeded') setStatus(states, undone, 'compensated');
  }
  const status = run.status === 'waiting' ? 'waiting' : 'running';
  const begun = new Set(running.flatMap(({ path }) => (undoneBy(path) === undefined ? around(path) : [])));
  for (const state of begun) states.set(state, { status, attempts: 0, visits: visitsOf(state) + 1 });
  for (const step of held) setStatus(states, readPath(step.path).parts.at(-1)?.name ?? '', statusOfHeld(step));
  for (const { path } of running) {
    const undone = undoneBy(path);
    if (undone !== undefined) setStatus(states, undone, 'compensating');
  }
  return Object.fromEntries(states);
}

/** The state whose step a path undoes. */
function undoneBy(path: string): string | undefined {
  const { parts, isUndoing } = readPath(path);
  return isUndoing ? parts.at(-1)?.name : undefined;
}

/** The states that a step is of and is inside of: they all go on. */
const around = (path: string): readonly string[] => readPath(path).parts.map(({ name }) => name);

function setStatus(states: Map<string, StateSummary>, state: string, status: StepStatus): void {
  const known = states.get(state);
  if (known !== undefined) states.set(state, { ...known, status });
}
