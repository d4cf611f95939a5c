/** How code reaches the few hosts that its manifest names: by their doors on loopback, whatever it connects with. */
import type { Socket } from 'node:net';
import type { Relay } from '../socket-relays.ts';

interface Where {
  readonly hostname?: string;
  readonly host?: string;
  readonly port?: number | string;
}
interface Dialling {
  connect: (to: Where) => Promise<unknown>;
  connectTls: (to: Where) => Promise<unknown>;
  startTls: (connection: unknown, options: Where) => Promise<unknown>;
}
type AnyConnect = (this: Socket, ...given: unknown[]) => Socket;

const LOOPBACK = '127.0.0.1';

/** Turns connections to these targets aside. Others stay what they are: refused. */
export async function routeSockets(relays: readonly Relay[]): Promise<void> {
  const ports = new Map(relays);
  const findPort = ({ hostname, host, port }: Where): number | undefined => ports.get(`${hostname ?? host}:${port}`);
  routeDeno((globalThis as unknown as { readonly Deno: Dialling }).Deno, findPort);
  const { Socket: NodeSocket } = await import('node:net');
  const prototype = NodeSocket.prototype as unknown as { connect: AnyConnect };
  const { connect } = prototype;
  prototype.connect = function (...given) {
    return connect.apply(this, reroute(given, findPort));
  };
}

function routeDeno(deno: Dialling, findPort: (to: Where) => number | undefined): void {
  const { connect, startTls } = deno;
  const route = (to: Where): Where => {
    const port = findPort(to);
    return port === undefined ? to : { ...to, hostname: LOOPBACK, port };
  };
  deno.connect = (to) => connect(route(to));
  deno.connectTls = async (to) => startTls(await connect(route(to)), to);
}

/** Arguments of `connect` as Node takes them: an object, a port and a host, or what Node has made of these itself. */
function reroute(given: readonly unknown[], findPort: (to: Where) => number | undefined): unknown[] {
  const [first, second, ...rest] = given;
  if (Array.isArray(first)) {
    // With a mark of Node on it: changed, not replaced.
    const all = first as unknown[];
    all[0] = rerouteOptions(all[0], findPort);
    return [...given];
  }
  if (typeof first === 'object' && first !== null) return [rerouteOptions(first, findPort), second, ...rest];
  const port = findPort({ host: String(second), port: first as number });
  return port === undefined ? [...given] : [port, LOOPBACK, ...rest];
}

function rerouteOptions(options: unknown, findPort: (to: Where) => number | undefined): unknown {
  if (typeof options !== 'object' || options === null) return options;
  const port = findPort(options);
  return port === undefined ? options : { ...options, host: LOOPBACK, port };
}
