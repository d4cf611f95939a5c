/** Every place where a crash must do no harm: one per commit, one per effect. Tests kill the process at each of them. */
export const FAULT_POINTS = [
  'accept.before_commit',
  'accept.after_commit',
  'claim.after_commit',
  'task.before_call',
  'task.after_effect',
  'checkpoint.before_commit',
  'checkpoint.after_commit',
  'park.after_commit',
  'map.after_batch',
  'join.before_commit',
  'finish.before_commit',
  'finish.after_commit',
  'schedule.after_commit',
  'token.after_commit',
  'cancel.after_commit',
  'compensate.between',
  'retention.before_drop',
  'oauth.after_answer',
  'shutdown.after_handback',
] as const;
export type FaultPoint = (typeof FAULT_POINTS)[number];

/** Decides what happens at a point. */
export type FaultHandler = (point: FaultPoint) => Promise<void> | void;

let handler: FaultHandler | undefined;

/** Only tests set one; the product has none. */
export function setFaultHandler(next: FaultHandler | undefined): void {
  handler = next;
}

/** Does nothing, unless a test put a fault here: then the process dies, stands still, or the promise rejects. */
export function faultPoint(point: FaultPoint): Promise<void> | void {
  return handler?.(point);
}
