import type { ChildEnd, GuestChild, KillReason } from '../sandbox/child.ts';
import { FrameError, type AnyFrame } from '../sandbox/frames.ts';
import { watchResident } from '../sandbox/resident-watch.ts';
import { CallInChild, type CallEnd, type CallLimits, type CallOrder, type ChildLink } from './call-in-child.ts';
import { readPublishedMessage, type PublishedCommand, type PublishedMessage } from './published-messages.ts';
import { sandboxError } from './sandbox-error.ts';
import type { Relay } from './socket-relays.ts';
import { asFacts } from './thrown-errors.ts';
import { Turns } from './turns.ts';
import { decodeFromChild } from './wire.ts';

export interface ConnectorLimits extends CallLimits {
  /** Between two questions whether a busy child is still there, and from one to the end of who does not answer. */
  readonly pingMs: number;
  readonly blockedMs: number;
  readonly loadMs: number;
}

/** What a child is to serve. */
export interface LoadedCode {
  readonly source: string;
  readonly relays: readonly Relay[] | null;
}

const MiB = 1024 * 1024;
const REQUESTS = { perSecond: 2000, charactersPerSecond: 32 * MiB, charactersAtOnce: 128 * MiB, atOnce: 32 };

/** A child that serves one version of a connector: its code, and the calls that are in flight in it. */
export class ConnectorChild {
  readonly #child: GuestChild;
  readonly #limits: ConnectorLimits;
  readonly #calls = new Map<number, CallInChild>();
  readonly #link: ChildLink;
  readonly #tellEnd: (end: ChildEnd) => void;
  #lastId = 0;
  #load: 'blank' | 'loading' | 'loaded' = 'blank';
  #refusal: Error | undefined;
  #mark: string | undefined;
  #onDescribed: ((data: string | Error) => void) | undefined;
  #stopWatching: (() => void) | undefined;
  #pingTimer: NodeJS.Timeout | undefined;
  #loadTimer: NodeJS.Timeout | undefined;
  #lastPing = 0;
  /** Rounds that it has not answered for; undefined: nothing is asked. */
  #missed: number | undefined;

  constructor(child: GuestChild, limits: ConnectorLimits, onEnd: (end: ChildEnd) => void) {
    this.#child = child;
    this.#limits = limits;
    this.#tellEnd = onEnd;
    this.#link = {
      turns: new Turns(REQUESTS),
      send: (command, body) => this.#send(command, body),
      sendBytes: (stream, bytes) => child.sendBytes({ stream, bytes }),
      drained: () => child.drained(),
      protest: () => this.#kill('protocol'),
      killLate: () => this.#kill('deadline'),
    };
    child.listen({ onFrame: (frame) => this.#onFrame(frame), onEnd: (end) => this.#onEnd(end) });
  }

  /** Calls a function of the connector; resolves whatever it does. */
  async call(code: LoadedCode, order: CallOrder): Promise<CallEnd> {
    this.#lastId += 1;
    const id = this.#lastId;
    const call = new CallInChild(id, order, { limits: this.#limits, link: this.#link });
    this.#calls.set(id, call);
    this.#demandCode(code);
    const end = await call.ended;
    this.#calls.delete(id);
    this.#rest();
    return end;
  }

  /** What the connector says of itself, as JSON, with the mark in the places of its functions. */
  async describe(source: string, mark: string): Promise<string | Error> {
    const described = new Promise<string | Error>((resolve) => (this.#onDescribed = resolve));
    this.#mark = mark;
    this.#demandCode({ source, relays: null });
    return described;
  }

  #demandCode({ source, relays }: LoadedCode): void {
    this.#watch();
    if (this.#load === 'loaded') this.#begin();
    if (this.#load !== 'blank') return;
    this.#load = 'loading';
    this.#loadTimer = setTimeout(() => this.#kill('blocked'), this.#limits.loadMs);
    this.#send({ type: 'load', id: 0, relays }, JSON.stringify(source));
  }

  #onLoaded(refusal?: Error): void {
    if (this.#load !== 'loading') throw new FrameError('Code that nobody asked for.');
    clearTimeout(this.#loadTimer);
    this.#load = 'loaded';
    this.#refusal = refusal;
    if (refusal !== undefined) this.#onDescribed?.(refusal);
    else if (this.#mark !== undefined) this.#send({ type: 'describe', id: 0, mark: this.#mark });
    this.#begin();
  }

  #begin(): void {
    for (const call of this.#calls.values())
      if (this.#refusal === undefined) call.begin();
      else call.refuse(this.#refusal);
  }

  #send(command: PublishedCommand, body?: string): void {
    this.#child.send(command, body);
  }

  #onFrame(frame: AnyFrame): void {
    if ('stream' in frame) {
      const call = [...this.#calls.values()].find((candidate) => candidate.takesBytes(frame.stream));
      if (call === undefined) throw new FrameError('Bytes that nobody asked for.');
      call.onBytes(frame.stream, frame.bytes);
      return;
    }
    const message = readPublishedMessage(frame);
    if (message.type === 'pong') this.#onPong(message.id);
    else if (message.id === 0) this.#onWord(message);
    else this.#onMessage(message);
  }

  #onMessage(message: PublishedMessage): void {
    const call = this.#calls.get(message.id);
    if (call === undefined) throw new FrameError('A message of a call that is not in flight here.');
    call.onMessage(message);
  }

  /** About the code as a whole. */
  #onWord(message: PublishedMessage): void {
    if (message.type === 'loaded') this.#onLoaded();
    else if (message.type === 'refused' && this.#load === 'loading') this.#onLoaded(refusalOf(message.body));
    else if (message.type === 'refused' && this.#onDescribed !== undefined) this.#onDescribed(refusalOf(message.body));
    else if (message.type === 'described' && this.#onDescribed !== undefined) this.#onDescribed(message.body);
    else throw new FrameError('A word about no call.');
  }

  #onEnd(end: ChildEnd): void {
    this.#stop();
    this.#tellEnd(end);
    const isOnly = this.#calls.size === 1;
    for (const call of [...this.#calls.values()]) call.onChildEnd(end, isOnly);
    this.#onDescribed?.(sandboxError('Sandbox.SourceInvalid', 'The process ended while it loaded the code.'));
  }

  /** While there is something to do: is it still there, and how much does it hold? */
  #watch(): void {
    if (this.#stopWatching !== undefined) return;
    const { pid } = this.#child;
    const limitBytes = this.#limits.residentMiB * MiB;
    this.#stopWatching =
      pid === undefined ? () => undefined : watchResident(pid, limitBytes, () => this.#kill('memory'));
    if (this.#missed !== undefined) this.#missed = 0;
    this.#pingTimer = setInterval(() => this.#ping(), this.#limits.pingMs);
  }

  #rest(): void {
    if (this.#calls.size === 0 && this.#load !== 'loading') this.#stop();
  }

  #stop(): void {
    this.#stopWatching?.();
    this.#stopWatching = undefined;
    clearInterval(this.#pingTimer);
    clearTimeout(this.#loadTimer);
  }

  /** Counted in rounds of ours: when this process stood still, that was not the child's doing. */
  #ping(): void {
    const { pingMs, blockedMs } = this.#limits;
    if (this.#missed !== undefined) {
      this.#missed += 1;
      if (this.#missed * pingMs >= blockedMs) this.#kill('blocked');
      return;
    }
    this.#missed = 0;
    this.#lastPing += 1;
    this.#send({ type: 'ping', id: this.#lastPing });
  }

  #onPong(id: number): void {
    if (this.#missed === undefined || id !== this.#lastPing) throw new FrameError('An answer to no question.');
    this.#missed = undefined;
  }

  #kill(reason: KillReason): void {
    this.#child.kill(reason);
  }
}

/** Why the code cannot be used, in its own words. */
function refusalOf(body: string): Error {
  const { message, stack } = asFacts(decodeFromChild(body));
  const where = typeof stack === 'string' && stack !== '' ? { stack: stack.slice(0, 2000) } : {};
  return sandboxError('Sandbox.SourceInvalid', `The connector cannot be loaded: ${String(message).slice(0, 4000)}`, {
    ...where,
    hint: 'Its package is not usable. Go back to an earlier version, or tell its author.',
  });
}
