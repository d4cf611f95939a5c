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
      from.on('data', (chunk: Buffer) => this.#carry(pair, { from, to, chunk }));
      from.on('end', () => this.#later(pair, () => to.end()));
      from.on('error', () => breakOff(pair));
      from.on('close', () => {
        this.#pairs.delete(pair);
        // What a slow proxy still holds is lost with it only when the end was a break.
        if (from.errored !== null || this.#modeOf(pair).kind === 'pass') to.destroySoon();
      });
    }
    if (this.#modeOf(pair).kind === 'reset') breakOff(pair);
  }

  #carry(
    pair: Pair,
    { from, to, chunk }: { readonly from: Socket; readonly to: Socket; readonly chunk: Buffer },
  ): void {
    const mode = this.#modeOf(pair);
    const isReply = from === pair.upstream;
    switch (mode.kind) {
      case 'pass':
        this.#pass(from, to, chunk);
        return;
      case 'delay':
        this.#schedule(mode.milliseconds, () => to.write(chunk));
        return;
      case 'throttle':
        from.pause();
        this.#schedule((chunk.length / mode.bytesPerSecond) * 1000, () => {
          to.write(chunk);
          from.resume();
        });
        return;
      case 'blackHole':
        return;
      case 'reset':
        breakOff(pair);
        return;
      case 'dropReply':
        if (isReply) breakOff(pair);
        else this.#pass(from, to, chunk);
        return;
      case 'cutAfter':
        if (isReply) cut(pair, chunk, mode.bytes);
        else this.#pass(from, to, chunk);
    }
  }

  #pass(from: Socket, to: Socket, chunk: Buffer): void {
    if (to.write(chunk)) return;
    from.pause();
    to.once('drain', () => from.resume());
  }

  /** The end must not overtake what is still delayed. */
  #later(pair: Pair, action: () => void): void {
    const mode = this.#modeOf(pair);
    if (mode.kind === 'delay') this.#schedule(mode.milliseconds, action);
    else if (mode.kind !== 'blackHole') action();
  }

  #schedule(milliseconds: number, action: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      action();
    }, milliseconds);
    this.#timers.add(timer);
  }

  async close(): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer);
    for (const { client, upstream } of this.#pairs) [client, upstream].forEach((socket) => socket.destroy());
    this.#server.close();
    await once(this.#server, 'close');
  }
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
