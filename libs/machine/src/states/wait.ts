import { StateFailure } from '../failure.ts';
import { Fields, secondsFrom, TEXT } from '../fields.ts';
import type { WaitState } from '../machine.ts';
import { follow, isPastDeadline, noteAct, timedOut } from '../step.ts';
import type { Step, Transition } from '../thread.ts';
import { parseTimestamp } from '../timestamp.ts';

/** Waits for a time to pass or to come: in process when it is short, else parked. */
export async function runWait(step: Step<WaitState>): Promise<Transition> {
  const { host, thread, pending, enteredAtMs } = step;
  const fields = new Fields(step);
  const untilMs = pending?.kind === 'wait' ? pending.untilMs : dueTime(step, fields);
  const wakeMs = Math.min(untilMs, thread.run.deadlineMs);
  const delayMs = wakeMs - host.nowMs();
  if (delayMs > thread.run.inlineDelayMs) {
    return { kind: 'suspended', pending: pending ?? { kind: 'wait', untilMs: wakeMs, enteredAtMs } };
  }
  if (delayMs > 0) {
    noteAct(thread);
    await host.sleepUntil(wakeMs);
  }
  if (isPastDeadline(step)) return { kind: 'failed', error: timedOut(step) };
  return follow(step.state, fields.leave(step.state, step.input));
}

function dueTime({ name, state, enteredAtMs }: Step<WaitState>, fields: Fields): number {
  const seconds = fields.typed(state, 'Seconds', secondsFrom(0));
  if (seconds !== undefined) return enteredAtMs + 1000 * seconds;
  const value = fields.typed(state, 'Timestamp', TEXT);
  if (value === undefined) {
    throw new StateFailure('States.Runtime', `The Wait "${name}" has neither Seconds nor Timestamp.`);
  }
  const untilMs = parseTimestamp(value);
  if (untilMs !== undefined) return untilMs;
  // In the words of AWS.
  const cause = `The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: ${value}`;
  throw new StateFailure('States.QueryEvaluationError', cause);
}
