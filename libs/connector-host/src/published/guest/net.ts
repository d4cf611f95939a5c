/** `net` of a call: connections of Deno, which lead to the doors of the manifest's sockets and nowhere else. */
import type { Net, NetConnection } from '@millrace/connector-sdk';
import type { PublishedCall } from './published-call.ts';

interface DenoConnection {
  read(buffer: Uint8Array): Promise<number | null>;
  write(bytes: Uint8Array): Promise<number>;
  close(): void;
}
interface Where {
  readonly hostname: string;
  readonly port: number;
}
interface Dialling {
  readonly connect: (to: Where) => Promise<DenoConnection>;
  readonly connectTls: (to: Where) => Promise<DenoConnection>;
  readonly startTls: (connection: DenoConnection, to: Where) => Promise<DenoConnection>;
}

const READ_BYTES = 64 * 1024;
const open = new Map<PublishedCall, Set<DenoConnection>>();
let reachable: ReadonlySet<string> = new Set();

/** Where the doors are: by `host:port`. */
export function setReachable(targets: readonly string[]): void {
  reachable = new Set(targets);
}

/** A call's connections are its own: nobody uses them after it. */
export function closeOf(call: PublishedCall): void {
  for (const connection of open.get(call) ?? []) closeOnce(connection);
  open.delete(call);
}

export function createNet(call: PublishedCall): Net {
  return {
    connect: async (host, port, { tls = false } = {}) => {
      const where = `${host}:${port}`;
      if (!reachable.has(where)) throw refuse(where);
      call.abortion.signal.throwIfAborted();
      const deno = (globalThis as unknown as { readonly Deno: Dialling }).Deno;
      const to = { hostname: host, port };
      try {
        return keep(call, await (tls ? deno.connectTls(to) : deno.connect(to)), to);
      } catch (cause) {
        throw failure('retryable', `${where} cannot be reached: ${(cause as Error).message}`, where);
      }
    },
  };
}

function keep(call: PublishedCall, connection: DenoConnection, to: Where): NetConnection {
  const kept = open.get(call) ?? new Set();
  open.set(call, kept.add(connection));
  call.abortion.signal.addEventListener('abort', () => closeOf(call), { once: true });
  const where = `${to.hostname}:${to.port}`;
  const guard = async <Value>(work: () => Promise<Value>): Promise<Value> => {
    try {
      return await work();
    } catch (cause) {
      call.abortion.signal.throwIfAborted();
      throw failure('fatal', `The connection to ${where} broke: ${(cause as Error).message}`, where);
    }
  };
  return {
    read: () => guard(() => readSome(connection)),
    write: (data) =>
      guard(() => writeAll(connection, typeof data === 'string' ? new TextEncoder().encode(data) : data)),
    startTls: () =>
      guard(async () => {
        const { startTls } = (globalThis as unknown as { readonly Deno: Dialling }).Deno;
        kept.delete(connection);
        return keep(call, await startTls(connection, to), to);
      }),
    close: () => {
      kept.delete(connection);
      closeOnce(connection);
    },
  };
}

async function readSome(connection: DenoConnection): Promise<Uint8Array | null> {
  const buffer = new Uint8Array(READ_BYTES);
  const count = await connection.read(buffer);
  return count === null ? null : buffer.subarray(0, count);
}

async function writeAll(connection: DenoConnection, bytes: Uint8Array): Promise<void> {
  for (let sent = 0; sent < bytes.length;) sent += await connection.write(bytes.subarray(sent));
}

function closeOnce(connection: DenoConnection): void {
  try {
    connection.close();
  } catch {
    // It was closed already.
  }
}

const refuse = (where: string): Error =>
  Object.assign(new Error(`The connector may not connect to ${where}: the sockets of its manifest are others.`), {
    connectorFailure: 'fatal',
    detail: { code: 'outbound.socket_not_permitted', socket: where },
  });
const failure = (connectorFailure: 'fatal' | 'retryable', message: string, socket: string): Error =>
  Object.assign(new Error(message), { connectorFailure, detail: { socket } });
