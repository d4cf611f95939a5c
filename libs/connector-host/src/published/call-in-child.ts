import type { CallContext, PausingContext } from '@millrace/connector-sdk';
import { OutcomeUnknownError } from '@millrace/connector-sdk/platform';
import type { ChildEnd } from '../sandbox/child.ts';
import { FrameError } from '../sandbox/frames.ts';
import { findReadableSecrets } from '../readable-secrets.ts';
import { CallRequests, type CallGrants } from './call-requests.ts';
import { errorOfChildEnd, type ChildFacts } from './child-end-errors.ts';
import type { ContextFacts, PublishedCommand, PublishedMessage } from './published-messages.ts';
import { sandboxError } from './sandbox-error.ts';
import { asFacts, errorOfThrown } from './thrown-errors.ts';
import type { Turns } from './turns.ts';
import { decodeFromChild, encodeForChild } from './wire.ts';

/** A call on its way to a child. */
export interface CallOrder extends CallGrants {
  /** Where in the connector its function is. */
  readonly path: readonly string[];
  /** Its arguments beside the context, as JSON. */
  readonly given: string;
  readonly signal: AbortSignal;
}
export type CallEnd =
  | { readonly kind: 'returned'; readonly value: unknown }
  | { readonly kind: 'threw'; readonly error: unknown }
  /** Its process ended and it had done nothing yet: it may be done in another one. */
  | { readonly kind: 'again' };
export interface CallLimits extends ChildFacts {
  readonly maxValueBytes: number;
  /** From `abort` to the end of the process. */
  readonly graceMs: number;
}
/** What a call may do with its child. */
export interface ChildLink {
  readonly turns: Turns;
  send(command: PublishedCommand, body?: string): void;
  sendBytes(stream: number, bytes: Uint8Array): void;
  drained(): Promise<void>;
  /** It has sent what it never sends by itself. */
  protest(): void;
  /** The call has not ended by itself. */
  killLate(): void;
}

/** The child's side keeps to 201. */
const MAX_LINES = 250;
/** Of all secrets of a call. Its side sends each once. */
const MAX_SECRET_CHARACTERS = 1024 * 1024;
const CHARACTERS_PER_SECRET = 100;
const LEVELS: readonly unknown[] = ['debug', 'info', 'warn', 'error'];

/** One of the calls that are in flight in a child. */
export class CallInChild {
  readonly ended: Promise<CallEnd>;
  readonly #id: number;
  readonly #order: CallOrder;
  readonly #limits: CallLimits;
  readonly #link: ChildLink;
  readonly #requests: CallRequests;
  readonly #onAbort = (): void => this.#abort();
  #resolve: (end: CallEnd) => void = () => undefined;
  #hasBegun = false;
  #isOver = false;
  #graceTimer: NodeJS.Timeout | undefined;
  #lines = 0;
  #secretCharacters = 0;

  constructor(
    id: number,
    order: CallOrder,
    { limits, link }: { readonly limits: CallLimits; readonly link: ChildLink },
  ) {
    this.#id = id;
    this.#order = order;
    this.#limits = limits;
    this.#link = link;
    this.#requests = new CallRequests(
      order,
      {
        callId: id,
        send: (command, body) => link.send(command, body),
        sendBytes: (rpc, bytes) => link.sendBytes(rpc, bytes),
        drained: () => link.drained(),
        protest: () => link.protest(),
      },
      link.turns,
    );
    this.ended = new Promise((resolve) => (this.#resolve = resolve));
    order.signal.addEventListener('abort', this.#onAbort, { once: true });
    if (order.signal.aborted) this.#abort();
  }

  /** The code is there: from now on it is the call's. */
  begin(): void {
    if (this.#isOver || this.#hasBegun) return;
    this.#hasBegun = true;
    const { context, given, path } = this.#order;
    const facts = context === undefined ? 'null' : encodeForChild(factsOf(context));
    const { maxValueBytes: maxOutputCharacters } = this.#limits;
    this.#link.send({ type: 'call', id: this.#id, path, maxOutputCharacters }, `{"context":${facts},"given":${given}}`);
  }

  /** The code cannot be loaded. */
  refuse(error: Error): void {
    this.#end({ kind: 'threw', error });
  }

  /** Throws a `FrameError` for what a call never says. */
  onMessage(message: PublishedMessage): void {
    if (!this.#hasBegun || this.#isOver) throw new FrameError('A message of a call that is not in flight.');
    if (message.type === 'rpc') this.#requests.receive(message);
    else if (message.type === 'fail') this.#requests.receiveFailure(message.rpc, message.body);
    else if (message.type === 'log') this.#log(decodeFromChild(message.body));
    else if (message.type === 'secret') this.#addSecret(decodeFromChild(message.body));
    else if (message.type === 'returned') this.#onReturned(message.body);
    else if (message.type === 'paused') this.#onPaused(decodeFromChild(message.body));
    else if (message.type === 'threw') this.#onThrew(decodeFromChild(message.body));
    else throw new FrameError('A message that is not about a call.');
  }

  /** True when bytes under this number are the call's. */
  takesBytes(rpc: number): boolean {
    return this.#requests.takesBytes(rpc);
  }

  onBytes(rpc: number, bytes: Uint8Array): void {
    this.#requests.receiveBytes(rpc, bytes);
  }

  /** Its process is gone. `isOnly`: nothing else was in flight, so what happened was its own doing. */
  onChildEnd(end: ChildEnd, isOnly: boolean): void {
    const { aborted } = this.#order.signal;
    const error = this.#errorOfEnd(end);
    const mayRepeat = !aborted && !isOnly && !this.#requests.hasEffects && end.killed !== 'closed';
    if (mayRepeat) this.#end({ kind: 'again' });
    else void this.#endAfterWrites(error);
  }

  #errorOfEnd(end: ChildEnd): unknown {
    const signal = this.#order.signal as { readonly aborted: boolean; readonly reason: unknown };
    const isLate = end.killed === 'deadline';
    if (signal.aborted && !isLate) return signal.reason;
    return isLate && !signal.aborted ? endedForAnother() : errorOfChildEnd(end, this.#limits);
  }

  /** A write that was under way goes on without the child; how it ends is what the run must know. */
  async #endAfterWrites(error: unknown): Promise<void> {
    this.#close();
    const isUnknown = await this.#requests.settleWrites();
    if (!isUnknown) {
      this.#resolve({ kind: 'threw', error });
      return;
    }
    const message =
      'The connector’s process ended after it had sent a write: nobody can tell what it did with the answer.';
    const { detail } = error as { readonly detail?: { readonly code?: string } };
    const code = detail?.code ?? 'sandbox.crashed';
    this.#resolve({ kind: 'threw', error: new OutcomeUnknownError(message, { code }, error) });
  }

  #abort(): void {
    if (this.#isOver) return;
    const reason = this.#order.signal.reason as { readonly name?: unknown; readonly message?: unknown } | undefined;
    if (!this.#hasBegun) {
      this.#end({ kind: 'threw', error: reason });
      return;
    }
    const { name = 'AbortError', message = '' } = reason ?? {};
    this.#link.send({ type: 'abort', id: this.#id, name: String(name), reason: String(message) });
    this.#graceTimer = setTimeout(() => this.#link.killLate(), this.#limits.graceMs);
  }

  #onReturned(body: string): void {
    const bytes = Buffer.byteLength(body);
    if (bytes > this.#limits.maxValueBytes) this.#end({ kind: 'threw', error: this.#tooLarge(bytes) });
    else this.#end({ kind: 'returned', value: decodeFromChild(body) });
  }

  /** What it asks for may be anything: it is looked at as if its code were here. */
  #onPaused(request: unknown): void {
    const { wait } = (this.#order.context ?? {}) as Partial<PausingContext>;
    if (wait === undefined) throw new FrameError('A pause of a call that has none.');
    try {
      this.#end({ kind: 'returned', value: wait(request as never) });
    } catch (error) {
      this.#end({ kind: 'threw', error });
    }
  }

  #onThrew(thrown: unknown): void {
    const { rpc, kind, message } = asFacts(thrown);
    const own = this.#requests.findRefusal(rpc);
    if (own !== undefined) this.#end({ kind: 'threw', error: own });
    else if (kind === 'size') this.#end({ kind: 'threw', error: this.#tooLarge(Number(message) || 0) });
    else if (kind === 'output') {
      const text = `The connector returned what cannot be sent: ${String(message)}`;
      this.#end({ kind: 'threw', error: sandboxError('Sandbox.OutputInvalid', text) });
    } else this.#end({ kind: 'threw', error: this.#errorOf(thrown) });
  }

  /** What code throws when it is told to stop is no defect. */
  #errorOf(thrown: unknown): unknown {
    const { aborted, reason } = this.#order.signal as { readonly aborted: boolean; readonly reason: unknown };
    return aborted && asFacts(thrown).connectorFailure === undefined ? reason : errorOfThrown(thrown);
  }

  #tooLarge(actual: number): Error {
    const limit = this.#limits.maxValueBytes;
    return sandboxError('Sandbox.OutputTooLarge', `The output has ${actual} bytes; ${limit} are allowed.`, {
      limit,
      actual,
    });
  }

  #log(line: unknown): void {
    this.#lines += 1;
    if (!Array.isArray(line) || this.#lines > MAX_LINES) throw new FrameError('A log line that is none.');
    const [level, message, data] = line as readonly unknown[];
    if (!LEVELS.includes(level) || typeof message !== 'string') throw new FrameError('A log line that is none.');
    this.#order.context?.log[level as 'info'](message, data as never);
  }

  #addSecret(secret: unknown): void {
    if (typeof secret !== 'string') throw new FrameError('A secret that is none.');
    this.#secretCharacters += secret.length + CHARACTERS_PER_SECRET;
    if (this.#secretCharacters > MAX_SECRET_CHARACTERS) throw new FrameError('Too many secrets.');
    this.#order.context?.addSecret(secret);
  }

  #end(end: CallEnd): void {
    if (this.#isOver) return;
    this.#close();
    this.#resolve(end);
  }

  #close(): void {
    this.#isOver = true;
    clearTimeout(this.#graceTimer);
    this.#order.signal.removeEventListener('abort', this.#onAbort);
    this.#requests.close();
  }
}

const endedForAnother = (): Error =>
  sandboxError(
    'Sandbox.Crashed',
    'Another call of the connector did not end in its time, and their process was ended.',
  );

/** The context as data. Actions have more of it than the others. */
function factsOf(context: CallContext & Partial<PausingContext>): ContextFacts {
  const { deadlineMs, clock, connection, files, store, heartbeat, wait, idempotencyKey, idempotencyUuid, run } =
    context;
  const secrets = findReadableSecrets(context);
  return {
    ...{ deadlineMs, connection, clockOffsetMs: clock.nowMs() - Date.now(), hasFiles: files !== undefined },
    ...{ hasStore: store !== undefined, hasHeartbeat: heartbeat !== undefined, hasPauses: wait !== undefined },
    ...(secrets === undefined ? {} : { secrets }),
    more: {
      ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
      ...(idempotencyUuid === undefined ? {} : { idempotencyUuid }),
      ...(run === undefined ? {} : { run }),
    },
  };
}
