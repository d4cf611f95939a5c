import { lookup as lookupName, type LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { Agent, buildConnector, type Dispatcher } from 'undici';
import { SecurityError } from '../errors.ts';
import { isClosed, isNeverOpen } from './addresses.ts';
import { parseAllowList, type AllowList } from './allow-list.ts';

/** Resolves a name to all of its addresses. */
export type Resolve = (host: string) => Promise<readonly LookupAddress[]>;

export interface OutboundGuardOptions {
  /** What the operator has opened: `host[:port]` or `CIDR[:port]`. */
  readonly allow?: readonly string[];
  /** This installation's own addresses, and the paths that workflows may call there. */
  readonly ownService?: { readonly origins: () => readonly string[]; readonly paths: readonly string[] };
  /** Tests bring their own names. */
  readonly resolve?: Resolve;
}

/** The one way out for everything that is sent on a user's behalf. */
export interface OutboundGuard {
  /** Dials only addresses that were checked; refuses at the moment of connecting, whatever a name said before. */
  readonly dispatcher: Dispatcher;
  /** What can be said before connecting: scheme, user info, names, literal addresses, own service. Throws `SecurityError`. */
  checkUrl(url: string | URL): URL;
  close(): Promise<void>;
}

const CLOSED_NAMES = /(^|\.)(localhost|local|internal|home\.arpa)$/;
const CONNECT_TIMEOUT_MS = 10_000;
const HEADERS_TIMEOUT_MS = 60_000;
const MAX_HEADER_BYTES = 64 * 1024;

/** Makes the guard. Throws a sentence when an `allow` entry is malformed. */
export function createOutboundGuard(options: OutboundGuardOptions = {}): OutboundGuard {
  const allow = parseAllowList(options.allow ?? []);
  const resolve = options.resolve ?? resolveAll;
  const isOwn = (url: URL): boolean => options.ownService?.origins().includes(url.origin) === true;
  const ownHosts = (): ReadonlySet<string> =>
    new Set((options.ownService?.origins() ?? []).map((origin) => new URL(origin).host));
  const connect = guardedConnector({ allow, resolve, ownHosts });
  const dispatcher = new Agent({
    connect,
    headersTimeout: HEADERS_TIMEOUT_MS,
    // A body's time is bounded by the step's deadline.
    bodyTimeout: 0,
    maxHeaderSize: MAX_HEADER_BYTES,
    // A name that was open when its socket was made may be closed now.
    keepAliveMaxTimeout: 300_000,
  });
  return {
    dispatcher,
    checkUrl: (given) => {
      const url = parseUrl(given);
      if (isOwn(url)) checkOwnPath(url, options.ownService?.paths ?? []);
      else checkTarget(url, allow);
      return url;
    },
    close: () => dispatcher.close(),
  };
}

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

/** The path as the server will see it: the URL parser has resolved `..` and `%2e` already; a backslash is a slash. */
function checkOwnPath(url: URL, paths: readonly string[]): void {
  if (paths.some((path) => url.pathname.startsWith(path)) && !/%2f|%5c/i.test(url.pathname)) return;
  throw new SecurityError('outbound.own_service', `Workflows may call this installation at ${paths.join(', ')} only.`);
}

const hostOf = (url: URL): string =>
  url.hostname
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
    .toLowerCase();
const portOf = (url: URL): number => Number(url.port || (url.protocol === 'https:' ? 443 : 80));

function checkTarget(url: URL, allow: AllowList): void {
  const host = hostOf(url);
  if (isIP(host) !== 0) {
    checkAddress({ address: host, host, port: portOf(url) }, allow);
    return;
  }
  const isClosedName = CLOSED_NAMES.test(host) || !host.includes('.');
  if (host === 'metadata.google.internal' || (isClosedName && !allow.allowsHost(host, portOf(url))))
    throw blocked(host, host);
}

function checkAddress(
  { address, host, port }: { readonly address: string; readonly host: string; readonly port: number },
  allow: AllowList,
): void {
  if (isNeverOpen(address)) throw blocked(host, address, 'Nobody can open it.');
  if (!isClosed(address) || allow.allowsHost(host, port) || allow.allowsAddress(address, port)) return;
  throw blocked(host, address);
}

function blocked(
  host: string,
  address: string,
  advice = `An operator can open it: MILLRACE_OUTBOUND_ALLOW=${host}`,
): SecurityError {
  const place = host === address ? host : `${host} (${address})`;
  return new SecurityError('outbound.address_blocked', `${place} is inside a closed network. ${advice}`);
}

interface Connecting {
  readonly allow: AllowList;
  readonly resolve: Resolve;
  readonly ownHosts: () => ReadonlySet<string>;
}

/** Resolves once, checks every address, and dials one of those: nothing is resolved again in between. */
function guardedConnector({ allow, resolve, ownHosts }: Connecting): buildConnector.connector {
  return (options, callback) => {
    const host = options.hostname
      .replace(/^\[|\]$/g, '')
      .replace(/\.$/, '')
      .toLowerCase();
    const port = Number(options.port || (options.protocol === 'https:' ? 443 : 80));
    const isOwn = ownHosts().has(`${options.hostname}:${port}`);
    const check = (address: string): void => {
      if (!isOwn) checkAddress({ address, host, port }, allow);
    };
    const lookup: LookupFunction = (name, lookupOptions, done) => {
      resolveChecked(name, resolve, check).then(
        (addresses) =>
          lookupOptions.all === true
            ? done(null, [...addresses])
            : done(null, addresses[0]?.address ?? '', addresses[0]?.family),
        (cause: NodeJS.ErrnoException) => done(cause, '', 0),
      );
    };
    try {
      // A literal is never looked up.
      if (isIP(host) !== 0) check(host);
    } catch (cause) {
      callback(cause as Error, null);
      return;
    }
    buildConnector({ timeout: CONNECT_TIMEOUT_MS, lookup })(options, (error, socket) => {
      if (error !== null || socket === null) {
        callback(error ?? new Error('No socket.'), null);
        return;
      }
      try {
        check(socket.remoteAddress ?? '0.0.0.0');
        callback(null, socket);
      } catch (cause) {
        socket.destroy();
        callback(cause as Error, null);
      }
    });
  };
}

/** One closed address closes the name. */
async function resolveChecked(
  name: string,
  resolve: Resolve,
  check: (address: string) => void,
): Promise<readonly LookupAddress[]> {
  const addresses = await resolve(name);
  if (addresses.length === 0) throw new SecurityError('outbound.host_not_found', `The name ${name} has no address.`);
  for (const { address } of addresses) check(address);
  return addresses;
}

function resolveAll(host: string): Promise<readonly LookupAddress[]> {
  return new Promise((resolve, reject) => {
    lookupName(host, { all: true }, (cause, addresses) => {
      if (cause === null) resolve(addresses);
      else reject(new SecurityError('outbound.host_not_found', `The name ${host} cannot be resolved.`, { cause }));
    });
  });
}
