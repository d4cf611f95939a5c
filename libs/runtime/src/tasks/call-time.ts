import type { PendingCall, TaskCall } from '@millrace/machine';
import type { TaskTarget } from './task-target.ts';

/** A call, or one that has paused and goes on. */
export type PausedCall = TaskCall & Partial<Pick<PendingCall, 'pause' | 'startedAtMs'>>;

/** As if it had begun then: what is left of its run counts from there. */
export function begunAt<T extends PendingCall>(call: T, startedAtMs: number): T {
  const { leftSeconds, startedAtMs: before } = call;
  const left = leftSeconds === undefined ? {} : { leftSeconds: leftSeconds + (before - startedAtMs) / 1000 };
  return { ...call, startedAtMs, ...left };
}

/** Of a call, from now: what the document allows is for all of the attempt, its pauses with it. */
export function timeoutMsOf(call: PausedCall, target: TaskTarget, nowMs: number): number {
  const { timeoutSeconds, leftSeconds = Infinity, startedAtMs = nowMs } = call;
  const ownMs =
    timeoutSeconds === undefined ? 1000 * target.timeoutSeconds : 1000 * timeoutSeconds - (nowMs - startedAtMs);
  return Math.max(1, Math.min(ownMs, 1000 * leftSeconds - (nowMs - startedAtMs)));
}
