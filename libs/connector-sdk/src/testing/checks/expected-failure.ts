// What a failure of a service has to become. The table of the documentation, by hand: it is what the code is measured by.
import type { Action } from '../../action.ts';
import type { HttpRequest } from '../../http.ts';

/** Does the action mean to take this status for no failure? */
export function isHandled(action: Action, { ok }: HttpRequest, status: number): boolean {
  if (action.kind === 'code') return ok === 'any' || (Array.isArray(ok) && (ok as readonly number[]).includes(status));
  const { ok: fine = [], empty = [] } = action.request;
  return fine.includes(status) || empty.includes(status);
}

/** Has the action a rule of its own for the status? */
export function hasRule(action: Action, status: number): boolean {
  if (action.kind === 'code') return false;
  return (action.errors ?? []).some(({ status: meant }) => meant === undefined || [meant].flat().includes(status));
}

const REPEATABLE: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE']);
const mayRepeat = ({ method, isRepeatable }: HttpRequest): boolean =>
  isRepeatable === true || REPEATABLE.has(method.toUpperCase());

/** Asks `verify` before another attempt. */
function hasVerify({ idempotency }: Action): boolean {
  return typeof idempotency === 'object' && 'verify' in idempotency;
}

/** The name of the error that a status is, for the request that met it. */
export function expectedError(action: Action, request: HttpRequest, status: number): string {
  if (status === 401) return 'Connector.Auth';
  if (status === 429) return 'Connector.RateLimited';
  if (status === 503 || status === 425) return 'Connector.Retryable';
  if (status === 408 || status >= 500)
    return mayRepeat(request) || hasVerify(action) ? 'Connector.Retryable' : 'Connector.OutcomeUnknown';
  return 'Connector.Fatal';
}
