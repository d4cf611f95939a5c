// Sockets of a fake: both ends are in this process, and what one writes the other reads.
import type { Awaitable } from '../../awaitable.ts';
import type { NetTarget, RawConnection } from '../../hosting/call-net.ts';
import type { FakeService } from './fake-api.ts';

/** The service's end of a connection. */
export interface FakeConnection {
  /** Whether it is secured by now. */
  readonly isTls: boolean;
  /** The next bytes; null when the connector has closed it. */
  read(): Promise<Uint8Array | null>;
  write(data: Uint8Array | string): void;
  /** The connection ends; what was written arrives. */
  close(): void;
  /** The connection breaks. */
  reset(): void;
}
/** What a service does with a connection. It ends when this does. */
export type FakeSocket<State> = (connection: FakeConnection, service: FakeService<State>) => Awaitable<void>;

/** Reaches a socket; rejects where nobody answers. */
export type FakeDial = (target: NetTarget) => Promise<RawConnection>;

/** A connection whose other end `serve` has. What `serve` throws, reads of this end reject with: it is a mistake of the fake. */
export function connectFake(
  { tls = false }: Pick<NetTarget, 'tls'>,
  serve: (connection: FakeConnection) => Awaitable<void>,
): RawConnection {
  const [toService, toConnector] = [new Pipe(), new Pipe()];
  const state = { isTls: tls };
  const far: FakeConnection = {
    get isTls() {
      return state.isTls;
    },
    read: () => toService.next(),
    write: (data) => toConnector.push(typeof data === 'string' ? new TextEncoder().encode(data) : data),
    close: () => toConnector.end(),
    reset: () => toConnector.fail(new Error('the other side reset it')),
  };
  void Promise.resolve()
    .then(() => serve(far))
    .then(
      () => toConnector.end(),
      (thrown: unknown) => toConnector.fail(new Error(`the fake failed: ${String(thrown)}`)),
    );
  const near: RawConnection = {
    read: () => toConnector.next(),
    write: (bytes) => {
      toConnector.demandWhole();
      toService.push(bytes);
      return Promise.resolve();
    },
    startTls: () => {
      state.isTls = true;
      return Promise.resolve(near);
    },
    close: () => {
      toService.end();
      toConnector.end();
    },
  };
  return near;
}

/** One direction. */
class Pipe {
  readonly #chunks: Uint8Array[] = [];
  #end: { readonly error?: Error } | undefined;
  #wake: () => void = () => undefined;

  push(bytes: Uint8Array): void {
    if (this.#end !== undefined) return;
    // Whoever writes may use its buffer again.
    this.#chunks.push(Uint8Array.from(bytes));
    this.#wake();
  }

  end(): void {
    this.#end ??= {};
    this.#wake();
  }

  fail(error: Error): void {
    this.#end ??= { error };
    this.#wake();
  }

  demandWhole(): void {
    if (this.#end?.error !== undefined) throw this.#end.error;
  }

  async next(): Promise<Uint8Array | null> {
    for (;;) {
      const chunk = this.#chunks.shift();
      if (chunk !== undefined) return chunk;
      this.demandWhole();
      if (this.#end !== undefined) return null;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}
