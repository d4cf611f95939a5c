import type { LookupAddress } from 'node:dns';
import { isIP } from 'node:net';
import { Agent, Pool, type Dispatcher } from 'undici';
import { SecurityError } from '../errors.ts';
import { parseAllowList } from './allow-list.ts';
import { checkAddress, checkName, checkTarget } from './check-target.ts';
import { TimedClient } from './connect-times.ts';
import { type Connecting, guardedConnector } from './guarded-connector.ts';
import { plainHost } from './hosts.ts';
import { inTurn, type Resolve } from './lookups.ts';
import { ownService, type OwnServicePlace } from './own-service.ts';
import { resolveAll, resolveChecked } from './resolve-checked.ts';

export interface OutboundGuardOptions {
  /** What the operator has opened: `host[:port]` or `CIDR[:port]`. */
  readonly allow?: readonly string[];
  /** This installation's own addresses, and the paths that workflows may call there. */
  readonly ownService?: OwnServicePlace;
  /** Tests bring their own names, and who vouches for them. */
  readonly resolve?: Resolve;
  readonly authority?: string;
}

/** The one way out for everything that is sent on a user's behalf. */
export interface OutboundGuard {
  /**
   * Checks every request's URL, dials only addresses that were checked, and refuses at the moment of connecting, whatever
   * a name said before. Follows no redirects. Rejects with `SecurityError`; then nothing was sent. A request with
   * `CONNECT_TIMES` among its options gets the times of its connection there.
   */
  readonly dispatcher: Dispatcher;
  /** What can be said before connecting: scheme, user info, names, literal addresses, own service. Throws `SecurityError`. */
  checkUrl(url: string | URL): URL;
  /**
   * The addresses of a host that may be dialled, for a program that dials by itself: at once, and no other. This installation
   * itself is closed to it, whatever the path. Rejects with `SecurityError`.
   */
  resolveTarget(target: { readonly host: string; readonly port: number }): Promise<readonly LookupAddress[]>;
  /** Ends what is still under way: nobody waits for a stranger's answer to shut down. */
  close(): Promise<void>;
}

const HEADERS_TIMEOUT_MS = 60_000;
const MAX_HEADER_BYTES = 64 * 1024;

/** Makes the guard. Throws a sentence when an `allow` entry is malformed. */
export function createOutboundGuard(options: OutboundGuardOptions = {}): OutboundGuard {
  const allow = parseAllowList(options.allow ?? []);
  const resolve = inTurn(options.resolve ?? resolveAll);
  const own = ownService(options.ownService);
  const connecting: Connecting = { allow, resolve, own, authority: options.authority };
  const checkUrl = (given: string | URL): URL => {
    const url = parseUrl(given);
    if (own.isOrigin(url)) own.checkPath(url);
    else checkTarget(url, allow);
    return url;
  };
  const agent = new Agent({
    factory: (origin, pool) =>
      new Pool(origin, {
        ...(pool as Pool.Options),
        factory: (of, client) => new TimedClient(of, client, (timesOf) => guardedConnector(connecting, timesOf)),
      }),
    headersTimeout: HEADERS_TIMEOUT_MS,
    // A body's time is bounded by the step's deadline.
    bodyTimeout: 0,
    maxHeaderSize: MAX_HEADER_BYTES,
    // A name that was open when its socket was made may be closed now.
    keepAliveMaxTimeout: 300_000,
  });
  // Whoever forgets to check is checked: a pooled socket is not connected anew.
  const dispatcher = agent.compose((dispatch) => (request, handler) => {
    // Joined as texts: a path like //host/ would count as another host otherwise.
    const url = checkUrl(`${originOf(request)}${request.path}`);
    if (own.isOrigin(url) && `${url.pathname}${url.search}` !== request.path) own.refuse();
    return dispatch(request, handler);
  });
  const resolveTarget: OutboundGuard['resolveTarget'] = async (target) => resolveForDialling(target, connecting);
  return { dispatcher, checkUrl, resolveTarget, close: () => agent.destroy() };
}

async function resolveForDialling(
  target: { readonly host: string; readonly port: number },
  { allow, resolve, own }: Connecting,
): Promise<readonly LookupAddress[]> {
  const { port } = target;
  const host = plainHost(target.host);
  const check = (address: string): void => {
    checkAddress({ address, host, port }, allow);
    if (own.isListener(address, port)) own.refuse();
  };
  if (own.isHost(host, port)) own.refuse();
  if (isIP(host) === 0) {
    checkName({ host, port }, allow);
    return resolveChecked(host, resolve, check);
  }
  check(host);
  return [{ address: host, family: isIP(host) }];
}

const originOf = ({ origin = '' }: Dispatcher.DispatchOptions): string =>
  typeof origin === 'string' ? origin : origin.origin;

function parseUrl(given: string | URL): URL {
  let url: URL;
  try {
    url = new URL(given);
  } catch (cause) {
    throw new SecurityError(
      'outbound.url_invalid',
      `"${String(given).slice(0, 200)}" is no absolute URL. Write it like https://api.example.com/orders.`,
      { cause },
    );
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new SecurityError(
      'outbound.scheme_blocked',
      `Only http and https are allowed, not ${url.protocol.slice(0, -1)}.`,
    );
  }
  if (url.username !== '' || url.password !== '') {
    throw new SecurityError(
      'outbound.url_invalid',
      'A URL must not hold a user name or password. Use the step’s authentication.',
    );
  }
  return url;
}
