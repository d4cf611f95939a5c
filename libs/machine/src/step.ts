import type { JournalEntry, MachineError } from './host.ts';
import { excessOf } from './limits.ts';
import type { Left, Step, Thread, Transition } from './thread.ts';

/** The end of a run that took longer than its machine, or this installation, allows. */
export function timedOut({ thread: { run }, host }: Step): MachineError {
  const { startedAtMs = 0 } = host.options ?? {};
  const limit = run.limits.runSeconds;
  if (run.deadlineMs < startedAtMs + limit.most * 1000) return TIMED_OUT;
  const actual = Math.floor((host.nowMs() - startedAtMs) / 1000);
  return excessOf('limit.run_length', 'Seconds that the run takes', { limit, actual });
}
const TIMED_OUT = { error: 'States.Timeout', cause: 'The run took longer than the TimeoutSeconds of its machine.' };

/** Has the time of the whole run passed? Then nothing of it may go on, and no rule may handle that. */
export function isPastDeadline({ thread: { run } }: Step): boolean {
  return run.deadlineMs < Infinity && run.host.nowMs() >= run.deadlineMs;
}

/** Ends a thread whose composite state has ended: whoever began it does not listen any more. */
export function requireRunning(thread: Thread): void {
  for (let { siblings } = thread; siblings !== undefined; { siblings } = siblings.step.thread) {
    if (siblings.isOver) throw new Error('The composite state around this thread has ended.');
  }
}

/** The thread, and with it those around it, did something that must not be done anew after a crash. */
export function noteAct(thread: Thread): void {
  thread.hasActed = thread.isDirty = true;
  // It went another way than before: what it does now was never told of.
  thread.isSilent = false;
  if (thread.siblings !== undefined) noteAct(thread.siblings.step.thread);
}

/** An expression is about to read the time: after a crash it must find the same, so where the thread stands since when is kept. */
export function holdTime({ thread, host, name: state, input, variables, visits, enteredAtMs, pending }: Step): void {
  if (pending !== undefined) return;
  const before = { ...visits, [state]: (visits[state] ?? 1) - 1 };
  const at = { state, input, variables, visits: before, enteredAtMs };
  const isTop = thread.siblings === undefined;
  if (!isTop) noteAct(thread);
  // A top level that has acted was kept when it came here, and what acts in this state of it must not be forgotten.
  const kept = isTop ? !thread.hasActed && host.checkpoint(at) : keep(thread, { kind: 'thread', at });
  host.noteTimeRead(thread.path);
  // Whose turn it is, and whether the run goes on, is asked again when the step is left.
  if (kept instanceof Promise) kept.catch(() => undefined);
}

/** The attempts of the composite states around a thread, outermost first. */
export const withinOf = ({ siblings }: Thread): string => siblings?.within ?? '';

type Kept<Kind> = Omit<Extract<JournalEntry, { kind: Kind }>, 'within'>;

/** Keeps what a thread inside a composite state came to, if it has acted. */
export function keep(thread: Thread, entry: Kept<'thread'> | Kept<'ended'> | Kept<'failed'>): Promise<void> | void {
  const { path, run, siblings } = thread;
  if (siblings === undefined || !thread.hasActed) return undefined;
  thread.isDirty = false;
  const around = siblings.keepAround();
  return both(around, run.host.keep(path, { ...entry, within: siblings.within }));
}

export function both(one: Promise<void> | void, other: Promise<void> | void): Promise<void> | void {
  return one === undefined ? other : Promise.all([one, other]).then(() => undefined);
}

/** Where a state's own `Next` or `End` leads. */
export function follow(state: { readonly Next?: string; readonly End?: true }, left: Left): Transition {
  return state.Next === undefined ? { kind: 'end', ...left } : { kind: 'next', next: state.Next, ...left };
}
