import type { Problem } from './contract.ts';

/** A request that failed. `code` is the server's, or `client.offline` or `client.unreadable` from here. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly problem: Problem;

  constructor(problem: Problem, options: { cause?: unknown } = {}) {
    super(problem.detail ?? problem.title, options);
    this.problem = problem;
  }

  get code(): string {
    return this.problem.code;
  }

  get status(): number {
    return this.problem.status;
  }
}

function localProblem(code: string, title: string, status: number): Problem {
  return { type: 'about:blank', title, status, instance: '', code, requestId: '', errors: [] };
}

/** The server could not be reached at all. */
export function offlineError(cause: unknown): ApiError {
  return new ApiError(localProblem('client.offline', 'Millrace cannot be reached', 0), { cause });
}

function isProblem(body: unknown): body is Problem {
  return typeof body === 'object' && body !== null && 'code' in body && 'title' in body;
}

/** Turns a failed answer into an error, also when something in between answered instead of the server. */
export function errorOfAnswer(body: unknown, status: number): ApiError {
  if (isProblem(body)) return new ApiError({ ...body, errors: Array.isArray(body.errors) ? body.errors : [] });
  return unreadableError(status);
}

/** Something in between answered instead of the server. */
export function unreadableError(status: number, cause?: unknown): ApiError {
  const title = `The server answered ${status} without an explanation`;
  return new ApiError(localProblem('client.unreadable', title, status), { cause });
}

/** Offline, too many calls for the moment, and what proxies say of a server that is away. */
const PASSING: ReadonlySet<number> = new Set([0, 429, 502, 503]);

/** Whether trying again could help: only what is not the request's own fault. */
export function mayRetryRequest(error: unknown): boolean {
  return error instanceof ApiError && PASSING.has(error.status);
}

/** Whether the session is in another workspace than the page by now. */
export function isElsewhere(error: unknown): boolean {
  return error instanceof ApiError && error.code === 'workspace.changed';
}

/** Whether there is no session, or none any more. A refused password says 401 too. */
export function isSignedOut(error: unknown): boolean {
  return error instanceof ApiError && error.code === 'auth.required';
}
