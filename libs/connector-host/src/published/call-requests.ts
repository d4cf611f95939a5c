import {
  FatalError,
  type ActionContext,
  type CallContext,
  type FileReference,
  type JsonValue,
  type PausingContext,
  RetryableError,
} from '@millrace/connector-sdk';
import { FrameError } from '../sandbox/frames.ts';
import { readHttpCall } from './http-call-check.ts';
import type { GuestRequest, PublishedCommand, RequestMethod, StoreMethod } from './published-messages.ts';
import { ReadFile, WrittenFile } from './sent-files.ts';
import { errorOfThrown, thrownFactsOf } from './thrown-errors.ts';
import type { Turns } from './turns.ts';
import { decodeFromChild, encodeForChild } from './wire.ts';

/** What it asks its store for. The store says what is no key and no value. */
const STORE_METHODS: Readonly<
  Record<StoreMethod, (store: ActionContext['store'], key: string, given: unknown) => Promise<unknown>>
> = {
  'store.get': (store, key) => store.get(key),
  'store.set': (store, key, value) => store.set(key, value as JsonValue),
  'store.delete': (store, key) => store.delete(key),
  'store.increment': (store, key, by) => store.increment(key, by as number),
};
const isStoreMethod = (method: RequestMethod): method is StoreMethod => Object.hasOwn(STORE_METHODS, method);

type AnyFunction = (...given: unknown[]) => unknown;

/** What a call may ask for. */
export interface CallGrants {
  readonly context: CallContext | undefined;
  /** Functions among its arguments, by the number that its side knows them under. */
  readonly functions: ReadonlyMap<number, AnyFunction>;
  /** The service knows the call's key, or repeating is harmless. */
  readonly isKeyed: boolean;
}
/** The way back to the child, for as long as the call is in flight. */
export interface RequestLink {
  readonly callId: number;
  send(command: PublishedCommand, body?: string): void;
  sendBytes(rpc: number, bytes: Uint8Array): void;
  /** Resolves when the child has read what it was sent. */
  drained(): Promise<void>;
  /** It has sent what it never sends by itself. */
  protest(): void;
}

/** At the same time. The child's side keeps to fewer. */
const MAX_PENDING = 80;
const MAX_OPEN_FILES = 64;
/** Those of which the call may still say that they are what it failed of. */
const MAX_REFUSALS = 1000;
const MAX_NAME_CHARACTERS = 255;
const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE']);

/** What the code of one call asks for: each has its effect here, where guard, credentials, budget and redaction apply. */
export class CallRequests {
  readonly #grants: CallGrants;
  readonly #link: RequestLink;
  readonly #turns: Turns;
  readonly #pending = new Set<number>();
  readonly #refusals = new Map<number, unknown>();
  readonly #read = new Map<number, ReadFile>();
  readonly #written = new Map<number, WrittenFile>();
  /** Nobody reads them any more, and one more part may be on its way. */
  readonly #givenUp = new Set<number>();
  readonly #writes = new Set<Promise<boolean>>();
  #hasEffects = false;
  #isClosed = false;

  constructor(grants: CallGrants, link: RequestLink, turns: Turns) {
    this.#grants = grants;
    this.#link = link;
    this.#turns = turns;
  }

  /** True from the first request on: what is done again is done twice. */
  get hasEffects(): boolean {
    return this.#hasEffects;
  }

  /** What a request was refused with. */
  findRefusal(rpc: unknown): unknown {
    return typeof rpc === 'number' ? this.#refusals.get(rpc) : undefined;
  }

  /** Serves a request. Throws a `FrameError` for one that is not the call's to make. */
  receive(request: GuestRequest): void {
    const { rpc, method, body } = request;
    if (this.#pending.has(rpc) || this.#pending.size >= MAX_PENDING) throw new FrameError('Too many requests.');
    this.#demandGrant(method);
    if (!this.#turns.hold(body.length)) {
      this.#refuse(
        rpc,
        new RetryableError('The connector asked for too much at the same time. Larger data are files.'),
      );
      return;
    }
    this.#hasEffects = true;
    this.#pending.add(rpc);
    // Parts may be here before its turn has come.
    if (method === 'files.write') this.#written.set(rpc, new WrittenFile(() => this.#askForMore(rpc)));
    void this.#serve(request);
  }

  /** True when parts of a file come under this number. */
  takesBytes(rpc: number): boolean {
    return this.#written.has(rpc) || this.#givenUp.has(rpc);
  }

  /** A part of a file that is written. */
  receiveBytes(rpc: number, bytes: Uint8Array): void {
    if (this.#givenUp.delete(rpc)) return;
    const file = this.#written.get(rpc);
    if (file === undefined) throw new FrameError('Bytes that nobody asked for.');
    file.receive(bytes);
  }

  receiveFailure(rpc: number, body: string): void {
    if (this.#givenUp.delete(rpc)) return;
    const file = this.#written.get(rpc);
    if (file === undefined) throw new FrameError('A failure of nothing.');
    file.fail(errorOfThrown(decodeFromChild(body)));
  }

  /** Resolves when all writes that are under way have an answer or none: true when one may have taken effect. */
  async settleWrites(): Promise<boolean> {
    const effects = await Promise.all(this.#writes);
    return effects.includes(true);
  }

  /** Nothing is answered any more; files are let go of. */
  close(): void {
    this.#isClosed = true;
    for (const file of this.#written.values()) file.fail(new Error('The call ended before its file was complete.'));
    for (const file of this.#read.values()) void file.close().catch(() => undefined);
    this.#written.clear();
    this.#read.clear();
  }

  async #serve(request: GuestRequest): Promise<void> {
    const { rpc, body } = request;
    try {
      await this.#turns.awaitTurn(body.length);
      const value = await this.#perform(request);
      this.#pending.delete(rpc);
      if (!this.#isClosed) this.#answer(rpc, value);
    } catch (error) {
      this.#pending.delete(rpc);
      if (error instanceof FrameError) this.#link.protest();
      else this.#refuse(rpc, error);
    } finally {
      this.#turns.release(body.length);
    }
  }

  #answer(rpc: number, value: unknown): void {
    if (value instanceof Part) this.#link.sendBytes(rpc, value.bytes);
    else this.#link.send({ type: 'reply', id: this.#link.callId, rpc }, encodeForChild(value));
  }

  #refuse(rpc: number, error: unknown): void {
    if (this.#isClosed) return;
    this.#refusals.set(rpc, error);
    const [oldest] = this.#refusals.keys();
    if (this.#refusals.size > MAX_REFUSALS && oldest !== undefined) this.#refusals.delete(oldest);
    this.#link.send({ type: 'rejected', id: this.#link.callId, rpc }, encodeForChild(thrownFactsOf(error)));
  }

  /** Large ones are read when it is their turn. */
  async #perform({ rpc, method, body }: GuestRequest): Promise<unknown> {
    if (this.#isClosed) throw new Error('The call is over.');
    const given = decodeFromChild(body);
    if (!Array.isArray(given)) throw new FrameError('A request without its arguments.');
    const [first, ...rest] = given as readonly unknown[];
    if (isStoreMethod(method)) return STORE_METHODS[method](this.#context.store, first as string, rest[0]);
    switch (method) {
      case 'heartbeat':
        this.#context.heartbeat();
        return null;
      case 'callbackUrl':
        return (this.#context as PausingContext).callbackUrl();
      case 'http':
        return this.#sendHttp(first, rest[0]);
      case 'function':
        return this.#demandFunction(first)(...rest);

      case 'files.read':
        return this.#openFile(rpc, first);
      case 'files.write':
        return this.#writeFile(rpc, first);
      case 'files.next':
        return new Part(await this.#demandFile(first).readPart());
      case 'files.close': {
        const file = this.#demandFile(first);
        this.#read.delete(Number(first));
        return file.close();
      }
    }
  }

  #demandGrant(method: RequestMethod): void {
    const context = this.#grants.context as Partial<PausingContext> | undefined;
    if (method === 'function') return;
    if (context === undefined) throw new FrameError('A request of a call that has no context.');
    if (method.startsWith('store.') && context.store === undefined)
      throw new FrameError('A request for the store in a call that has none.');
    if (method === 'heartbeat' && context.heartbeat === undefined)
      throw new FrameError('A sign of life of a call that has none.');
    if (method === 'callbackUrl' && context.callbackUrl === undefined)
      throw new FrameError('A request for an address in a call that cannot pause.');
    if (method.startsWith('files.') && context.files === undefined)
      throw new FrameError('A request for files in a call that has none.');
  }

  /** Of a call that has been seen to have one. */
  get #context(): ActionContext {
    return this.#grants.context as ActionContext;
  }

  #demandFunction(handle: unknown): AnyFunction {
    const called = this.#grants.functions.get(Number(handle));
    if (called === undefined) throw new FrameError('A function that the call was not given.');
    return called;
  }

  #demandFile(handle: unknown): ReadFile {
    const file = this.#read.get(Number(handle));
    if (file === undefined) throw new FrameError('A file that the call has not opened.');
    return file;
  }

  #askForMore(rpc: number): void {
    if (!this.#isClosed) this.#link.send({ type: 'more', id: this.#link.callId, rpc });
  }

  async #sendHttp(path: unknown, given: unknown): Promise<unknown> {
    const { http } = this.#context;
    const { path: checked, call } = readHttpCall(path, given);
    const isSafe = SAFE_METHODS.has((call.method ?? 'GET').toUpperCase());
    return this.#turns.during(async () => {
      // Who does not read its answers gets no more of them: they lie in our memory.
      await this.#link.drained();
      // Its process has ended meanwhile: what has not been sent is not sent for nobody.
      if (this.#isClosed) throw new Error('The call is over.');
      const sent = http.request(checked, call);
      if (!isSafe && call.isRepeatable !== true && !this.#grants.isKeyed) this.#watchWrite(sent);
      return sent;
    });
  }

  #watchWrite(sent: Promise<unknown>): void {
    const watched = sent.then(() => true, mayHaveTakenEffect);
    this.#writes.add(watched);
    void watched.then(() => {
      // An answer that came in time was the code's to judge.
      if (!this.#isClosed) this.#writes.delete(watched);
    });
  }

  async #openFile(rpc: number, file: unknown): Promise<number> {
    if (this.#read.size >= MAX_OPEN_FILES) throw new FrameError('Too many files.');
    const opened = new ReadFile(await this.#context.files.read(readReference(file)));
    if (this.#isClosed) await opened.close();
    else this.#read.set(rpc, opened);
    return rpc;
  }

  async #writeFile(rpc: number, about: unknown): Promise<unknown> {
    const data = this.#written.get(rpc) ?? [];
    try {
      return await this.#context.files.write({ ...readFileName(about), data: data as WrittenFile });
    } finally {
      this.#written.delete(rpc);
      this.#givenUp.add(rpc);
    }
  }
}

/** A failure of the three kinds says that it did not, and so does a refusal to go where it was to go. */
function mayHaveTakenEffect(error: unknown): boolean {
  const { connectorFailure, code } = error as { readonly connectorFailure?: unknown; readonly code?: unknown };
  return connectorFailure === undefined && !(typeof code === 'string' && code.startsWith('outbound.'));
}

/** Bytes as the answer, in a frame of their own. */
class Part {
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }
}

function readReference(file: unknown): FileReference {
  const { $file } = (typeof file === 'object' && file !== null ? file : {}) as Partial<FileReference>;
  if (typeof $file === 'string' && /^sha256:[0-9a-f]{64}$/.test($file)) return file as FileReference;
  throw new FatalError('The connector’s code reads something that is no file.', {
    detail: { code: 'connector.request_invalid' },
  });
}

function readFileName(about: unknown): { readonly name: string; readonly type: string } {
  const { name, type } = (typeof about === 'object' && about !== null ? about : {}) as Partial<FileReference>;
  if (isLabel(name) && isLabel(type)) return { name, type };
  throw new FatalError('The connector’s code writes a file without a name and a type.', {
    detail: { code: 'connector.request_invalid' },
  });
}

const isLabel = (text: unknown): text is string =>
  typeof text === 'string' && text.length > 0 && text.length <= MAX_NAME_CHARACTERS;
