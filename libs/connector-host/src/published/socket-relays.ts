import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { OutboundGuard } from '@millrace/security';
import { dialGuarded, type Target } from '../sockets/dial.ts';

/** A way out that a child may take: what it believes to reach, and the port on loopback where that is. */
export type Relay = readonly [target: string, port: number];

const MAX_CONNECTIONS = 64;

/**
 * Doors on loopback, one for each `host:port` that a manifest names: all that a child may connect to. Behind each the outbound
 * guard says which addresses are dialled, so a child never resolves a name, and one that changes its meaning gains nothing.
 */
export class SocketRelays {
  readonly #guard: Pick<OutboundGuard, 'resolveTarget'>;
  readonly #servers: Server[] = [];
  readonly #sockets = new Set<Socket>();

  constructor(guard: Pick<OutboundGuard, 'resolveTarget'>) {
    this.#guard = guard;
  }

  /** Opens a door for each; what cannot be read as `host:port` has none. */
  async open(targets: readonly string[]): Promise<readonly Relay[]> {
    const relays = targets.map(async (text): Promise<readonly Relay[]> => {
      const target = readTarget(text);
      return target === undefined ? [] : [[text, await this.#listen(target)]];
    });
    return (await Promise.all(relays)).flat();
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await Promise.all(this.#servers.map((server) => new Promise((resolve) => server.close(resolve))));
  }

  async #listen(target: Target): Promise<number> {
    const server = createServer(
      { allowHalfOpen: true, pauseOnConnect: true },
      (near) => void this.#relay(near, target),
    );
    server.maxConnections = MAX_CONNECTIONS;
    this.#servers.push(server);
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, '127.0.0.1', resolve);
    });
    // Nobody stays for the doors' sake.
    server.unref();
    return (server.address() as AddressInfo).port;
  }

  async #relay(near: Socket, target: Target): Promise<void> {
    this.#keep(near);
    try {
      const far = await dialGuarded(this.#guard, target);
      if (near.destroyed) {
        far.destroy();
        return;
      }
      this.#keep(far);
      near.once('close', () => far.destroy());
      far.once('close', () => near.destroy());
      near.pipe(far);
      far.pipe(near);
    } catch {
      // All that a door can say: it closes.
      near.destroy();
    }
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => this.#sockets.delete(socket));
  }
}

function readTarget(text: string): Target | undefined {
  const [, host, digits] = /^(\S+):(\d{1,5})$/.exec(text) ?? [];
  const port = Number(digits);
  return host === undefined || port < 1 || port > 65_535 ? undefined : { host, port };
}
