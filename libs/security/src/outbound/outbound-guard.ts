import { lookup as lookupName, type LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { networkInterfaces } from 'node:os';
import { Agent, buildConnector, type Dispatcher } from 'undici';
import { SecurityError } from '../errors.ts';
import { isClosed, isNeverOpen, unmapped } from './addresses.ts';
import { parseAllowList, type AllowList } from './allow-list.ts';
import { inTurn, type Resolve } from './lookups.ts';

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
  /**
   * Checks every request's URL, dials only addresses that were checked, and refuses at the moment of connecting, whatever
   * a name said before. Follows no redirects. Rejects with `SecurityError`; then nothing was sent.
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

const CLOSED_NAMES = /(^|\.)(localhost|local|internal|home\.arpa)$/;
const CONNECT_TIMEOUT_MS = 10_000;
const HEADERS_TIMEOUT_MS = 60_000;
const RESOLVE_TIMEOUT_MS = 5000;
const MAX_HEADER_BYTES = 64 * 1024;

/** Makes the guard. Throws a sentence when an `allow` entry is malformed. */
export function createOutboundGuard(options: OutboundGuardOptions = {}): OutboundGuard {
  const allow = parseAllowList(options.allow ?? []);
  const resolve = inTurn(options.resolve ?? resolveAll);
  const own = ownService(options.ownService);
  const checkUrl = (given: string | URL): URL => {
    const url = parseUrl(given);
    if (own.isOrigin(url)) own.checkPath(url);
    else checkTarget(url, allow);
    return url;
  };
  const agent = new Agent({
    connect: guardedConnector({ allow, resolve, own }),
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
  const resolveTarget: OutboundGuard['resolveTarget'] = async (target) =>
    resolveForDialling(target, { allow, resolve, own });
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

interface OwnService {
  isOrigin(url: URL): boolean;
  /** Is this host and port one of the origins? */
  isHost(host: string, port: number): boolean;
  /** Is this where the service listens, by whatever name it was found? */
  isListener(address: string, port: number): boolean;
  checkPath(url: URL): void;
  refuse(): never;
}

function ownService(options: OutboundGuardOptions['ownService']): OwnService {
  // Asked for every request, changed once: when the port becomes known.
  let known: { readonly key: string; readonly urls: readonly URL[] } = { key: '', urls: [] };
  const origins = (): readonly URL[] => {
    const current = options?.origins() ?? [];
    const key = current.join(' ');
    if (key !== known.key) known = { key, urls: current.map((origin) => new URL(origin)) };
    return known.urls;
  };
  const paths = options?.paths ?? [];
  const refuse = (): never => {
    throw new SecurityError(
      'outbound.own_service',
      `Workflows may call this installation at ${paths.join(', ')} only.`,
    );
  };
  return {
    isOrigin: (url) => origins().some(({ origin }) => origin === url.origin),
    isHost: (host, port) => origins().some((origin) => hostOf(origin) === host && portOf(origin) === port),
    isListener: (address, port) =>
      origins().some((origin) => isLocalName(hostOf(origin)) && portOf(origin) === port) && isOfThisMachine(address),
    // As the server will see it: the URL parser has resolved `..` and `%2e`, and made a backslash a slash.
    checkPath: ({ pathname }) => {
      if (!paths.some((path) => pathname.startsWith(path)) || /%2f|%5c/i.test(pathname)) refuse();
    },
    refuse,
  };
}

const isLocalName = (host: string): boolean => host === 'localhost' || isIP(host) !== 0;

function isOfThisMachine(address: string): boolean {
  const plain = unmapped(address);
  if (plain.startsWith('127.') || plain === '::1' || plain === '0.0.0.0' || plain === '::') return true;
  return Object.values(networkInterfaces()).some((list) => list?.some((local) => local.address === plain) === true);
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

const plainHost = (host: string): string =>
  host
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
    .toLowerCase();
const hostOf = (url: URL): string => plainHost(url.hostname);
const portOf = (url: URL): number => Number(url.port || (url.protocol === 'https:' ? 443 : 80));

function checkTarget(url: URL, allow: AllowList): void {
  const host = hostOf(url);
  if (isIP(host) !== 0) {
    checkAddress({ address: host, host, port: portOf(url) }, allow);
    return;
  }
  checkName({ host, port: portOf(url) }, allow);
}

function checkName({ host, port }: { readonly host: string; readonly port: number }, allow: AllowList): void {
  const isClosedName = CLOSED_NAMES.test(host) || !host.includes('.');
  if (host === 'metadata.google.internal' || (isClosedName && !allow.allowsHost(host, port))) throw blocked(host, host);
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
  readonly own: OwnService;
}

/** Resolves once, checks every address, and dials one of those: nothing is resolved again in between. */
function guardedConnector({ allow, resolve, own }: Connecting): buildConnector.connector {
  return (options, callback) => {
    const host = plainHost(options.hostname);
    const port = Number(options.port || (options.protocol === 'https:' ? 443 : 80));
    const isOwn = own.isHost(host, port);
    const check = (address: string): void => {
      if (isOwn) return;
      checkAddress({ address, host, port }, allow);
      // Opened networks may hold this installation too: a second name must not lead around the paths.
      if (own.isListener(address, port)) own.refuse();
    };
    const lookup: LookupFunction = (name, lookupOptions, done) => {
      resolveChecked(name, resolve, check).then(
        (addresses) =>
          lookupOptions.all === true
            ? done(null, [...addresses])
            : done(null, addresses[0]?.address ?? '', addresses[0]?.family),
        (cause: unknown) => done(cause as NodeJS.ErrnoException, '', 0),
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
      if (error !== null) {
        callback(error, null);
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
  const addresses = await within(RESOLVE_TIMEOUT_MS, resolve(name), name);
  if (addresses.length === 0) throw new SecurityError('outbound.host_not_found', `The name ${name} has no address.`);
  for (const { address } of addresses) check(address);
  return addresses;
}

/** The system's resolver has no time limit of its own. */
async function within<T>(timeoutMs: number, work: Promise<T>, name: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      const message = `The name ${name} was not resolved within ${timeoutMs / 1000} s.`;
      reject(new SecurityError('outbound.host_not_found', message));
    }, timeoutMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

function resolveAll(host: string): Promise<readonly LookupAddress[]> {
  return new Promise((resolve, reject) => {
    lookupName(host, { all: true }, (cause, addresses) => {
      if (cause === null) resolve(addresses);
      else reject(new SecurityError('outbound.host_not_found', `The name ${host} cannot be resolved.`, { cause }));
    });
  });
}
