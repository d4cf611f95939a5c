import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A way to a Redis that a test can break and mend, as an outage would. */
export class RedisProxy {
  readonly #target: { readonly host: string; readonly port: number };
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  #port = 0;

  constructor(targetUrl: string) {
    const { hostname, port } = new URL(targetUrl);
    this.#target = { host: hostname, port: Number(port === '' ? '6379' : port) };
  }

  /** Where it listens, also while it is broken. */
  get url(): string {
    return `redis://127.0.0.1:${this.#port}`;
  }

  /** Connections that clients hold now. */
  get connections(): number {
    return this.#sockets.size / 2;
  }

  /** Listens, unless it does. */
  async mend(): Promise<void> {
    if (this.#server !== undefined) return;
    this.#server = createServer((near) => {
      const far = connect(this.#target);
      near.pipe(far).pipe(near);
      for (const [socket, other] of [
        [near, far],
        [far, near],
      ] as const) {
        this.#sockets.add(socket);
        socket.on('error', () => other.destroy());
        socket.on('close', () => {
          this.#sockets.delete(socket);
          other.destroy();
        });
      }
    }).listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  /** The connections of now stay open and carry nothing any more, as when a cable is pulled. New ones work. */
  hush(): void {
    for (const socket of this.#sockets) socket.unpipe();
  }

  async break(): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    this.#server = undefined;
    server.close();
    for (const socket of this.#sockets) socket.destroy();
    await once(server, 'close');
  }
}
