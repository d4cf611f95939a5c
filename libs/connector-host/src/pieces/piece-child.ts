import { spawn, type ChildProcess } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { defer } from '../sandbox/deferred.ts';
import { encodeFrame, FrameReader, type AnyFrame } from '../sandbox/frames.ts';
import { watchResident } from '../sandbox/resident-watch.ts';
import type { PieceProcess } from './child-command.ts';
import type {
  Answer,
  AskKind,
  CallResult,
  FromChild,
  LogText,
  PieceCall,
  PieceFacts,
  ThrownFacts,
  ToChild,
} from './guest/protocol.ts';

/** Why a child was ended by us. Without one it ended by itself. */
export type PieceKill = 'memory' | 'protocol' | 'blocked' | 'deadline' | 'idle' | 'closed' | 'start';
export interface PieceEnd {
  readonly killed?: PieceKill;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The last of what it wrote to standard error. */
  readonly complaint: string;
}
/** What came of a call. `ended`: the child is gone. */
export type PieceOutcome =
  | { readonly kind: 'returned'; readonly result: CallResult }
  | { readonly kind: 'threw'; readonly thrown: ThrownFacts }
  | { readonly kind: 'ended'; readonly end: PieceEnd };
/** Who answers what a call wants to know, and hears what it says. */
export interface CallListener {
  onAsk(kind: AskKind, question: unknown): Promise<Answer>;
  onLog(text: LogText): void;
}
export interface PieceChildOptions {
  readonly command: PieceProcess;
  /** Empty. */
  readonly home: string;
  readonly file: string;
  readonly certificate: string | undefined;
  readonly residentMiB: number;
  /** How long its piece may take to be loaded. Default 20 s. */
  readonly startMs?: number;
  /** What the child asks for no call: where it may dial. */
  readonly onDial: (question: unknown) => Promise<Answer>;
}

const MiB = 1024 * 1024;
const MAX_FRAME_BYTES = 64 * MiB;
const START_MS = 20_000;
const PING_MS = 1000;
const PONG_MS = 5000;
const COMPLAINT_CHARACTERS = 4000;

interface Pending {
  readonly listener: CallListener;
  readonly settle: (outcome: PieceOutcome) => void;
  /** Nobody waits for it any more, and it goes on all the same: a piece has no signal that it could heed. */
  isAbandoned: boolean;
}
/** A call under way. */
export interface PieceCallHandle {
  /** Resolves for whatever comes of it. */
  readonly outcome: Promise<PieceOutcome>;
  /** The process takes no more calls, and ends when nobody waits for anything in it. */
  readonly abandon: () => void;
}

/** A process with one piece in it, and the pipes to it. Several calls may be under way at once. */
export class PieceChild {
  /** What the piece is; rejects with a sentence when it cannot be loaded. */
  readonly loaded: Promise<PieceFacts>;
  readonly ended: Promise<PieceEnd>;
  readonly #process: ChildProcess;
  readonly #options: PieceChildOptions;
  readonly #pending = new Map<number, Pending>();
  readonly #load = defer<PieceFacts | Error>();
  #killed: PieceKill | undefined;
  #complaint = '';
  #wasAbandoned = false;
  #isLoaded = false;
  #lastId = 0;
  #answeredAtMs = performance.now();
  #stopWatching: (() => void) | undefined;
  #pinger: NodeJS.Timeout | undefined;
  readonly #startTimer: NodeJS.Timeout;

  constructor(options: PieceChildOptions) {
    this.#options = options;
    // Nothing of our own environment: there are connection strings and keys in it.
    const env = { NODE_ENV: 'production', TZ: 'UTC', LANG: 'C.UTF-8', HOME: options.home };
    const stdio = ['ignore', 'pipe', 'pipe', 'pipe', 'pipe'] as const;
    const { file, arguments: words } = options.command;
    this.#process = spawn(file, words, { cwd: '/', env, stdio: [...stdio], windowsHide: true });
    this.#startTimer = setTimeout(() => this.kill('start'), options.startMs ?? START_MS);
    this.ended = new Promise((resolve) => this.#watchEnd(resolve));
    this.loaded = this.#load.promise.then((loaded) => {
      if (loaded instanceof Error) throw loaded;
      return loaded;
    });
    // Whoever waits for it is told; nobody may.
    this.loaded.catch(() => undefined);
    this.#listen();
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** Calls under way. */
  get inFlight(): number {
    return this.#pending.size;
  }

  /** Loaded, and nothing is under way. */
  get isIdle(): boolean {
    return this.#isLoaded && this.#pending.size === 0 && !this.isSpent;
  }

  /** It gets no more calls. */
  get isSpent(): boolean {
    return this.#killed !== undefined || this.#wasAbandoned;
  }

  call(call: PieceCall, listener: CallListener): PieceCallHandle {
    this.#lastId += 1;
    const id = this.#lastId;
    if (this.#pending.size === 0) this.#watch();
    const { promise, resolve } = defer<PieceOutcome>();
    const pending: Pending = { listener, settle: resolve, isAbandoned: false };
    this.#pending.set(id, pending);
    this.#send({ type: 'call', id }, call);
    const abandon = (): void => {
      pending.isAbandoned = true;
      this.#wasAbandoned = true;
      this.#endWhenUnwanted();
    };
    return { outcome: promise, abandon };
  }

  #endWhenUnwanted(): void {
    if (this.#wasAbandoned && [...this.#pending.values()].every(({ isAbandoned }) => isAbandoned))
      this.kill('deadline');
  }

  /** Ends it at once; the first reason counts. */
  kill(reason: PieceKill): void {
    this.#killed ??= reason;
    this.#process.kill('SIGKILL');
  }

  #send(message: ToChild, body?: unknown): void {
    const header = JSON.stringify(message);
    const frame = encodeFrame(body === undefined ? { header } : { header, body: JSON.stringify(body) });
    (this.#process.stdio[3] as Writable | null | undefined)?.write(frame);
  }

  #listen(): void {
    const [, stdout, stderr, input, output] = this.#process.stdio as readonly (
      Readable | Writable | null | undefined
    )[];
    // A child that is gone says so by its end, not by a broken pipe.
    for (const pipe of [stdout, stderr, input, output]) pipe?.on('error', () => undefined);
    stdout?.on('data', (chunk: Buffer) => this.#onOutput(chunk.toString('utf8')));
    stderr?.on('data', (chunk: Buffer) => {
      this.#complaint = (this.#complaint + chunk.toString('utf8')).slice(-COMPLAINT_CHARACTERS);
    });
    const reader = new FrameReader(MAX_FRAME_BYTES);
    output?.on('data', (chunk: Buffer) => {
      if (this.#killed !== undefined) return;
      try {
        for (const frame of reader.push(chunk)) this.#onFrame(frame);
      } catch {
        this.kill('protocol');
      }
    });
  }

  /** What was written past the console is nobody's in particular: it is logged where only one call can have written it. */
  #onOutput(message: string): void {
    const [only] = this.#pending.values();
    if (this.#pending.size === 1) only?.listener.onLog({ level: 'info', message: message.trimEnd() });
  }

  #onFrame(frame: AnyFrame): void {
    if (!('header' in frame)) throw new Error('Pieces send no bytes.');
    const { header, body = 'null' } = frame;
    const message = JSON.parse(header) as FromChild;
    this.#answeredAtMs = performance.now();
    switch (message.type) {
      case 'pong':
        return;
      case 'ready': {
        const { file, certificate } = this.#options;
        this.#send({ type: 'load', file, ...(certificate === undefined ? {} : { certificate }) });
        return;
      }
      case 'loaded':
        this.#settleLoad(parseBody(body) as PieceFacts);
        return;
      case 'unloadable':
        this.#settleLoad(new Error((parseBody(body) as ThrownFacts).message));
        return;
      case 'ask':
        void this.#answer(message, parseBody(body));
        return;
      case 'returned':
      case 'threw':
      case 'log':
        this.#onResult(message, parseBody(body));
    }
  }

  #settleLoad(loaded: PieceFacts | Error): void {
    clearTimeout(this.#startTimer);
    this.#isLoaded = true;
    this.#load.resolve(loaded);
  }

  #onResult({ type, id }: { readonly type: 'returned' | 'threw' | 'log'; readonly id: number }, body: unknown): void {
    const pending = this.#pending.get(id);
    if (type === 'log') {
      pending?.listener.onLog(body as LogText);
      return;
    }
    // A result for nobody is what no child of ours sends.
    if (pending === undefined) throw new Error('A result of a call that is not under way.');
    this.#pending.delete(id);
    if (this.#pending.size === 0) this.#unwatch();
    this.#endWhenUnwanted();
    pending.settle(
      type === 'returned'
        ? { kind: 'returned', result: body as CallResult }
        : { kind: 'threw', thrown: body as ThrownFacts },
    );
  }

  async #answer(
    { id, call, kind }: { readonly id: number; readonly call: number; readonly kind: AskKind },
    question: unknown,
  ): Promise<void> {
    const listener = this.#pending.get(call)?.listener;
    const answer =
      kind === 'dial' && listener === undefined ? this.#options.onDial(question) : listener?.onAsk(kind, question);
    const nobody: Answer = { error: { code: 'sandbox.aborted', message: 'The call is over.' } };
    this.#send({ type: 'answer', id }, (await answer) ?? nobody);
  }

  /** While something is under way: how much it holds, and whether it answers at all. */
  #watch(): void {
    const { pid } = this;
    if (pid !== undefined)
      this.#stopWatching = watchResident(pid, this.#options.residentMiB * MiB, () => this.kill('memory'));
    this.#answeredAtMs = performance.now();
    this.#pinger = setInterval(() => {
      if (performance.now() - this.#answeredAtMs > PONG_MS) this.kill('blocked');
      else this.#send({ type: 'ping' });
    }, PING_MS);
  }

  #unwatch(): void {
    this.#stopWatching?.();
    clearInterval(this.#pinger);
  }

  #watchEnd(resolve: (end: PieceEnd) => void): void {
    let hasEnded = false;
    const finish = (code: number | null, signal: NodeJS.Signals | null): void => {
      if (hasEnded) return;
      hasEnded = true;
      this.#unwatch();
      const killed = this.#killed === undefined ? {} : { killed: this.#killed };
      this.#killed ??= 'closed';
      const end = { ...killed, code, signal, complaint: this.#complaint };
      this.#settleLoad(
        new Error(`Its process ended (${signal ?? `exit code ${code ?? '?'}`}). ${this.#complaint}`.trim()),
      );
      for (const { settle } of this.#pending.values()) settle({ kind: 'ended', end });
      this.#pending.clear();
      resolve(end);
    };
    this.#process.once('error', (error) => {
      this.#complaint += error.message;
      finish(null, null);
    });
    this.#process.once('close', finish);
  }
}

/** An own `__proto__` would replace a prototype as soon as somebody copied it: it is left out. */
function parseBody(body: string): unknown {
  if (!body.includes('__proto__') && !body.includes('\\u00')) return JSON.parse(body);
  return JSON.parse(body, (key, value: unknown) => (key === '__proto__' ? undefined : value));
}
