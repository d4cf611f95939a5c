import { FatalError, type Files, type HttpRequest, type HttpResponse } from '@millrace/connector-sdk';
import {
  failureOfSocket,
  failureOfStatus,
  failureOfTime,
  isSuccess,
  type SendRequest,
} from '@millrace/connector-sdk/platform';
import type { OutboundGuard } from '@millrace/security';
import { request as send, type Dispatcher } from 'undici';
import { readCookies } from './cookies.ts';
import { Deadline } from '../deadline.ts';
import type { HostLimits } from '../host-limits.ts';
import { Hops, noting } from './hops.ts';
import { readBeginning, readBody } from './http-body.ts';
import { ExchangeWatch, shownUrl } from './http-exchange.ts';
import { encodeBody, type OutgoingBody } from './outgoing-body.ts';
import { followRedirect, isRedirect } from './redirects.ts';

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
}: Pick<Surroundings, 'guard' | 'files' | 'userAgent' | 'limits' | 'traceparent' | 'noteExchange' | 'reads'> & {
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

interface Surroundings {
  readonly hops: Hops;
  readonly limits: HostLimits;
  readonly guard: OutboundGuard;
  readonly files: Files;
  readonly userAgent: string;
  /** Of the call's trace; what a request says itself comes before it. */
  readonly traceparent?: string | undefined;
  /** Told of each request when it begins. */
  readonly noteExchange?: ((watch: ExchangeWatch) => void) | undefined;
  readonly signal: AbortSignal;
  /** `beginning`: the status is the message, and no body turns it into a failure; so many bytes of it are read as a text. */
  readonly reads?: 'beginning';
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

function prepare(
  request: HttpRequest,
  { guard, files, userAgent, traceparent }: Pick<Surroundings, 'guard' | 'files' | 'userAgent' | 'traceparent'>,
): Prepared {
  const url = guard.checkUrl(request.url);
  for (const [name, value] of Object.entries({ ...request.query, ...request.credentials?.query })) {
    for (const item of typeof value === 'string' ? [value] : value) url.searchParams.append(name, item);
  }
  const { body, contentType, contentLength } = encodeBody(request.body ?? { kind: 'none' }, (file) => files.read(file));
  const headers: Record<string, string> = { 'accept-encoding': 'gzip, deflate, br', 'user-agent': userAgent };
  if (traceparent !== undefined) headers.traceparent = traceparent;
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
  { guard, signal, hops, noteExchange }: Pick<Surroundings, 'guard' | 'signal' | 'hops' | 'noteExchange'>,
): Promise<Dispatcher.ResponseData> {
  const secrets = Object.keys(request.credentials?.query ?? {});
  const watch = new ExchangeWatch({ method, url: shownUrl(url, secrets) });
  noteExchange?.(watch);
  hops.begin(request, url.host);
  try {
    const answer = await send(url, {
      dispatcher: guard.dispatcher.compose(noting(hops, watch)),
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
    // What was refused before it went out has no other end.
    watch.failed(cause);
    throw asFailure(cause, { request, hops, signal });
  }
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
  { url, files, limits, signal, hops, reads }: Omit<Surroundings, 'guard' | 'userAgent'> & { readonly url: URL },
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
    const body =
      reads === 'beginning'
        ? await readBeginning(incoming, request.maxResponseBytes ?? ERROR_BODY_BYTES)
        : await readBody(incoming, request, { files, limit: limits.response });
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
