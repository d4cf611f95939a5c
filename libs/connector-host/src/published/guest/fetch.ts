import { callScope } from './call-scope.ts';

/** The few things of the web platform that are needed here; the back end's own types leave some of them out. */
interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: readonly { readonly name: string; readonly value: string }[];
  readonly body: string | null;
  readonly url: string;
}

const MAX_REDIRECTS = 5;
const WITHOUT_BODY: readonly number[] = [101, 204, 205, 304];
/** The parent has undone them, or they are the connection's own. */
const HOP_HEADERS: readonly string[] = ['content-encoding', 'content-length', 'transfer-encoding', 'connection'];
const NOWHERE = 'http://relative.invalid';

/** `fetch` as `ctx.http` of the call that it is made in: same hosts, same credentials, same budget. */
export async function fetchByCall(input: string | URL | Request, init: RequestInit = {}): Promise<Response> {
  const call = callScope.getStore();
  if (call === undefined) throw new TypeError('fetch works only while a call of the connector is in flight.');
  const request = toRequest(input, init);
  request.signal.throwIfAborted();
  const answered = (async () => call.ask('http', addressOf(input, request), await toHttpCall(request)))();
  const answer = (await untilAborted(answered, request.signal)) as Answer;
  return toResponse(answer, request);
}

const toRequest = (input: string | URL | Request, init: RequestInit): Request =>
  input instanceof Request ? new Request(input, init) : new Request(new URL(input, NOWHERE), init);

/** A relative address stays one: it goes on from the connector's `baseUrl`. Braces are no places to fill in here. */
function addressOf(input: string | URL | Request, { url }: Request): string {
  const isRelative = typeof input === 'string' && !URL.canParse(input);
  return (isRelative ? input : url).replaceAll('{', '%7B').replaceAll('}', '%7D');
}

async function toHttpCall(request: Request): Promise<object> {
  const { method, redirect } = request;
  const headers = Object.fromEntries(request.headers);
  const contentType = headers['content-type'];
  const body = request.body === null ? undefined : new Uint8Array(await request.arrayBuffer());
  if (body !== undefined) delete headers['content-type'];
  return {
    ...{ method, headers, ok: 'any', as: 'base64', maxRedirects: redirect === 'follow' ? MAX_REDIRECTS : 0 },
    ...(body === undefined ? {} : { body, ...(contentType === undefined ? {} : { contentType }) }),
  };
}

/** The parent goes on with the request; nobody waits for it any more. */
function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    work.then(resolve, reject);
  });
}

function toResponse({ status, headers, cookies, body, url }: Answer, { redirect }: Request): Response {
  if (redirect === 'error' && status >= 300 && status < 400)
    throw new TypeError(`${url} redirects, and no redirect was to be followed.`);
  const kept = Object.entries(headers).filter(([name]) => !HOP_HEADERS.includes(name));
  const set = cookies.map(({ name, value }): [string, string] => ['set-cookie', `${name}=${value}`]);
  const bytes = body === null || WITHOUT_BODY.includes(status) ? null : bytesOf(body);
  const response = new Response(bytes, { status, headers: [...kept, ...set] });
  Object.defineProperty(response, 'url', { value: url });
  return response;
}

const bytesOf = (base64: string): Uint8Array =>
  (Uint8Array as unknown as { fromBase64(text: string): Uint8Array }).fromBase64(base64);
