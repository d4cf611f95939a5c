import type { ChangeFact, Facts, RunFact } from '../facts.ts';
import type { FaultEntry } from '../ledger.ts';

/** So often a run may lose its process at one place before it is taken for the reason. */
const MAX_LOSSES = 5;
const CRASH_LOOP = 'run.crash_loop:';
/** Trouble there parts no process from its runs. */
const HARMLESS: ReadonlySet<string> = new Set(['sink', 'redis', 'files']);
/** What the database noted and what the runner noted have two clocks. */
const CLOCK_GRACE_MS = 100;

/**
 * A run that ended because five processes in a row were lost at one place of it. That is true when each of them was: the
 * database noted every take-over, and before each of them a process was killed, stood still, or was cut off.
 */
export function isGivenUp({ changes, faults }: Pick<Facts, 'changes' | 'faults'>, run: RunFact): boolean {
  if (run.error !== 'States.Runtime' || run.cause?.startsWith(CRASH_LOOP) !== true) return false;
  const mine = changes.filter(({ runId }) => runId === run.id);
  const moved = mine.findLastIndex(isProgress);
  const losses = mine.slice(moved + 1).filter(isTakeOver);
  const since = (index: number): number => losses[index - 1]?.t ?? mine[moved]?.t ?? 0;
  return (
    losses.length >= MAX_LOSSES && losses.every(({ t }, index) => faults.some((fault) => takes(fault, since(index), t)))
  );
}

/** Processes that were lost with a run since it last moved. */
export function countLosses(changes: readonly ChangeFact[]): number {
  return changes.slice(changes.findLastIndex(isProgress) + 1).filter(isTakeOver).length;
}

/** Whoever parks a run, or hands it back, has outlived it. */
const isProgress = ({ oldSteps, newSteps, newStatus }: ChangeFact): boolean =>
  newSteps > oldSteps || newStatus === 'waiting' || newStatus === 'queued';
const isTakeOver = ({ oldStatus, newStatus, oldFence, newFence }: ChangeFact): boolean =>
  oldStatus === 'running' && newStatus === 'running' && newFence > oldFence;
/** Whatever parts a process from its runs; a failing downstream does not. */
const takes = ({ t, until, target }: FaultEntry, from: number, to: number): boolean =>
  !HARMLESS.has(target) && t <= to + CLOCK_GRACE_MS && until >= from - CLOCK_GRACE_MS;
