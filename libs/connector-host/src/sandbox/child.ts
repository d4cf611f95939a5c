import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import type { ChildCommand } from './command.ts';
import { encodeFrame, FrameReader, type AnyFrame, type BytesFrame } from './frames.ts';
import { isReady } from './messages.ts';

/** Why we ended a child. */
export type KillReason =
  'memory' | 'protocol' | 'blocked' | 'deadline' | 'aborted' | 'unsettled' | 'retired' | 'closed';
/** How a child ended. Without `killed` it ended by itself, or somebody else ended it. */
export interface ChildEnd {
  readonly killed?: KillReason;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The last of what it wrote to standard error. */
  readonly complaint: string;
  /** It could not even be started, since the machine had too little of something just then. */
  readonly isShortage?: true;
}
/** Who is told what a child says, and of its end. */
export interface ChildListener {
  /** What it throws ends the child: it has said what it never says by itself. */
  onFrame(frame: AnyFrame): void;
  onEnd(end: ChildEnd): void;
}
export interface ChildSettings {
  readonly command: ChildCommand;
  /** Empty, and where Deno may keep what it likes to keep. */
  readonly folder: string;
  readonly maxFrameBytes: number;
}

const START_MS = 10_000;
/** Descriptors, processes, memory: what others give back. */
const SHORTAGES: ReadonlySet<string | undefined> = new Set(['EMFILE', 'ENFILE', 'EAGAIN', 'ENOMEM']);
const COMPLAINT_CHARACTERS = 4000;

/** A child process and the frames to and from it. Whatever it does wrong ends it. */
export class GuestChild {
  /** True when it took up its work, false when it could not. */
  readonly ready: Promise<boolean>;
  readonly ended: Promise<ChildEnd>;
  readonly #process: ChildProcessWithoutNullStreams;
  #listener: ChildListener | undefined;
  #killed: KillReason | undefined;
  #complaint = '';
  #isShortage = false;
  #hasBegun = false;
  #becomeReady: (isReady: boolean) => void = () => undefined;

  constructor({ command, folder, maxFrameBytes }: ChildSettings) {
    // Nothing of our own environment: there are connection strings and keys in it.
    const env = { DENO_DIR: folder, NO_COLOR: '1', DENO_NO_UPDATE_CHECK: '1' };
    this.#process = spawn(command.file, command.arguments, { cwd: folder, env, stdio: 'pipe', windowsHide: true });
    const startTimer = setTimeout(() => this.kill('protocol'), START_MS);
    this.ready = new Promise((resolve) => {
      this.#becomeReady = (isReady) => {
        clearTimeout(startTimer);
        resolve(isReady);
      };
    });
    this.ended = new Promise((resolve) => this.#watchEnd(resolve));
    this.#listen(new FrameReader(maxFrameBytes));
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** True from the moment that it has to end. */
  get isEnding(): boolean {
    return this.#killed !== undefined;
  }

  /** Whom to tell from now on. Without a listener a child has nothing to say: if it does, it ends. */
  listen(listener: ChildListener | undefined): void {
    this.#listener = listener;
  }

  send(message: { readonly type: string; readonly id: number }, body?: string): void {
    this.#process.stdin.write(
      encodeFrame({ header: JSON.stringify(message), ...(body === undefined ? {} : { body }) }),
    );
  }

  /** Resolves when it has read most of what it was sent, or is gone. */
  async drained(): Promise<void> {
    const { stdin } = this.#process;
    if (!stdin.writableNeedDrain || stdin.destroyed) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        stdin.off('drain', done).off('close', done);
        resolve();
      };
      stdin.on('drain', done).on('close', done);
    });
  }

  sendBytes(frame: BytesFrame): void {
    this.#process.stdin.write(encodeFrame(frame));
  }

  /** Ends it at once; the first reason counts. */
  kill(reason: KillReason): void {
    this.#killed ??= reason;
    this.#process.kill('SIGKILL');
  }

  #listen(reader: FrameReader): void {
    // Where no descriptors are left, it has not even pipes; it cannot be started, and its end says so.
    const { stdin, stdout, stderr } = this.#process as Partial<ChildProcessWithoutNullStreams>;
    // A child that is gone says so by its end, not by a broken pipe.
    for (const pipe of [stdin, stdout, stderr]) pipe?.on('error', () => undefined);
    stderr?.on('data', (chunk: Buffer) => {
      this.#complaint = (this.#complaint + chunk.toString('utf8')).slice(-COMPLAINT_CHARACTERS);
    });
    stdout?.on('data', (chunk: Buffer) => {
      if (this.#killed !== undefined) return;
      try {
        for (const frame of reader.push(chunk)) this.#tell(frame);
      } catch {
        this.kill('protocol');
      }
    });
  }

  #tell(frame: AnyFrame): void {
    if (this.#killed !== undefined) return;
    if (this.#hasBegun && this.#listener !== undefined) this.#listener.onFrame(frame);
    else if (this.#hasBegun || !isReady(frame)) this.kill('protocol');
    else {
      this.#hasBegun = true;
      this.#becomeReady(true);
    }
  }

  #watchEnd(resolve: (end: ChildEnd) => void): void {
    const end = (code: number | null, signal: NodeJS.Signals | null): void => {
      const ended: ChildEnd = {
        code,
        signal,
        complaint: this.#complaint.trim(),
        ...(this.#killed === undefined ? {} : { killed: this.#killed }),
        ...(this.#isShortage ? { isShortage: true as const } : {}),
      };
      this.#becomeReady(false);
      this.#listener?.onEnd(ended);
      resolve(ended);
    };
    // `close` comes after the last output; a program that cannot be started has none.
    this.#process.once('close', end);
    this.#process.once('error', (error: NodeJS.ErrnoException) => {
      this.#complaint += error.message;
      this.#isShortage = SHORTAGES.has(error.code);
      if (this.#process.pid === undefined) end(null, null);
    });
  }
}
