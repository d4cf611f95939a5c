import { FatalError, type Files, type HttpRequest, type HttpResponse } from '@millrace/connector-sdk';
import {
  failureOfSocket,
  failureOfStatus,
  failureOfTime,
  isSuccess,
  type Progress,
  type SendRequest,
} from '@millrace/connector-sdk/platform';
import { isSecretHeader, type OutboundGuard } from '@millrace/security';
import { request as send, type Dispatcher } from 'undici';
import { readCookies } from './cookies.ts';
import { Deadline } from '../deadline.ts';
import type { HostLimits } from '../host-limits.ts';
import { readBeginning, readBody } from './http-body.ts';
import { encodeBody, type OutgoingBody } from './outgoing-body.ts';

const MAX_REDIRECTS = 5;
const ERROR_BODY_BYTES = 2048;
const HEADER_NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
/** The connection's own business; a caller who sets them breaks the framing. */
const HOP_HEADERS: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'host',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'expect',
]);

interface Prepared {
  readonly url: URL;
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body: OutgoingBody['body'];
}

/** Sends requests for one call: absolute URLs, and credentials as they are. */
export function createSender({
  deadline,
  ...surroundings
}: Pick<Surroundings, 'guard' | 'files' | 'userAgent' | 'limits'> & {
  readonly deadline: Pick<Deadline, 'signal'>;
}): SendRequest {
  return async (request) => {
    const { signal } = deadline;
    const hops = new Hops(request);
    const own = request.timeoutMs === undefined ? undefined : new Deadline(signal, request.timeoutMs);
    try {
      return await requestWithin(request, { ...surroundings, signal: own?.signal ?? signal, hops });
    } catch (cause) {
      throw own?.hasPassed === true ? failureOfTime(hops.request, hops.unanswered) : cause;
    } finally {
      own?.clear();
    }
  };
}
export type { SendRequest };

/** How far the hop under way got. */
class Hops {
  request: HttpRequest;
  host = '';
  wasSent = false;
  wasAnswered = false;

  constructor(request: HttpRequest) {
    this.request = request;
  }

  begin(request: HttpRequest, host: string): void {
    this.request = request;
    this.host = host;
    this.wasSent = false;
    this.wasAnswered = false;
  }

  get unanswered(): Progress {
    return { host: this.host, wasSent: this.wasSent && !this.wasAnswered };
  }
}

interface Surroundings {
  readonly hops: Hops;
  readonly limits: HostLimits;
  readonly guard: OutboundGuard;
  readonly files: Files;
  readonly userAgent: string;
  readonly signal: AbortSignal;
}

async function requestWithin(request: HttpRequest, surroundings: Surroundings): Promise<HttpResponse> {
  const allowed = Math.min(request.maxRedirects ?? 0, MAX_REDIRECTS);
  let hop: HttpRequest = request;
  for (let redirects = 0; ; redirects += 1) {
    const prepared = prepare(hop, surroundings);
    const answer = await exchange(prepared, hop, surroundings);
    const location = isRedirect(answer.statusCode) ? answer.headers.location : undefined;
    if (typeof location !== 'string' || allowed === 0)
      return receive(answer, hop, { url: prepared.url, ...surroundings });
    discard(answer);
    if (redirects === allowed) {
      throw new FatalError(`${prepared.url.host} redirects more than ${allowed} times.`, {
        detail: { code: 'outbound.redirect_blocked' },
      });
    }
    hop = followRedirect(hop, { from: prepared.url, location, status: answer.statusCode });
  }
}

/** Lets go of a body that nobody reads: its end as an error is no news. */
function discard({ body }: Dispatcher.ResponseData): void {
  body.on('error', () => undefined);
  body.destroy();
}

const isRedirect = (status: number): boolean =>
  status === 301 || status === 302 || status === 303 || status === 307 || status === 308;

function prepare(
  request: HttpRequest,
  { guard, files, userAgent }: { readonly guard: OutboundGuard; readonly files: Files; readonly userAgent: string },
): Prepared {
  const url = guard.checkUrl(request.url);
  for (const [name, value] of Object.entries({ ...request.query, ...request.credentials?.query })) {
    for (const item of typeof value === 'string' ? [value] : value) url.searchParams.append(name, item);
  }
  const { body, contentType, contentLength } = encodeBody(request.body ?? { kind: 'none' }, (file) => files.read(file));
  const headers: Record<string, string> = { 'accept-encoding': 'gzip, deflate, br', 'user-agent': userAgent };
  if (contentType !== undefined) headers['content-type'] = contentType;
  if (contentLength !== undefined) headers['content-length'] = String(contentLength);
  for (const [name, value] of Object.entries({ ...request.headers, ...request.credentials?.headers })) {
    checkHeader(name, value);
    if (!HOP_HEADERS.has(name.toLowerCase())) headers[name.toLowerCase()] = value;
  }
  return { url, method: request.method.toUpperCase(), headers, body };
}

function checkHeader(name: string, value: string): void {
  if (HEADER_NAME.test(name) && !/[^\t\x20-\x7e\x80-\xff]/.test(value)) return;
  throw new FatalError(
    `The header "${name.slice(0, 60).replace(/[^\x20-\x7e]/g, '?')}" has a name or value that HTTP does not allow.`,
    { detail: { code: 'outbound.header_invalid' } },
  );
}

async function exchange(
  { url, method, headers, body }: Prepared,
  request: HttpRequest,
  { guard, signal, hops }: Pick<Surroundings, 'guard' | 'signal' | 'hops'>,
): Promise<Dispatcher.ResponseData> {
  hops.begin(request, url.host);
  try {
    const answer = await send(url, {
      dispatcher: guard.dispatcher.compose(notingStart(hops)),
      method,
      headers,
      body: body as (Dispatcher.DispatchOptions['body'] & object) | null,
      signal,
      // Whoever allows a service more time than the guard does means it.
      ...(request.timeoutMs === undefined ? {} : { headersTimeout: 0 }),
    });
    hops.wasAnswered = true;
    return answer;
  } catch (cause) {
    throw asFailure(cause, { request, hops, signal });
  }
}

/**
 * undici starts a request when its socket is connected, TLS included: before that nothing can have taken effect. By hand,
 * because undici's own decorator takes the final answer after a 103 (Early Hints) for a second one.
 */
function notingStart(hops: Hops): Dispatcher.DispatcherComposeInterceptor {
  return (dispatch) => (options, handler) =>
    dispatch(options, {
      onRequestStart: (controller, context) => {
        hops.wasSent = true;
        handler.onRequestStart?.(controller, context);
      },
      onRequestUpgrade: (...upgrade) => handler.onRequestUpgrade?.(...upgrade),
      onResponseStart: (...start) => handler.onResponseStart?.(...start),
      onResponseData: (...data) => handler.onResponseData?.(...data),
      onResponseEnd: (...end) => handler.onResponseEnd?.(...end),
      onResponseError: (...failure) => handler.onResponseError?.(...failure),
    });
}

function asFailure(
  cause: unknown,
  { request, hops, signal }: { readonly request: HttpRequest; readonly hops: Hops; readonly signal: AbortSignal },
): unknown {
  if (signal.aborted) return signal.reason;
  const { code, connectorFailure } = cause as { readonly code?: unknown; readonly connectorFailure?: unknown };
  // Failures of ours, and refusals of the guard, say all there is to say.
  if (
    connectorFailure !== undefined ||
    (typeof code === 'string' && (code.startsWith('outbound.') || code.startsWith('file.')))
  )
    return cause;
  return failureOfSocket(request, cause, hops);
}

async function receive(
  answer: Dispatcher.ResponseData,
  request: HttpRequest,
  { url, files, limits, signal, hops }: Omit<Surroundings, 'guard' | 'userAgent'> & { readonly url: URL },
): Promise<HttpResponse> {
  const status = answer.statusCode;
  const headers = headersOf(answer.headers);
  const isRefusal = !isSuccess({}, status);
  const incoming = { stream: answer.body, headers, url, isEmpty: isBodiless(request, status), isRefusal };
  if (!isSuccess(request, status))
    throw failureOfStatus(request, {
      status,
      headers,
      host: url.host,
      text: await readBeginning(incoming, ERROR_BODY_BYTES),
    });
  try {
    const body = await readBody(incoming, request, { files, limit: limits.response });
    const cookies = readCookies(answer.headers['set-cookie']);
    return { status, headers: without(headers, 'set-cookie'), cookies, body, url: url.href };
  } catch (cause) {
    discard(answer);
    throw asFailure(cause, { request, hops, signal });
  }
}

/** RFC 9110 §6.4.1: what these answers say of a type or encoding is about a body that does not come. */
const isBodiless = ({ method }: HttpRequest, status: number): boolean =>
  method.toUpperCase() === 'HEAD' || status === 204 || status === 205 || status === 304;

function without(headers: Readonly<Record<string, string>>, dropped: string): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name !== dropped));
}

function headersOf(headers: Dispatcher.ResponseData['headers']): Readonly<Record<string, string>> {
  const entries = Object.entries(headers).map(([name, value]) => [
    name.toLowerCase(),
    Array.isArray(value) ? value.join(', ') : (value ?? ''),
  ]);
  return Object.fromEntries(entries) as Record<string, string>;
}

/** The next request. RFC 9110 §15.4: a 303, and by custom a 301 or 302 of a POST, becomes a GET without a body. */
function followRedirect(
  request: HttpRequest,
  { from, location, status }: { readonly from: URL; readonly location: string; readonly status: number },
): HttpRequest {
  const target = targetOf(location, from);
  if (from.protocol === 'https:' && target.protocol !== 'https:') {
    throw new FatalError(`${from.host} redirects from https to http.`, {
      detail: { code: 'outbound.redirect_blocked' },
    });
  }
  const becomesGet = losesBody(request.method.toUpperCase(), status);
  const isElsewhere = target.origin !== from.origin;
  const { headers } = request;
  const next: { -readonly [Key in keyof HttpRequest]: HttpRequest[Key] } = { ...request, url: target.href };
  // The target has its own query, and only the same origin gets what was meant for it.
  delete next.query;
  if (isElsewhere) delete next.credentials;
  if (becomesGet || isElsewhere) delete next.body;
  if (becomesGet) next.method = 'GET';
  if (headers !== undefined) next.headers = keptHeaders(headers, { isElsewhere, becomesGet });
  return next;
}

function losesBody(method: string, status: number): boolean {
  return status === 303 ? method !== 'HEAD' : (status === 301 || status === 302) && method === 'POST';
}

function targetOf(location: string, from: URL): URL {
  try {
    return new URL(location, from);
  } catch (cause) {
    throw new FatalError(`${from.host} redirects to something that is no URL.`, {
      cause,
      detail: { code: 'outbound.redirect_blocked', location: location.slice(0, 500) },
    });
  }
}

/** Another origin gets no secrets; a request that lost its body says nothing about one. RFC 9110 §15.4. */
function keptHeaders(
  headers: Readonly<Record<string, string>>,
  { isElsewhere, becomesGet }: { readonly isElsewhere: boolean; readonly becomesGet: boolean },
): Record<string, string> {
  const isKept = (name: string): boolean =>
    !(isElsewhere && (isSecretHeader(name) || /cookie|key|token|secret/i.test(name))) &&
    !((becomesGet || isElsewhere) && /^content-/i.test(name));
  return Object.fromEntries(Object.entries(headers).filter(([name]) => isKept(name)));
}
