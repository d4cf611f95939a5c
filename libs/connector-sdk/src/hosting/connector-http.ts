// What lies between a connector and the wire: where it may go, as whom, how often.
import type { Auth } from '../auth.ts';
import { FatalError } from '../failures.ts';
import type { HttpRequest, HttpResponse } from '../http.ts';
import type { JsonObject } from '../json.ts';
import { applyCredentials, type CallConnection } from './credentials.ts';
import { isPermittedHost, resolveUrl } from './permitted-hosts.ts';
import { DEFAULT_ATTEMPTS, repeat, type Wait } from './repeat.ts';

/** Sends a request as it is: absolute, with its credentials. Rejects with what a status or a broken connection means. */
export type SendRequest = (request: HttpRequest) => Promise<HttpResponse>;

/** Finds a failure in an answer whose status is none. `sent`: the request with all that the platform has added to it. */
export type JudgeAnswer = (sent: HttpRequest, response: HttpResponse) => Error | undefined;
/** The same for one call, from any address that it may use. What `judge` finds is repeated, refreshed and counted as if sending had failed. */
export type SendJudged = (request: HttpRequest, judge?: JudgeAnswer) => Promise<HttpResponse>;

/** Gives a call its turn; waiting is no attempt. Rejects with `RetryableError`, named `Connector.RateLimited`, when the turn is further away than a call may wait. */
export type RateTurn = <T>(request: { readonly signal: AbortSignal }, send: () => Promise<T>) => Promise<T>;

export interface ConnectorHttpParts {
  readonly connector: {
    readonly name: string;
    readonly baseUrl?: string | undefined;
    readonly hosts: readonly string[];
  };
  readonly send: SendRequest;
  readonly signal: AbortSignal;
  readonly addSecret: (secret: string) => void;
  readonly connection?: { readonly auth: Auth; readonly current: CallConnection };
  /** After a 401: the same connection with fresh credentials; undefined when there are none to be had. */
  readonly refresh?: (used: CallConnection) => Promise<CallConnection | undefined>;
  readonly turn?: RateTurn;
  /** Of the action: repeating its requests is harmless, and under which header the service knows the key. */
  readonly isRepeatable: boolean;
  readonly keyHeader?: { readonly name: string; readonly value: string };
  /** Of tests: passes the time between attempts. */
  readonly wait?: Wait;
}

const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE']);
const REPEATABLE_METHODS: ReadonlySet<string> = new Set([...SAFE_METHODS, 'PUT', 'DELETE']);

/** Requests of one call of a connector. */
export function createConnectorHttp(parts: ConnectorHttpParts): SendJudged {
  let current = parts.connection?.current;
  const sendOnce = async (request: HttpRequest, send: SendRequest): Promise<HttpResponse> => {
    try {
      return await exchange({ ...parts, send }, request, current);
    } catch (cause) {
      const fresh = await refreshAfter(cause, parts, current);
      if (fresh === undefined) throw cause;
      current = fresh;
      return exchange({ ...parts, send }, request, current);
    }
  };
  return (given, judge) => {
    const request = prepare(given, parts, current);
    const attempts = mayRepeat(request) ? (request.attempts ?? DEFAULT_ATTEMPTS) : 1;
    const send = judge === undefined ? parts.send : judged(parts.send, judge);
    return repeat(() => sendOnce(request, send), {
      attempts,
      signal: parts.signal,
      ...(parts.wait === undefined ? {} : { wait: parts.wait }),
    });
  };
}

const judged =
  (send: SendRequest, judge: JudgeAnswer): SendRequest =>
  async (request) => {
    const response = await send(request);
    const failure = judge(request, response);
    if (failure !== undefined) throw failure;
    return response;
  };

const mayRepeat = ({ method, isRepeatable }: HttpRequest): boolean =>
  isRepeatable === true || REPEATABLE_METHODS.has(method.toUpperCase());

/** Absolute, permitted, and with the key under which the service knows this write. */
function prepare(given: HttpRequest, parts: ConnectorHttpParts, connection: CallConnection | undefined): HttpRequest {
  const { connector, keyHeader } = parts;
  const fields: JsonObject = connection?.fields ?? {};
  const url = resolveUrl(given.url, { baseUrl: baseUrlOf(connector.baseUrl, fields), connection: fields });
  demandPermitted(url, parts, connection);
  const isWrite = !SAFE_METHODS.has(given.method.toUpperCase());
  const keyed = keyHeader === undefined || !isWrite ? {} : { [keyHeader.name]: keyHeader.value };
  return {
    ...given,
    url,
    headers: { ...given.headers, ...keyed },
    isRepeatable: given.isRepeatable ?? parts.isRepeatable,
  };
}

/** A connection to an installation of its own names where that is. */
const baseUrlOf = (baseUrl: string | undefined, { baseUrl: own }: JsonObject): string | undefined =>
  typeof own === 'string' && own !== '' ? own : baseUrl;

function demandPermitted(url: string, { connector }: ConnectorHttpParts, connection: CallConnection | undefined): void {
  const fields = connection?.fields ?? {};
  const own =
    typeof fields.baseUrl === 'string' && URL.canParse(fields.baseUrl) ? [new URL(fields.baseUrl).hostname] : [];
  // An address that cannot be read is refused by the guard, with its reason.
  if (!URL.canParse(url)) return;
  const { hostname } = new URL(url);
  if (isPermittedHost(hostname, [...connector.hosts, ...own], fields)) return;
  throw new FatalError(`${connector.name} may not call ${hostname}: its manifest names other hosts.`, {
    detail: { code: 'outbound.host_not_permitted', host: hostname },
  });
}

async function exchange(
  { connector, connection, addSecret, send, turn, signal }: ConnectorHttpParts,
  request: HttpRequest,
  current: CallConnection | undefined,
): Promise<HttpResponse> {
  const isSigned = connection !== undefined && current !== undefined && isBound(request.url, connector, current);
  const signed = isSigned
    ? await applyCredentials(request, { auth: connection.auth, connection: current, addSecret })
    : request;
  return turn === undefined ? send(signed) : turn({ signal }, () => send(signed));
}

/** A connection that names hosts is for these only. */
function isBound(
  url: string,
  { hosts, name: connector }: ConnectorHttpParts['connector'],
  { allowedHosts, fields, name }: CallConnection,
): boolean {
  if (allowedHosts === undefined) return true;
  const { hostname } = new URL(url);
  if (isPermittedHost(hostname, allowedHosts, fields)) return true;
  // Of a connector that calls its own hosts, one may need no credentials; here it is a mistake, and would look like a 401.
  if (!hosts.includes('*')) return false;
  throw new FatalError(
    `The connection "${name}" is for ${allowedHosts.join(', ')}; ${connector} was to call ${hostname}.`,
    {
      detail: { code: 'connection.host_not_allowed', host: hostname },
    },
  );
}

/** Fresh credentials, once, when the service did not accept the ones in use. */
async function refreshAfter(
  cause: unknown,
  { refresh }: ConnectorHttpParts,
  used: CallConnection | undefined,
): Promise<CallConnection | undefined> {
  const { detail } = cause as { readonly detail?: { readonly status?: unknown } };
  if (detail?.status !== 401 || used === undefined) return undefined;
  return refresh?.(used);
}
