import { StateFailure } from '../failure.ts';
import { Fields, wrongValue } from '../fields.ts';
import type { WaitState } from '../machine.ts';
import { follow, isPastDeadline, RUN_TIMED_OUT, type Step, type Transition } from '../step.ts';
import { parseTimestamp } from '../timestamp.ts';

/** Waits for a time to pass or to come: in process when it is short, else parked. */
export async function runWait(step: Step<WaitState>): Promise<Transition> {
  const fields = new Fields(step);
  const untilMs = step.pending?.kind === 'wait' ? step.pending.untilMs : dueTime(step, fields);
  const wakeMs = Math.min(untilMs, step.deadlineMs ?? Infinity);
  const delayMs = wakeMs - step.host.nowMs();
  if (delayMs > step.inlineDelayMs) {
    return { kind: 'suspended', pending: { kind: 'wait', untilMs: wakeMs, enteredAtMs: step.enteredAtMs } };
  }
  if (delayMs > 0) await step.host.sleepUntil(wakeMs);
  if (isPastDeadline(step)) return { kind: 'failed', error: RUN_TIMED_OUT };
  return follow(step.state, fields.leave(step.state, step.input));
}

function dueTime({ name, state, enteredAtMs }: Step<WaitState>, fields: Fields): number {
  const seconds = fields.seconds(state, 'Seconds', 0);
  if (seconds !== undefined) return enteredAtMs + 1000 * seconds;
  const value = fields.value(state, 'Timestamp');
  if (value === undefined) {
    throw new StateFailure('States.Runtime', `The Wait "${name}" has neither Seconds nor Timestamp.`);
  }
  const untilMs = typeof value === 'string' ? parseTimestamp(value) : undefined;
  if (untilMs !== undefined) return untilMs;
  throw wrongValue('Timestamp', 'an RFC 3339 time such as 2030-01-31T09:00:00Z', value);
}
