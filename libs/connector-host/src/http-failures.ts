// Which of the three failures a status or a broken connection is.
import { FatalError, PauseError, RetryableError, type HttpRequest, type JsonObject } from '@millrace/connector-sdk';
import { OutcomeUnknownError } from './outcome-unknown.ts';

const MAX_BODY_CHARACTERS = 2048;
const IDEMPOTENT_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE']);
/** Nothing was written to the socket yet. */
const NOT_SENT_CODES: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

/** `Retry-After` in milliseconds: seconds or a date. RFC 9110 §10.2.3. */
export function retryAfterMsOf(header: string | undefined, nowMs: number): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d+$/.test(header.trim())) return Number(header) * 1000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.max(0, at - nowMs);
}

export interface FailedResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The beginning of the body. */
  readonly text: string;
  readonly host: string;
}

/** May the request be repeated without harm? */
export function isRepeatable({ method, isRepeatable: isDeclared }: HttpRequest): boolean {
  return isDeclared === true || IDEMPOTENT_METHODS.has(method.toUpperCase());
}

/** The failure that a status stands for. */
export function failureOfStatus(request: HttpRequest, { status, headers, text, host }: FailedResponse): Error {
  const retryAfterMs = retryAfterMsOf(headers['retry-after'], Date.now());
  const requestId = headers['x-request-id'];
  const detail: JsonObject = {
    status,
    host,
    body: text.slice(0, MAX_BODY_CHARACTERS),
    ...(requestId === undefined ? {} : { requestId }),
  };
  const options = { detail, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
  const said = `${host} answered ${status}`;
  if (status === 429 || (status === 403 && (retryAfterMs !== undefined || headers['x-ratelimit-remaining'] === '0'))) {
    return new RetryableError(`${said}: too many requests.`, { ...options, name: 'Connector.RateLimited' });
  }
  if (status === 401) return new PauseError(`${said}: it does not accept the credentials.`, { detail });
  if (status === 503 || status === 425) return new RetryableError(`${said}: it cannot take the request now.`, options);
  if (status === 408 || status >= 500) {
    if (isRepeatable(request)) return new RetryableError(`${said}: it failed on its side.`, options);
    return new OutcomeUnknownError(`${said} to a ${request.method}: nobody can tell whether it took effect.`, detail);
  }
  return new FatalError(`${said}: it refused the request.`, { detail });
}

/** The failure that a broken exchange stands for. */
export function failureOfSocket(request: HttpRequest, cause: unknown, host: string): Error {
  const { code = 'unknown', message = '' } = rootOf(cause);
  const detail = { host, code };
  const why = message === '' ? code : message;
  if (NOT_SENT_CODES.has(code)) return new RetryableError(`${host} cannot be reached: ${why}`, { detail, cause });
  if (isRepeatable(request)) return new RetryableError(`The connection to ${host} broke: ${why}`, { detail, cause });
  return new OutcomeUnknownError(
    `The connection to ${host} broke after the ${request.method} was sent (${why}): nobody can tell whether it took effect.`,
    detail,
    cause,
  );
}

function rootOf(cause: unknown): { readonly code?: string; readonly message?: string } {
  const error = cause as {
    readonly code?: string;
    readonly message?: string;
    readonly cause?: unknown;
    readonly errors?: readonly unknown[];
  };
  if (error.code === undefined && error.errors?.[0] !== undefined) return rootOf(error.errors[0]);
  if (error.code === undefined && typeof error.cause === 'object' && error.cause !== null) return rootOf(error.cause);
  return error;
}
