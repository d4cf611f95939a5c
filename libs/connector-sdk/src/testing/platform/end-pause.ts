import type { CallbackRequest, Resumed } from '../../pause.ts';
import type { PausedOutcome } from './test-outcome.ts';
import type { TestTime } from './test-time.ts';

/** What an action goes on with when its address is called, or, without a `callback`, when its moment has come: the clock moves there. */
export async function endPause(
  { untilMs, isCallbackAwaited, state }: PausedOutcome,
  time: TestTime,
  callback?: Partial<CallbackRequest>,
): Promise<Resumed> {
  if (callback !== undefined) {
    if (!isCallbackAwaited) throw new TypeError('The pause waits for no call of its address, only for its moment.');
    return { state, payload: { ...ANY_REQUEST, ...callback } };
  }
  if (untilMs === undefined) throw new TypeError('The pause waits for no moment, only for a call of its address.');
  await time.drive(time.wait(Math.max(0, untilMs - time.nowMs())));
  return { state };
}

const ANY_REQUEST: CallbackRequest = { method: 'POST', query: {}, headers: {}, body: null };
