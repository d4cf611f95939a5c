import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** What the proxy does to what passes through it. */
export type ProxyMode =
  | { readonly kind: 'pass' }
  /** Both ways. */
  | { readonly kind: 'delay'; readonly milliseconds: number }
  /** Both ways, each connection for itself. */
  | { readonly kind: 'throttle'; readonly bytesPerSecond: number }
  /** Nothing arrives, and nobody hears of it. */
  | { readonly kind: 'blackHole' }
  /** Breaks what is open, and whatever comes. */
  | { readonly kind: 'reset' }
  /** Requests arrive; the connection breaks in the place of the answer. */
  | { readonly kind: 'dropReply' }
  /** Answers break off after so many bytes. */
  | { readonly kind: 'cutAfter'; readonly bytes: number };

export interface TcpProxy {
  readonly port: number;
  /** Which connections a mode is for: a share of them, all by default. Those that are open are meant too. */
  setMode(mode: ProxyMode, share?: number): void;
  /** Connections that are open. */
  readonly connections: number;
  /** Chunks that are held up. */
  readonly held: number;
  close(): Promise<void>;
}

interface Pair {
  readonly client: Socket;
  readonly upstream: Socket;
  /** In [0, 1): decides whether a share includes it. */
  readonly lot: number;
  repliedBytes: number;
}

/** A spot between 0 and 1 that is well spread for 1, 2, 3 …: the golden ratio's multiples. */
const lotOf = (number: number): number => (number * 0.618_033_988_75) % 1;

/** Listens on the loopback and passes on to the target, which is asked for at every connection. */
export async function createTcpProxy(
  target: () => { readonly host: string; readonly port: number },
): Promise<TcpProxy> {
  const proxy = new Proxying(target);
  await proxy.listen();
  return proxy;
}

class Proxying implements TcpProxy {
  readonly #target: () => { readonly host: string; readonly port: number };
  readonly #server: Server;
  readonly #pairs = new Set<Pair>();
  readonly #timers = new Set<NodeJS.Timeout>();
  #mode: ProxyMode = { kind: 'pass' };
  #share = 1;
  #count = 0;

  constructor(target: () => { readonly host: string; readonly port: number }) {
    this.#target = target;
    this.#server = createServer({ noDelay: true, allowHalfOpen: true }, (client) => this.#open(client));
  }

  async listen(): Promise<void> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get connections(): number {
    return this.#pairs.size;
  }

  get held(): number {
    return this.#timers.size;
  }

  setMode(mode: ProxyMode, share = 1): void {
    this.#mode = mode;
    this.#share = share;
    for (const pair of this.#pairs) {
      pair.repliedBytes = 0;
      if (this.#modeOf(pair).kind === 'reset') breakOff(pair);
    }
  }

  #modeOf({ lot }: Pair): ProxyMode {
    return lot < this.#share ? this.#mode : { kind: 'pass' };
  }

  #open(client: Socket): void {
    this.#count += 1;
    const { host, port } = this.#target();
    const upstream = connect({ host, port, noDelay: true, allowHalfOpen: true });
    const pair: Pair = { client, upstream, lot: lotOf(this.#count), repliedBytes: 0 };
    this.#pairs.add(pair);
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      const way = { from, to, pending: Promise.resolve(), waiting: 0 };
      from.on('data', (chunk: Buffer) => this.#carry(pair, way, chunk));
      from.on('end', () => this.#afterAll(way, () => to.end()));
      from.on('error', () => breakOff(pair));
      from.on('close', () => {
        this.#pairs.delete(pair);
        this.#afterAll(way, () => to.destroySoon());
      });
    }
    if (this.#modeOf(pair).kind === 'reset') breakOff(pair);
  }

  #carry(pair: Pair, way: Way, chunk: Buffer): void {
    const mode = this.#modeOf(pair);
    const isReply = way.from === pair.upstream;
    switch (mode.kind) {
      case 'pass':
        this.#pass(way, chunk);
        return;
      case 'delay':
        this.#hold(way, mode.milliseconds, chunk);
        return;
      case 'throttle':
        way.from.pause();
        this.#hold(way, (chunk.length / mode.bytesPerSecond) * 1000, chunk);
        this.#afterAll(way, () => way.from.resume());
        return;
      case 'blackHole':
        return;
      case 'reset':
        breakOff(pair);
        return;
      case 'dropReply':
        if (isReply) breakOff(pair);
        else this.#pass(way, chunk);
        return;
      case 'cutAfter':
        if (isReply) cut(pair, chunk, mode.bytes);
        else this.#pass(way, chunk);
    }
  }

  #pass(way: Way, chunk: Buffer): void {
    if (way.waiting > 0) {
      this.#hold(way, 0, chunk);
      return;
    }
    if (way.to.write(chunk)) return;
    way.from.pause();
    way.to.once('drain', () => way.from.resume());
  }

  /** Sends it later, but never before what came earlier: a stream has one order, whatever the mode was. */
  #hold(way: Way, milliseconds: number, chunk: Buffer): void {
    const due = new Promise<void>((resolve) => {
      const timer = setTimeout(() => {
        this.#timers.delete(timer);
        resolve();
      }, milliseconds);
      this.#timers.add(timer);
    });
    way.waiting += 1;
    way.pending = way.pending
      .then(() => due)
      .then(() => {
        way.waiting -= 1;
        if (!way.to.destroyed) way.to.write(chunk);
      });
  }

  /** When everything that is held up has gone. */
  #afterAll(way: Way, action: () => void): void {
    if (way.waiting === 0) action();
    else way.pending = way.pending.then(action);
  }

  async close(): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer);
    for (const { client, upstream } of this.#pairs) [client, upstream].forEach((socket) => socket.destroy());
    this.#server.close();
    await once(this.#server, 'close');
  }
}

/** One direction of a connection. */
interface Way {
  readonly from: Socket;
  readonly to: Socket;
  /** When what is held up has gone. */
  pending: Promise<void>;
  /** Chunks that are held up. */
  waiting: number;
}

/** Both sides see it break. Node says goodbye before it resets, so that some hear an end, others a reset. */
function breakOff({ client, upstream }: Pair): void {
  for (const socket of [client, upstream]) if (!socket.destroyed) socket.resetAndDestroy();
}

function cut(pair: Pair, chunk: Buffer, bytes: number): void {
  const left = bytes - pair.repliedBytes;
  pair.repliedBytes += chunk.length;
  if (chunk.length <= left) pair.client.write(chunk);
  else pair.client.write(chunk.subarray(0, Math.max(0, left)), () => breakOff(pair));
}
