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
  readonly itemsIn?: number;
  readonly itemsOut?: number;
  readonly went?: Readonly<Record<string, number>>;
}

/** State name -> how it fared. The last visit gives status and duration. */
export function stepStatesOf(
  run: Run,
  steps: readonly Step[],
  { running, held = [] }: { readonly running: readonly RunningStep[]; readonly held?: readonly HeldStep[] },
): Readonly<Record<string, StateSummary>> {
  const states = new Map<string, StateSummary>();
  for (const step of steps) {
    const { path, state, status, durationMs, attempts } = step;
    const undone = undoneBy(path);
    const known = states.get(state);
    if (undone === undefined)
      states.set(state, {
        ...{ status, durationMs, attempts: attempts.length, visits: (known?.visits ?? 0) + 1 },
        ...itemsOf(step),
        ...wentOn(step, known),
      });
    // What could not be undone stays as it was done.
    else if (status === 'succeeded') setStatus(states, undone, 'compensated');
  }
  begin(states, running, run);
  for (const step of held) setStatus(states, readPath(step.path).parts.at(-1)?.name ?? '', statusOfHeld(step));
  for (const { path } of running) {
    const undone = undoneBy(path);
    if (undone !== undefined) setStatus(states, undone, 'compensating');
  }
  return Object.fromEntries(states);
}

/** What goes on, and what that is inside of: all of it once. */
function begin(states: Map<string, StateSummary>, running: readonly RunningStep[], run: Run): void {
  const status = run.status === 'waiting' ? 'waiting' : 'running';
  const begun = new Set(running.flatMap(({ path }) => (undoneBy(path) === undefined ? around(path) : [])));
  for (const state of begun) {
    const { visits = 0, went } = states.get(state) ?? {};
    states.set(state, { status, attempts: 0, visits: visits + 1, ...(went === undefined ? {} : { went }) });
  }
}

/** Results that are lists tell how many items they have. */
function itemsOf({ input, output }: Step): Pick<StateSummary, 'itemsIn' | 'itemsOut'> {
  return {
    ...(Array.isArray(input) ? { itemsIn: input.length } : {}),
    ...(Array.isArray(output) ? { itemsOut: output.length } : {}),
  };
}

/** Inside of a loop, how many items went on to which state. */
function wentOn({ path, next }: Step, known: StateSummary | undefined): Pick<StateSummary, 'went'> {
  if (readPath(path).parent === undefined) return {};
  const before = known?.went ?? {};
  return { went: next === undefined ? before : { ...before, [next]: (before[next] ?? 0) + 1 } };
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
