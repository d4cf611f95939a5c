import type { MachineError, PendingCall } from '@millrace/machine';
import type { HeldCall } from '../held-step.ts';

/** The service has refused the connection. Until somebody mends it, each attempt would end the same. */
const AUTH = 'Connector.Auth';
/** It may have happened. What is right then, no rule can know. */
const OUTCOME_UNKNOWN = 'Connector.OutcomeUnknown';

/** What a step that fails so stands still for; `undefined` for errors that nobody need decide about. */
export function heldCallOf(
  { path, state, resource, connection, startedAtMs }: PendingCall,
  { error, cause }: MachineError,
  nowMs: number,
): HeldCall | undefined {
  if (error !== AUTH && error !== OUTCOME_UNKNOWN) return undefined;
  const held = { path, state, resource, error, cause, callAgeMs: Math.max(0, nowMs - startedAtMs) };
  return error === AUTH && connection !== undefined ? { ...held, connection } : held;
}
