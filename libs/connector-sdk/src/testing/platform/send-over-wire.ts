// The test platform's way out: what the host does with undici, over a wire of a test.
import { FatalError } from '../../failures.ts';
import type { SendRequest } from '../../hosting/connector-http.ts';
import { failureOfSocket, failureOfStatus, failureOfTime, isSuccess } from '../../hosting/http-failures.ts';
import type { HttpRequest, HttpResponse } from '../../http.ts';
import { BrokenWire, textOf, type Wire, type WireRequest, type WireResponse } from '../wire/wire.ts';
import { encodeBody } from './encode-body.ts';
import type { MemoryFiles } from './memory-files.ts';
import { readAnswer } from './read-answer.ts';
import type { TestTime } from './test-time.ts';

const MAX_REDIRECTS = 5;
/** Until the headers of an answer are there. */
const HEADERS_TIMEOUT_MS = 60_000;

/** A request that has left, and how it ended. */
export interface SentRequest {
  readonly request: HttpRequest;
  readonly wire: WireRequest;
  /** Of the exchange of what a person has filled in, and not of the call itself. */
  readonly isSignIn: boolean;
  /** Undefined: no answer came. */
  answer?: WireResponse;
}

export interface WireSending {
  readonly wire: Wire;
  readonly files: MemoryFiles;
  readonly time: TestTime;
  readonly signal: AbortSignal;
  readonly note: (sent: SentRequest) => void;
  readonly isSignIn: boolean;
}

/** Sends requests as they are. Rejects with what a status, or a broken connection, means to a run. */
export function sendOverWire(sending: WireSending): SendRequest {
  return async (request) => {
    const allowed = Math.min(request.maxRedirects ?? 0, MAX_REDIRECTS);
    let hop = request;
    for (let redirects = 0; ; redirects += 1) {
      const wired = toWire(hop, sending.files);
      const answer = await exchange(hop, wired, sending);
      const { location } = answer.headers;
      const isFollowed = [301, 302, 303, 307, 308].includes(answer.status) && location !== undefined && allowed > 0;
      if (!isFollowed) return receive(answer, { request: hop, url: wired.url, ...sending });
      if (redirects === allowed)
        throw new FatalError(`${hostOf(wired)} redirects more than ${allowed} times.`, {
          detail: { code: 'outbound.redirect_blocked' },
        });
      hop = follow(hop, new URL(location, wired.url), { from: wired.url, status: answer.status });
    }
  };
}

const hostOf = ({ url }: WireRequest): string => new URL(url).host;

function toWire(request: HttpRequest, files: MemoryFiles): WireRequest {
  const url = new URL(request.url);
  for (const [name, value] of Object.entries({ ...request.query, ...request.credentials?.query }))
    for (const item of [value].flat()) url.searchParams.append(name, item);
  const { bytes, contentType } = encodeBody(request.body ?? { kind: 'none' }, (file) => files.bytesOf(file));
  const given = Object.entries({ ...request.headers, ...request.credentials?.headers });
  const headers = {
    ...(contentType === undefined ? {} : { 'content-type': contentType }),
    ...Object.fromEntries(given.map(([name, value]) => [name.toLowerCase(), value])),
  };
  return { method: request.method.toUpperCase(), url: url.href, headers, body: bytes };
}

async function exchange(
  request: HttpRequest,
  wired: WireRequest,
  { wire, time, signal, note, isSignIn }: WireSending,
): Promise<WireResponse> {
  // After a cancel the real host refuses at once; a turn between keeps a loop that ignores it from stopping the test.
  if (signal.aborted) await refuse(signal, time);
  const sent: SentRequest = { request, wire: wired, isSignIn };
  note(sent);
  const own = new AbortController();
  const onAbort = (): void => own.abort(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    const answer = await Promise.race([wire(wired, own.signal), endAt(request, own.signal, time)]);
    sent.answer = answer;
    return answer;
  } catch (cause) {
    if (signal.aborted) throw signal.reason;
    const host = hostOf(wired);
    if (!(cause instanceof BrokenWire)) throw cause;
    if (cause === TOO_LATE && request.timeoutMs !== undefined) throw failureOfTime(request, { host, wasSent: true });
    throw failureOfSocket(request, cause, { host, wasSent: cause.wasSent });
  } finally {
    signal.removeEventListener('abort', onAbort);
    own.abort();
  }
}

/** Calls after a cancel that are refused, before a loop that ignores them is left standing. */
const MAX_REFUSALS = 200;
const refusals = new WeakMap<AbortSignal, number>();

async function refuse(signal: AbortSignal, time: TestTime): Promise<never> {
  const count = (refusals.get(signal) ?? 0) + 1;
  refusals.set(signal, count);
  await time.pause();
  if (count > MAX_REFUSALS) await new Promise<never>(() => undefined);
  throw signal.reason;
}

const TOO_LATE = new BrokenWire('no answer within 60 s', { code: 'UND_ERR_HEADERS_TIMEOUT', wasSent: true });

async function endAt(
  { timeoutMs = HEADERS_TIMEOUT_MS }: HttpRequest,
  signal: AbortSignal,
  time: TestTime,
): Promise<never> {
  await time.waitForLimit(timeoutMs, signal);
  throw TOO_LATE;
}

function receive(
  answer: WireResponse,
  { request, url, files, time }: WireSending & { readonly request: HttpRequest; readonly url: string },
): HttpResponse {
  const { status, headers, body } = answer;
  if (isSuccess(request, status)) return readAnswer(answer, { request, url, files });
  throw failureOfStatus(request, { status, headers, text: textOf(body), host: new URL(url).host, nowMs: time.nowMs() });
}

/** RFC 9110 §15.4; another origin gets neither credentials nor a body. */
function follow(
  { query: _, credentials, body, ...request }: HttpRequest,
  to: URL,
  { from, status }: { readonly from: string; readonly status: number },
): HttpRequest {
  const isElsewhere = to.origin !== new URL(from).origin;
  const becomesGet = status === 303 || (status < 303 && request.method.toUpperCase() === 'POST');
  return {
    ...request,
    url: to.href,
    ...(becomesGet ? { method: 'GET' } : {}),
    ...(isElsewhere || credentials === undefined ? {} : { credentials }),
    ...(isElsewhere || becomesGet || body === undefined ? {} : { body }),
  };
}
