// The ways out of the process. Every name and address is the host's to allow: it has the operator's list, and resolves.
import dgram from 'node:dgram';
import dns from 'node:dns';
import { errorMonitor } from 'node:events';
import { syncBuiltinESMExports } from 'node:module';
import net, { type LookupFunction, type Socket, type TcpSocketConnectOpts } from 'node:net';
import tls, { type SecureContextOptions } from 'node:tls';
import { currentCall, currentCallId } from './current-call.ts';
import { RefusedError, type Link } from './link.ts';
import type { DialAnswer } from './protocol.ts';

const HTTPS_PORT = 443;
type Connect = (this: Socket, options: object, callback?: () => void) => Socket;
type Callback = (...given: unknown[]) => void;

/** Puts the host between the piece and the network. Called once, before the piece is loaded. */
export function guardNetwork(link: Link): void {
  const dial = async (host: string, port: number): Promise<DialAnswer> =>
    (await link.ask('dial', currentCallId(), { host, port })) as DialAnswer;
  guardSockets(dial);
  guardLookups(dial);
  const refuse = (): never => {
    throw new RefusedError('outbound.scheme_blocked', 'Pieces send no datagrams.');
  };
  Object.assign(dgram, { createSocket: refuse });
  Object.assign(net, { createServer: refuse });
  syncBuiltinESMExports();
}

type Dial = (host: string, port: number) => Promise<DialAnswer>;

/** Clients of TCP, TLS, HTTP and `fetch` all end here. */
function guardSockets(dial: Dial): void {
  const connect = Reflect.get(net.Socket.prototype, 'connect') as Connect;
  net.Socket.prototype.connect = function (this: Socket, ...given: unknown[]): Socket {
    const { options, callback } = readArguments(given);
    if (callback !== undefined) this.once('connect', callback);
    noteFailure(this);
    const { host = 'localhost', port, path } = options;
    // HTTP's agent says null.
    if (typeof path === 'string') {
      const refused = new RefusedError('outbound.scheme_blocked', 'Pieces use no sockets of this machine.');
      setImmediate(() => this.destroy(refused));
      return this;
    }
    // As while a name is looked up: what is written meanwhile waits.
    Object.assign(this, { connecting: true });
    dial(host, Number(port)).then(
      (answer) => {
        if (this.destroyed) return;
        connect.call(this, {
          ...options,
          host,
          port: answer.port,
          lookup: lookupOf(answer),
          ...literalOf(host, answer),
        });
      },
      (cause: unknown) => this.destroy(cause as Error),
    );
    return this;
  };
}

/** Seen, not handled: what nobody handles ends the process, as it should. */
function noteFailure(socket: Socket): void {
  const call = currentCall.getStore();
  (socket as NodeJS.EventEmitter).on(errorMonitor, ({ code }: NodeJS.ErrnoException) => {
    if (call !== undefined && code !== undefined) call.socketFailure = code;
  });
}

/** A literal is never looked up: what may be dialled takes its place. */
function literalOf(host: string, { addresses }: DialAnswer): { readonly host?: string } {
  const [first] = addresses;
  return net.isIP(host) === 0 || first === undefined ? {} : { host: first.address };
}

type ConnectOptions = Partial<TcpSocketConnectOpts> & { readonly path?: string | null };

/** The forms that Node takes: options, a port and a host, a path, or the list that `net.connect` has made of these. */
function readArguments(given: readonly unknown[]): {
  readonly options: ConnectOptions;
  readonly callback: (() => void) | undefined;
} {
  const [first, ...rest] = (Array.isArray(given[0]) ? given[0] : given) as readonly unknown[];
  const callback = [...rest].reverse().find((value) => typeof value === 'function') as (() => void) | undefined;
  if (typeof first === 'object' && first !== null) return { options: first, callback };
  const isPort = typeof first === 'number' || /^\d+$/.test(String(first));
  if (!isPort) return { options: { path: String(first) }, callback };
  const host = typeof rest[0] === 'string' ? { host: rest[0] } : {};
  return { options: { port: Number(first), ...host }, callback };
}

const lookupOf =
  ({ addresses }: DialAnswer): LookupFunction =>
  (_name, options, done) => {
    if (options.all === true) done(null, [...addresses]);
    else done(null, addresses[0]?.address ?? '', addresses[0]?.family);
  };

function guardLookups(dial: Dial): void {
  const resolve = async (host: string) => (await dial(host, HTTPS_PORT)).addresses;
  const lookup = (host: string, ...rest: unknown[]): void => {
    const done = rest.at(-1) as Callback;
    const { all = false } = typeof rest[0] === 'object' ? (rest[0] as { readonly all?: boolean }) : {};
    resolve(host).then(
      (addresses) => (all ? done(null, addresses) : done(null, addresses[0]?.address, addresses[0]?.family)),
      (cause: unknown) => done(cause),
    );
  };
  Object.assign(dns, { lookup });
  Object.assign(dns.promises, {
    lookup: async (host: string, options?: { readonly all?: boolean }) => {
      const addresses = await resolve(host);
      return options?.all === true ? addresses : addresses[0];
    },
  });
}

/** Trusts one more certificate, beside those that Node brings. Tests have servers of their own. */
export function trustCertificate(certificate: string): void {
  const { createSecureContext } = tls;
  Object.assign(tls, {
    createSecureContext: (options: SecureContextOptions = {}) => {
      const made = createSecureContext(options);
      const { context } = made as unknown as { readonly context: { addCACert(pem: string): void } };
      if (options.ca === undefined) context.addCACert(certificate);
      return made;
    },
  });
  syncBuiltinESMExports();
}
