import type { CallOutcome } from '@millrace/connector-host';
import type { JsonValue } from '@millrace/machine';
import { createRedactor } from '@millrace/security';

export type ReadableOutcome = Omit<Extract<CallOutcome, { kind: 'returned' }>, 'secrets'> | ReadableFailure;
export type ReadableFailure = Omit<Extract<CallOutcome, { kind: 'threw' }>, 'secrets'>;

/** Without what a service may have echoed. */
export function readable({ secrets, ...outcome }: CallOutcome): ReadableOutcome {
  if (secrets.length === 0) return outcome;
  return JSON.parse(createRedactor(secrets)(JSON.stringify(outcome))) as ReadableOutcome;
}

/** What went wrong, by its name and in a sentence. */
export function failureOf({ error, cause }: ReadableFailure): { error: string; message: string } {
  const { message } = (readCause(cause) ?? {}) as { readonly message?: unknown };
  return { error, message: typeof message === 'string' ? message : cause };
}

/** A cause as JSON, where it is. */
export function readCause(cause: string): JsonValue {
  try {
    return JSON.parse(cause) as JsonValue;
  } catch {
    return cause;
  }
}
