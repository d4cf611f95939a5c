import type { JsonValue } from '@millrace/connector-sdk';
import type { LogLine } from '../call-log.ts';
import type { ChildEnd, GuestChild, KillReason } from './child.ts';
import { defer } from './deferred.ts';
import { codeFailure, thrownFailure, type CodeFailure, type FailureFacts, type FailureName } from './failures.ts';
import type { Thrown } from './guest/bridge.ts';
import type { AnyFrame } from './frames.ts';
import {
  isShallow,
  parseJson,
  readGuestMessage,
  type GuestBody,
  type GuestMessage,
  type HostMessage,
} from './messages.ts';
import { watchResident } from './resident-watch.ts';
import { StepLog } from './step-log.ts';

/** What came of a call. */
export interface CodeOutcome {
  readonly log: readonly LogLine[];
  readonly end: { readonly kind: 'returned'; readonly output: JsonValue } | CodeFailure;
}
/** What each call may use. */
export interface CallLimits {
  readonly heapMiB: number;
  readonly residentMiB: number;
  readonly maxValueBytes: number;
  readonly maxLogCharacters: number;
}
export interface CallOrder {
  readonly id: number;
  readonly source: string;
  /** JSON. */
  readonly input: string;
  /** What the author was promised, and what is left of it. */
  readonly timeoutMs: number;
  readonly remainingMs: number;
  readonly signal: AbortSignal;
}

const MiB = 1024 * 1024;
/** What moves the limit of inputs and outputs. */
export const VALUE_SETTING = 'MILLRACE_CODE_VALUE_BYTES';
const MAX_DEPTH = 200;
/** After its time a call may end by itself, so that its child can be used again. */
const GRACE_MS = 500;
/** A child that does not even answer is in a loop. */
const PONG_MS = 200;
const SETTLE_MS = 1000;
/** What a child may say besides its result: far more than it does when nobody tampers with it. */
const FREE_BYTES = 4 * MiB;
const BYTES_PER_MS = 1024;
const BYTES_PER_FRAME = 64;

const FAILURE_OF: ReadonlyMap<unknown, FailureName> = new Map([
  ['source', 'Sandbox.SourceInvalid'],
  ['output', 'Sandbox.OutputInvalid'],
  ['permission', 'Sandbox.PermissionDenied'],
]);

/** One call on a child that does nothing else meanwhile. */
export class ChildCall {
  /** `undefined`: the child ended before it had begun, so another one may try. */
  readonly outcome: Promise<CodeOutcome | undefined>;
  /** True when the child is as good as new. */
  readonly settled: Promise<boolean>;
  readonly #child: GuestChild;
  readonly #order: CallOrder;
  readonly #limits: CallLimits;
  readonly #log: StepLog;
  readonly #startedAtMs = performance.now();
  readonly #stops: (() => void)[] = [];
  readonly #resolve: (outcome: CodeOutcome | undefined) => void;
  readonly #settle: (isReusable: boolean) => void;
  #hasBegun = false;
  #hasEnded = false;
  #stoppedFor: 'deadline' | 'aborted' | undefined;
  #said = 0;
  #stopWaiting: () => void = () => undefined;
  #residentBytes = 0;

  constructor(child: GuestChild, order: CallOrder, limits: CallLimits) {
    this.#child = child;
    this.#order = order;
    this.#limits = limits;
    this.#log = new StepLog(limits.maxLogCharacters);
    const outcome = defer<CodeOutcome | undefined>();
    const settled = defer<boolean>();
    this.outcome = outcome.promise;
    this.settled = settled.promise;
    this.#resolve = outcome.resolve;
    this.#settle = settled.resolve;
    this.#begin();
  }

  #begin(): void {
    const { id, source, input, remainingMs, signal } = this.#order;
    this.#child.listen({
      onFrame: (frame) => this.#onFrame(frame),
      onEnd: (end) => this.#onEnd(end),
    });
    this.#after(remainingMs, () => this.#stop('deadline'));
    const onAbort = (): void => this.#stop('aborted');
    signal.addEventListener('abort', onAbort, { once: true });
    this.#stops.push(() => signal.removeEventListener('abort', onAbort));
    const { pid } = this.#child;
    if (pid !== undefined) {
      const limitBytes = this.#limits.residentMiB * MiB;
      this.#stops.push(watchResident(pid, limitBytes, (bytes) => this.#onTooLarge(bytes)));
    }
    this.#send({ type: 'call', id, source, maxOutputCharacters: this.#limits.maxValueBytes }, input);
    if (signal.aborted) onAbort();
  }

  #send(message: HostMessage, body?: string): void {
    this.#child.send(message, body);
  }

  #onFrame(frame: AnyFrame): void {
    const message = readGuestMessage(frame);
    const bytes = 'stream' in frame ? 0 : frame.header.length + (frame.body?.length ?? 0);
    if (message.id !== this.#order.id || this.#isFlood(message, bytes)) {
      this.#child.kill('protocol');
      return;
    }
    if (message.type === 'started') this.#hasBegun = true;
    else if (message.type === 'pong') this.#stopWaiting();
    else if (message.type === 'settled') this.#onSettled();
    else if ('body' in message) this.#onBody(message);
  }

  #onSettled(): void {
    if (this.#hasEnded) this.#finish(true);
    else this.#child.kill('protocol');
  }

  #onBody({ type, body }: GuestBody): void {
    if (type === 'returned') this.#end(this.#outputOf(body));
    else if (type === 'threw') this.#end(this.#failureOf(parseJson(body) as unknown as Partial<Thrown> | null));
    else if (this.#hasEnded || !this.#log.add(parseJson(body))) this.#child.kill('protocol');
  }

  #isFlood(message: GuestMessage, bytes: number): boolean {
    if (message.type === 'returned') return false;
    this.#said += bytes + BYTES_PER_FRAME;
    return this.#said > FREE_BYTES + BYTES_PER_MS * (performance.now() - this.#startedAtMs);
  }

  #outputOf(body: string): CodeOutcome['end'] {
    const limit = this.#limits.maxValueBytes;
    const bytes = Buffer.byteLength(body);
    if (bytes > limit) return this.#tooLarge(bytes);
    const output = parseJson(body);
    if (!isShallow(output, MAX_DEPTH)) return codeFailure('Sandbox.OutputInvalid', 'The output is nested too deep.');
    return { kind: 'returned', output };
  }

  #tooLarge(actual: number): CodeFailure {
    const limit = this.#limits.maxValueBytes;
    const message = `The output has ${actual} bytes as JSON; ${limit} are allowed.`;
    return codeFailure('Sandbox.OutputTooLarge', message, { limit, actual, setting: VALUE_SETTING });
  }

  #failureOf(thrown: Partial<Thrown> | null): CodeFailure {
    const text = (value: unknown, most: number): string => (typeof value === 'string' ? value.slice(0, most) : '');
    const message = text(thrown?.message, 16_000);
    const stack = text(thrown?.stack, 8000);
    const facts: FailureFacts = stack === '' ? {} : { stack };
    if (thrown?.kind === 'size') return this.#tooLarge(Number(message) || 0);
    const known = FAILURE_OF.get(thrown?.kind);
    return known === undefined
      ? thrownFailure(text(thrown?.name, 100), message, facts)
      : codeFailure(known, message, facts);
  }

  #stop(why: 'deadline' | 'aborted'): void {
    if (this.#hasEnded || this.#stoppedFor !== undefined) return;
    this.#stoppedFor = why;
    const { id } = this.#order;
    const reason = why === 'deadline' ? 'The time of this call is up.' : 'This call was given up.';
    this.#send({ type: 'abort', id, reason });
    this.#send({ type: 'ping', id });
    this.#stopWaiting = this.#after(PONG_MS, () => this.#child.kill('blocked'));
    this.#after(GRACE_MS, () => this.#child.kill(why));
  }

  #onTooLarge(bytes: number): void {
    this.#residentBytes = bytes;
    this.#child.kill('memory');
  }

  #onEnd(end: ChildEnd): void {
    // A child that has to end gets no call: what it was ended for happened in this one.
    const isOurs = end.killed !== undefined || this.#hasBegun;
    if (isOurs) this.#end(this.#failureOfChild(end));
    else if (!this.#hasEnded) this.#resolve(undefined);
    this.#finish(false);
  }

  #failureOfChild({ killed, code, signal, complaint }: ChildEnd): CodeFailure {
    const { heapMiB, residentMiB } = this.#limits;
    const reasons: Readonly<Record<KillReason, () => CodeFailure>> = {
      memory: () =>
        codeFailure('Sandbox.OutOfMemory', `The code held ${Math.round(this.#residentBytes / MiB)} MiB.`, {
          limit: residentMiB,
          actual: Math.round(this.#residentBytes / MiB),
          setting: 'MILLRACE_CODE_RESIDENT_MIB',
        }),
      protocol: () => codeFailure('Sandbox.Protocol', 'The child process sent what it never sends by itself.'),
      blocked: () => this.#stopped('It was in a loop that let nothing else happen.'),
      deadline: () => this.#stopped('It was still waiting for something.'),
      aborted: () => this.#stopped(''),
      unsettled: () => this.#stopped(''),
      retired: () => codeFailure('Sandbox.Aborted', 'The child process was retired.'),
      closed: () => codeFailure('Sandbox.Aborted', 'The sandbox was closed.'),
    };
    if (killed !== undefined) return reasons[killed]();
    if (/out of memory|memory allocation of/i.test(complaint))
      return codeFailure('Sandbox.OutOfMemory', `The code needed more than ${heapMiB} MiB of heap.`, {
        limit: heapMiB,
        setting: 'MILLRACE_CODE_HEAP_MIB',
      });
    const how = signal ?? `exit code ${code ?? '?'}`;
    return codeFailure('Sandbox.Crashed', `The child process ended in the middle of the call (${how}).`, {
      complaint: complaint.slice(-1000),
    });
  }

  #stopped(detail: string): CodeFailure {
    if (this.#stoppedFor === 'aborted') return codeFailure('Sandbox.Aborted', 'The call was given up.');
    const { timeoutMs } = this.#order;
    const message = `The code did not end within ${timeoutMs / 1000} s. ${detail}`.trim();
    return codeFailure('Sandbox.Timeout', message, { limit: timeoutMs });
  }

  /** After its deadline a call has timed out, whatever it still says. */
  #end(end: CodeOutcome['end']): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    const isLate = this.#stoppedFor !== undefined && end.kind === 'returned';
    this.#resolve({ log: this.#log.lines, end: isLate || this.#isEcho(end) ? this.#stopped('') : end });
    this.#after(SETTLE_MS, () => this.#child.kill('unsettled'));
  }

  /** What code throws when it is told to stop is no failure of its own. */
  #isEcho(end: CodeOutcome['end']): boolean {
    if (this.#stoppedFor === undefined || end.kind === 'returned') return false;
    return !['Sandbox.OutOfMemory', 'Sandbox.Protocol', 'Sandbox.Timeout'].includes(end.error);
  }

  #finish(isReusable: boolean): void {
    this.#stopWaiting();
    for (const stop of this.#stops.splice(0)) stop();
    this.#child.listen(undefined);
    this.#settle(isReusable);
  }

  #after(delayMs: number, callback: () => void): () => void {
    const timer = setTimeout(callback, Math.min(Math.max(delayMs, 1), 2 ** 31 - 1));
    const stop = (): void => clearTimeout(timer);
    this.#stops.push(stop);
    return stop;
  }
}
