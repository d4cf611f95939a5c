import { encodeFrame } from '../../sandbox/frames.ts';
import { writeAll } from '../../sandbox/guest/host.ts';
import { send } from '../../sandbox/guest/pipe.ts';
import { MAX_PAUSE_CHARACTERS } from '../pause-limit.ts';
import type { RequestMethod, ThrownFacts } from '../published-messages.ts';
import { describeThrown, toError } from './thrown.ts';
import { decode, encode } from './wire.ts';

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
  /** Of what is sent in parts: the parent is ready for the next one. */
  onMore?: () => void;
}
/** A request that has been made. */
export interface MadeRequest {
  readonly rpc: number;
  readonly answer: Promise<unknown>;
}

/** Of one call at the same time; what comes on top waits here. */
const MAX_REQUESTS = 64;
const MAX_LINES = 201;
const MAX_MESSAGE_CHARACTERS = 4000;
const MAX_DATA_CHARACTERS = 16 * 1024;

let lastRpc = 0;
const callOf = new Map<number, PublishedCall>();

/** For bytes, which say only what they answer. */
export const findCallOf = (rpc: number): PublishedCall | undefined => callOf.get(rpc);

/** One call: what it asks the parent for, and how it ends. */
export class PublishedCall {
  readonly id: number;
  readonly abortion = new AbortController();
  readonly #waiting = new Map<number, Waiting>();
  readonly #queue: (() => void)[] = [];
  readonly #secrets = new Set<string>();
  readonly #pauses = new WeakMap<object, unknown>();
  #lines = 0;
  #isOver = false;
  #fail: (thrown: unknown) => void = () => undefined;

  constructor(id: number) {
    this.id = id;
  }

  /** Does the work; whatever it gives or throws ends the call, and so does `fail`. */
  run(work: () => Promise<unknown>, maxOutputCharacters: number): void {
    const failed = new Promise((_, reject) => (this.#fail = reject));
    void Promise.race([work(), failed]).then(
      (value) => this.#return(value, maxOutputCharacters),
      (thrown: unknown) => this.#end('threw', describeThrown(thrown)),
    );
  }

  /** Something was thrown where nobody could catch it. */
  fail(thrown: unknown): void {
    this.#fail(thrown);
  }

  ask(method: RequestMethod, ...given: readonly unknown[]): Promise<unknown> {
    return this.request(method, given).then(({ answer }) => answer);
  }

  /** Asks for something that goes on after it has been asked. */
  async request(method: RequestMethod, given: readonly unknown[]): Promise<MadeRequest> {
    const body = encode(given);
    if (this.#waiting.size >= MAX_REQUESTS) await new Promise<void>((resolve) => this.#queue.push(resolve));
    this.#demandOpen();
    lastRpc += 1;
    const rpc = lastRpc;
    const answer = new Promise((resolve, reject) => this.#waiting.set(rpc, { resolve, reject }));
    // Whoever asked may look at it later, or never.
    answer.catch(() => undefined);
    callOf.set(rpc, this);
    send({ type: 'rpc', id: this.id, rpc, method }, body);
    return { rpc, answer };
  }

  /** Sends a part of what was announced, empty for the end; resolves when the parent is ready for more. */
  async sendPart(rpc: number, bytes: Uint8Array): Promise<void> {
    const waiting = this.#waiting.get(rpc);
    if (this.#isOver || waiting === undefined) return;
    const ready = new Promise<void>((resolve) => (waiting.onMore = resolve));
    writeAll(encodeFrame({ stream: rpc, bytes }));
    if (bytes.length > 0) await ready;
  }

  /** What was announced cannot be sent. */
  failPart(rpc: number, thrown: unknown): void {
    if (!this.#isOver && this.#waiting.has(rpc)) send({ type: 'fail', id: this.id, rpc }, describeThrown(thrown));
  }

  onReply(rpc: number, body: string): void {
    this.#take(rpc)?.resolve(decode(body));
  }
  onBytes(rpc: number, bytes: Uint8Array): void {
    this.#take(rpc)?.resolve(bytes);
  }
  onRejected(rpc: number, body: string): void {
    this.#take(rpc)?.reject(toError(decode(body) as ThrownFacts, rpc));
  }
  onMore(rpc: number): void {
    this.#waiting.get(rpc)?.onMore?.();
  }

  log(level: string, message: string, data?: unknown): void {
    if (this.#isOver || this.#lines >= MAX_LINES) return;
    this.#lines += 1;
    const text = message.slice(0, MAX_MESSAGE_CHARACTERS);
    send({ type: 'log', id: this.id }, encode(data === undefined ? [level, text] : [level, text, bounded(data)]));
  }

  /** An object that stands for a pause, and for no JSON that a service may send. */
  givePause(request: unknown): object {
    const pause = { toJSON: refuseInside };
    this.#pauses.set(pause, request);
    return pause;
  }

  addSecret(secret: string): void {
    if (this.#isOver || this.#secrets.has(secret)) return;
    this.#secrets.add(secret);
    send({ type: 'secret', id: this.id }, encode(secret));
  }

  /** A call's surroundings are its own: nobody uses them after it. */
  #demandOpen(): void {
    if (this.#isOver) throw new Error('The call is over: what it was given cannot be used any more.');
  }

  #take(rpc: number): Waiting | undefined {
    const waiting = this.#waiting.get(rpc);
    this.#waiting.delete(rpc);
    callOf.delete(rpc);
    waiting?.onMore?.();
    this.#queue.shift()?.();
    return waiting;
  }

  #return(value: unknown, maxOutputCharacters: number): void {
    if (typeof value === 'object' && value !== null && this.#pauses.has(value)) {
      this.#pause(this.#pauses.get(value));
      return;
    }
    try {
      const body = encode(value);
      if (body.length <= maxOutputCharacters) this.#end('returned', body);
      else this.#end('threw', encode({ name: 'Error', message: String(body.length), kind: 'size' }));
    } catch (error) {
      this.#end('threw', encode({ name: 'Error', message: (error as Error).message, kind: 'output' }));
    }
  }

  #pause(request: unknown): void {
    try {
      const body = encode(request);
      if (body.length <= MAX_PAUSE_CHARACTERS) this.#end('paused', body);
      else
        this.#refusePause(
          'pause_state_too_large',
          `The pause’s state has some ${body.length} bytes; 65536 are allowed.`,
        );
    } catch (error) {
      this.#refusePause('pause_invalid', `The pause’s state is no JSON: ${(error as Error).message}`);
    }
  }

  #refusePause(code: string, message: string): void {
    const detail = { code: `connector.${code}` };
    this.#end('threw', encode({ name: 'Error', message, connectorFailure: 'fatal', detail } satisfies ThrownFacts));
  }

  #end(type: 'returned' | 'paused' | 'threw', body: string): void {
    if (this.#isOver) return;
    this.#isOver = true;
    for (const rpc of this.#waiting.keys()) callOf.delete(rpc);
    for (const go of this.#queue.splice(0)) go();
    send({ type, id: this.id }, body);
    over(this);
  }
}

/** Called where somebody makes text of a pause. */
function refuseInside(): never {
  throw new TypeError('a pause is returned as it is.');
}

let over: (call: PublishedCall) => void = () => undefined;
/** Who is told of the end of each call. */
export function onCallOver(listener: (call: PublishedCall) => void): void {
  over = listener;
}

/** Data of a log line that is not too long. */
function bounded(data: unknown): unknown {
  const text = encode(data);
  return text.length <= MAX_DATA_CHARACTERS
    ? data
    : { $cut: { characters: text.length, beginning: text.slice(0, 1000) } };
}
