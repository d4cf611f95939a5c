// Which of the three failures a status or a broken connection is.
import { FatalError, PauseError, RetryableError } from '../failures.ts';
import type { HttpRequest, HttpResponse } from '../http.ts';
import type { JsonObject } from '../json.ts';
import { OutcomeUnknownError } from './outcome-unknown.ts';

const MAX_BODY_CHARACTERS = 2048;
const IDEMPOTENT_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE']);
/** A service that asks for more is asked again after this long. */
const MAX_RETRY_AFTER_MS = 3_600_000;

/** `Retry-After` in milliseconds: seconds or a date, an hour at most; garbage says nothing. RFC 9110 §10.2.3. */
function retryAfterMsOf(header: string | undefined, nowMs: number): number | undefined {
  if (header === undefined) return undefined;
  const text = header.trim();
  // A bare number is never a date, whatever Date.parse makes of it.
  if (/^[+-]?[\d.]+$/.test(text))
    return /^\d+$/.test(text) ? Math.min(Number(text) * 1000, MAX_RETRY_AFTER_MS) : undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.min(Math.max(0, at - nowMs), MAX_RETRY_AFTER_MS);
}

export interface FailedResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The beginning of the body. */
  readonly text: string;
  readonly host: string;
  /** When it came; default now. */
  readonly nowMs?: number;
}

/** May the request be repeated without harm? */
function isRepeatable({ method, isRepeatable: isDeclared }: HttpRequest): boolean {
  return isDeclared === true || IDEMPOTENT_METHODS.has(method.toUpperCase());
}

/** The failure that a status stands for. */
export function failureOfStatus(request: HttpRequest, { status, headers, text, host, nowMs }: FailedResponse): Error {
  const retryAfterMs = retryAfterMsOf(headers['retry-after'], nowMs ?? Date.now());
  const requestId = headers['x-request-id'];
  const detail: JsonObject = {
    status,
    host,
    body: text.slice(0, MAX_BODY_CHARACTERS),
    ...(requestId === undefined ? {} : { requestId }),
  };
  const options = { detail, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
  const said = `${host} answered ${status}`;
  if (isLimited(status, headers, retryAfterMs)) {
    return new RetryableError(`${said}: too many requests.`, { ...options, name: 'Connector.RateLimited' });
  }
  if (status === 401) return new PauseError(`${said}: it does not accept the credentials.`, { detail });
  if (status === 503 || status === 425) return new RetryableError(`${said}: it cannot take the request now.`, options);
  if (status === 408 || status >= 500) {
    if (isRepeatable(request)) return new RetryableError(`${said}: it failed on its side.`, options);
    return new OutcomeUnknownError(`${said} to a ${request.method}: nobody can tell whether it took effect.`, detail);
  }
  if (status < 400) return redirected(said, headers.location, detail);
  return new FatalError(`${said}: it refused the request.`, { detail });
}

/** The same of an answer that has been read already. `nowMs`: when it came; default now. */
export function failureOfAnswer(
  request: HttpRequest,
  { status, headers, body, url }: HttpResponse,
  nowMs = Date.now(),
): Error {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return failureOfStatus(request, { status, headers, text, host: new URL(url).host, nowMs });
}

/** Whether a request counts a status as a success. */
export const isSuccess = ({ ok }: Pick<HttpRequest, 'ok'>, status: number): boolean =>
  ok === undefined ? status >= 200 && status < 300 : ok === 'any' || ok.includes(status);

/** Some services say 403 when a quota is used up. */
const isLimited = (status: number, headers: FailedResponse['headers'], retryAfterMs: number | undefined): boolean =>
  status === 429 || (status === 403 && (retryAfterMs !== undefined || headers['x-ratelimit-remaining'] === '0'));

function redirected(said: string, location: string | undefined, detail: JsonObject): FatalError {
  if (location === undefined) return new FatalError(`${said}, which is no success.`, { detail });
  return new FatalError(`${said}: it redirects, and no redirects are followed unless asked for.`, {
    detail: { ...detail, location: location.slice(0, 500) },
  });
}

/** How far a request got. */
export interface Progress {
  readonly host: string;
  /** Its first byte was written to a connected socket. */
  readonly wasSent: boolean;
}

/** The failure that a broken exchange stands for. */
export function failureOfSocket(request: HttpRequest, cause: unknown, { host, wasSent }: Progress): Error {
  const { code = 'unknown', message = '' } = rootOf(cause);
  const detail = { host, code };
  const why = message === '' ? code : message;
  if (!wasSent) return new RetryableError(`${host} cannot be reached: ${why}`, { detail, cause });
  if (isRepeatable(request)) return new RetryableError(`The connection to ${host} broke: ${why}`, { detail, cause });
  return new OutcomeUnknownError(
    `The connection to ${host} broke after the ${request.method} was sent (${why}): nobody can tell whether it took effect.`,
    detail,
    cause,
  );
}

/** The failure of an exchange whose time is up: only a write that was sent and not answered leaves a doubt. */
export function failureOfTime(request: HttpRequest, { host, wasSent }: Progress): Error {
  const said = `${host} did not answer within ${(request.timeoutMs ?? 0) / 1000} s`;
  if (!wasSent || isRepeatable(request))
    return new FatalError(`${said}.`, { name: 'States.Timeout', detail: { host } });
  return new OutcomeUnknownError(
    `${said} after the ${request.method} was sent: nobody can tell whether it took effect.`,
    {
      host,
    },
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
