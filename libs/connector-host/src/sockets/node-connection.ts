import { isIP, type Socket } from 'node:net';
import { connect as secure } from 'node:tls';
import type { RawConnection } from '@millrace/connector-sdk/platform';

const WAKING = ['readable', 'end', 'close', 'error'] as const;

/** A connection over a socket of Node. Listens only while somebody reads, so that TLS can take the socket over. */
export class NodeConnection implements RawConnection {
  readonly #socket: Socket;
  readonly #host: string;
  readonly #ca: string | undefined;
  #error: Error | undefined;

  /** `ca`: of tests, whom to trust instead of the authorities that Node knows. */
  constructor(socket: Socket, { host, ca }: { readonly host: string; readonly ca?: string }) {
    this.#socket = socket;
    this.#host = host;
    this.#ca = ca;
    socket.on('error', (error) => (this.#error = error));
  }

  async read(): Promise<Uint8Array | null> {
    for (;;) {
      const chunk = this.#socket.read() as Buffer | null;
      if (chunk !== null) return chunk;
      if (this.#error !== undefined) throw this.#error;
      if (this.#socket.readableEnded || this.#socket.destroyed) return null;
      await this.#waken();
    }
  }

  write(bytes: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#socket.write(bytes, (error) => {
        if (error === null || error === undefined) resolve();
        else reject(error);
      });
    });
  }

  startTls(): Promise<RawConnection> {
    const [host, ca] = [this.#host, this.#ca];
    const trust = ca === undefined ? { host } : { host, ca };
    const name = isIP(host) === 0 ? { servername: host } : {};
    return new Promise((resolve, reject) => {
      const secured = secure({ socket: this.#socket, ...trust, ...name }, () => {
        secured.off('error', reject);
        resolve(new NodeConnection(secured, trust));
      });
      secured.once('error', reject);
    });
  }

  close(): void {
    this.#socket.destroy();
  }

  #waken(): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        for (const name of WAKING) this.#socket.off(name, wake);
        resolve();
      };
      for (const name of WAKING) this.#socket.on(name, wake);
    });
  }
}
