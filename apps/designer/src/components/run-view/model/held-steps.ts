// Steps that have failed and stand still: until somebody decides about them, or their connection is mended.
import type { HeldStep, Run, StepStatus } from '../../../lib/contract.ts';
import type { RunningStep } from '../../../lib/run-events.ts';

/** How a held step is shown: never as a plain failure. */
export const statusOfHeld = ({ connection }: Pick<HeldStep, 'connection'>): StepStatus =>
  connection === undefined ? 'outcome_unknown' : 'connection_refused';

/** How a run is shown: as what it waits for, where nothing of it goes on. */
export function statusOfRun({ status }: Pick<Run, 'status'>, held: readonly HeldStep[]): StepStatus {
  // Somebody must decide: that says more than that a connection is refused as well.
  const step = held.find(({ connection }) => connection === undefined) ?? held[0];
  return status === 'waiting' && step !== undefined ? statusOfHeld(step) : status;
}

/** The one that is looked at: that of the row, else the oldest. */
export const chosenHeld = (held: readonly HeldStep[], path: string | undefined): HeldStep | undefined =>
  held.find((step) => step.path === path) ?? held[0];

/** Held steps are in progress, whether an event told of them or not. */
export function withHeld(running: readonly RunningStep[], held: readonly HeldStep[]): readonly RunningStep[] {
  const known = new Set(running.map(({ path }) => path));
  const others = held.filter(({ path }) => !known.has(path));
  return [...running, ...others.map(({ path, state, heldSince }) => ({ path, state, startedAt: heldSince }))];
}
