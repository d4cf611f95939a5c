import { FatalError, RetryableError } from '@millrace/connector-sdk';
import { adviceOf, type FailureFacts, type FailureName } from '../sandbox/failures.ts';

/** A failure of the sandbox as whoever calls a connector gets it: it keeps its name on its way to the run. */
export function sandboxError(name: FailureName, message: string, facts: FailureFacts = {}): FatalError {
  return new FatalError(message, { name, detail: { ...adviceOf(name), ...facts } });
}

/** The version runs again later, by itself. */
export function quarantinedError(about: { readonly name: string; readonly version: string }, forMs: number): Error {
  const message = `${about.name} ${about.version} crashed several times and rests for ${Math.ceil(forMs / 1000)} s.`;
  const name = 'Sandbox.Quarantined';
  return new RetryableError(message, { name, retryAfterMs: Math.ceil(forMs), detail: { ...adviceOf(name) } });
}
