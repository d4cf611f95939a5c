// What lies between a connector and its sockets: where they may lead, what a break means, and that none outlives its call.
import { FatalError, RetryableError } from '../failures.ts';
import type { ConnectOptions, Net, NetConnection } from '../net.ts';

/** A connection as a host has it. What it rejects with has no meaning yet. */
export interface RawConnection {
  read(): Promise<Uint8Array | null>;
  write(bytes: Uint8Array): Promise<void>;
  startTls(): Promise<RawConnection>;
  close(): void;
}
/** Where a connection leads to. */
export interface NetTarget extends ConnectOptions {
  readonly host: string;
  readonly port: number;
}
export interface CallNetParts {
  readonly connector: { readonly name: string; readonly sockets: readonly string[] };
  readonly dial: (target: NetTarget, signal: AbortSignal) => Promise<RawConnection>;
  /** Of the call. */
  readonly signal: AbortSignal;
}
/** Sockets of one call. */
export interface CallNet extends Net {
  /** Of whoever ends the call: what the connector has left open. */
  readonly closeAll: () => void;
}

export function createCallNet(parts: CallNetParts): CallNet {
  const open = new Set<RawConnection>();
  const closeAll = (): void => {
    for (const connection of open) connection.close();
    open.clear();
  };
  return {
    closeAll,
    connect: async (host, port, options = {}) => {
      const { signal } = parts;
      demandPermitted(`${host}:${port}`, parts);
      signal.throwIfAborted();
      const connection = await dial({ ...options, host, port }, parts);
      open.add(connection);
      signal.addEventListener('abort', closeAll, { once: true });
      if (signal.aborted) closeAll();
      return named(connection, { where: `${host}:${port}`, signal, open });
    },
  };
}

function demandPermitted(where: string, { connector: { name, sockets } }: CallNetParts): void {
  if (sockets.includes(where)) return;
  throw new FatalError(`${name} may not connect to ${where}: the sockets of its manifest are others.`, {
    detail: { code: 'outbound.socket_not_permitted', socket: where },
  });
}

async function dial(target: NetTarget, { dial: reach, signal }: CallNetParts): Promise<RawConnection> {
  try {
    return await reach(target, signal);
  } catch (cause) {
    if (signal.aborted) throw signal.reason;
    const { code = '', connectorFailure } = cause as { readonly code?: string; readonly connectorFailure?: unknown };
    // What the guard says has its own meaning.
    if (connectorFailure !== undefined || code.startsWith('outbound.')) throw cause;
    const where = `${target.host}:${target.port}`;
    throw new RetryableError(`${where} cannot be reached: ${(cause as Error).message}`, {
      cause,
      detail: { socket: where },
    });
  }
}

interface Around {
  readonly where: string;
  readonly signal: AbortSignal;
  readonly open: Set<RawConnection>;
}

/** The same connection, as its author sees it. */
function named(connection: RawConnection, around: Around): NetConnection {
  const guard = async <Value>(work: Promise<Value>): Promise<Value> => {
    try {
      return await work;
    } catch (cause) {
      if (around.signal.aborted) throw around.signal.reason;
      throw new FatalError(`The connection to ${around.where} broke: ${(cause as Error).message}`, {
        cause,
        detail: { socket: around.where },
      });
    }
  };
  return {
    read: () => guard(connection.read()),
    write: (data) => guard(connection.write(typeof data === 'string' ? new TextEncoder().encode(data) : data)),
    startTls: async () => {
      const secured = await guard(connection.startTls());
      around.open.delete(connection);
      around.open.add(secured);
      return named(secured, around);
    },
    close: () => {
      around.open.delete(connection);
      connection.close();
    },
  };
}
