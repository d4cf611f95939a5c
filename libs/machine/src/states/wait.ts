import { StateFailure } from '../failure.ts';
import type { WaitState } from '../machine.ts';
import {
  evaluateField,
  evaluateSeconds,
  follow,
  isPastDeadline,
  leave,
  RUN_TIMED_OUT,
  wrongValue,
  type Step,
  type Transition,
} from '../step.ts';
import { parseTimestamp } from '../timestamp.ts';

/** Waits for a time to pass or to come: in process when it is short, else parked. */
export async function runWait(step: Step<WaitState>): Promise<Transition> {
  const untilMs = step.pending?.kind === 'wait' ? step.pending.untilMs : await dueTime(step);
  const wakeMs = Math.min(untilMs, step.deadlineMs ?? Infinity);
  const delayMs = wakeMs - step.host.nowMs();
  if (delayMs > step.inlineDelayMs) {
    return { kind: 'suspended', pending: { kind: 'wait', untilMs: wakeMs, enteredAtMs: step.enteredAtMs } };
  }
  if (delayMs > 0) await step.host.sleepUntil(wakeMs);
  if (isPastDeadline(step)) return { kind: 'failed', error: RUN_TIMED_OUT };
  return follow(step.state, await leave(step, step.state, { unchanged: step.input }));
}

async function dueTime(step: Step<WaitState>): Promise<number> {
  const { Seconds, Timestamp } = step.state;
  if (Seconds !== undefined) {
    const seconds = await evaluateSeconds(step, { name: 'Seconds', template: Seconds }, { minimum: 0 });
    return step.enteredAtMs + 1000 * seconds;
  }
  if (Timestamp === undefined) {
    throw new StateFailure('States.Runtime', `The Wait "${step.name}" has neither Seconds nor Timestamp.`);
  }
  const value = await evaluateField(step, { name: 'Timestamp', template: Timestamp });
  const untilMs = typeof value === 'string' ? parseTimestamp(value) : undefined;
  if (untilMs !== undefined) return untilMs;
  throw wrongValue('Timestamp', 'an RFC 3339 time such as 2030-01-31T09:00:00Z', value);
}
