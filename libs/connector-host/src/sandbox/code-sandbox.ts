import { createHash } from 'node:crypto';
import { availableParallelism } from 'node:os';
import type { JsonValue } from '@millrace/connector-sdk';
import { GuestChild } from './child.ts';
import { ChildCall, VALUE_SETTING, type CallLimits, type CodeOutcome } from './child-call.ts';
import { ChildFolder } from './child-folder.ts';
import { denoCommand, findDeno, guestProgram, type ChildCommand } from './command.ts';
import { codeFailure, type CodeFailure } from './failures.ts';
import { ChildPool, type Acquired } from './pool.ts';

/** One call of code that somebody wrote into a workflow. */
export interface CodeCall {
  readonly workspaceId: string;
  /** A function of (input, context), the body of one, or a module whose default export is one. */
  readonly source: string;
  readonly input: JsonValue;
  /** From now, waiting for a child included. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}
export interface CodeSandboxOptions {
  /** Processes at most. Default: two for each core, at least 4. */
  readonly maxChildren?: number;
  /** V8 heap of a call. Default 128. */
  readonly heapMiB?: number;
  /** Memory of a child in all, on Linux. Default 256. */
  readonly residentMiB?: number;
  /** Input or output as JSON. Default 16 MiB. */
  readonly maxValueBytes?: number;
  /** What a call may log, as JSON; the newest lines of more are kept. Default 256 Ki. */
  readonly maxLogCharacters?: number;
  /** How long a call waits for a child at most. Default 30 s. */
  readonly queueWaitMs?: number;
  /** Children unused for so long are ended. Default 5 min. */
  readonly idleMs?: number;
  /** Instead of Deno; `null` where there is none. For tests. */
  readonly command?: ChildCommand | null;
}

const MiB = 1024 * 1024;
const HEADER_BYTES = 64 * 1024;
/** Characters beyond ASCII take up to three bytes. */
const BYTES_PER_CHARACTER = 3;

/**
 * Runs code without network, files, environment or a way out, in a pool of Deno processes that have no permission at all. A
 * process serves one text of code of one workspace, and gives each call globals of its own. Has the shape of the runtime's
 * `Sandbox`. Resolves for whatever the code does.
 */
export class CodeSandbox {
  readonly #limits: CallLimits;
  readonly #queueWaitMs: number;
  readonly #pool: ChildPool | undefined;
  readonly #folder = new ChildFolder();
  #lastId = 0;

  constructor(options: CodeSandboxOptions = {}) {
    const { heapMiB = 128, residentMiB = 256, maxValueBytes = 16 * MiB, queueWaitMs = 30_000 } = options;
    const { maxLogCharacters = 256 * 1024 } = options;
    this.#limits = { heapMiB, residentMiB, maxValueBytes, maxLogCharacters };
    this.#queueWaitMs = queueWaitMs;
    const command = options.command === undefined ? findCommand({ heapMiB, residentMiB }) : options.command;
    const maxFrameBytes = maxValueBytes * BYTES_PER_CHARACTER + HEADER_BYTES;
    if (command !== null)
      this.#pool = new ChildPool({
        startChild: () => new GuestChild({ command, maxFrameBytes, folder: this.#folder.pathFor(command) }),
        maxChildren: options.maxChildren ?? Math.max(4, 2 * availableParallelism()),
        idleMs: options.idleMs ?? 300_000,
      });
  }

  /** Processes that are alive now. */
  get pids(): readonly number[] {
    return this.#pool?.pids ?? [];
  }

  async run(call: CodeCall): Promise<CodeOutcome> {
    const dueMs = performance.now() + call.timeoutMs;
    const input = JSON.stringify(call.input);
    const bytes = Buffer.byteLength(input) + Buffer.byteLength(call.source);
    if (bytes > this.#limits.maxValueBytes) {
      const limit = this.#limits.maxValueBytes;
      const message = `Code and input have ${bytes} bytes; ${limit} are allowed.`;
      return failed(codeFailure('Sandbox.InputTooLarge', message, { limit, actual: bytes, setting: VALUE_SETTING }));
    }
    // A child that is found dead when it gets a call has not begun it: another one may.
    return (
      (await this.#attempt(call, input, dueMs)) ?? (await this.#attempt(call, input, dueMs)) ?? failed(twiceDead())
    );
  }

  /** Ends everything, calls that run too, and resolves when no process is left. */
  async close(): Promise<void> {
    await this.#pool?.close();
    await this.#folder.remove();
  }

  async #attempt(call: CodeCall, input: string, dueMs: number): Promise<CodeOutcome | undefined> {
    const acquired = await this.#acquire(call, dueMs - performance.now());
    if (acquired.kind !== 'child') return failed(notAcquired(acquired));
    const { child, release } = acquired;
    const { source, timeoutMs, signal } = call;
    this.#lastId += 1;
    const remainingMs = dueMs - performance.now();
    const order = { id: this.#lastId, source, input, timeoutMs, remainingMs, signal };
    const { outcome, settled } = new ChildCall(child, order, this.#limits);
    void settled.then(release);
    return outcome;
  }

  #acquire({ workspaceId, source, signal }: CodeCall, remainingMs: number): Promise<Acquired> {
    if (this.#pool === undefined) return Promise.resolve({ kind: 'broken', complaint: '' });
    const purpose = createHash('sha256').update(source).digest('base64');
    const waitMs = Math.max(1, Math.min(this.#queueWaitMs, remainingMs));
    return this.#pool.acquire({ workspaceId, purpose, waitMs, signal });
  }
}

const failed = (end: CodeFailure): CodeOutcome => ({ log: [], end });
const twiceDead = (): CodeFailure =>
  codeFailure('Sandbox.Crashed', 'Two child processes ended before they had begun the call.');

function findCommand(memory: Pick<CallLimits, 'heapMiB' | 'residentMiB'>): ChildCommand | null {
  const deno = findDeno();
  return deno === undefined ? null : denoCommand({ deno, ...memory, program: guestProgram() });
}

function notAcquired(acquired: Exclude<Acquired, { readonly kind: 'child' }>): CodeFailure {
  switch (acquired.kind) {
    case 'busy':
      return codeFailure('Sandbox.Busy', 'All child processes are busy, and none became free in time.');
    case 'aborted':
      return codeFailure('Sandbox.Aborted', 'The call was given up.');
    case 'closed':
      return codeFailure('Sandbox.Aborted', 'The sandbox was closed.');
    case 'broken': {
      const { complaint } = acquired;
      return complaint === ''
        ? codeFailure('Sandbox.Unavailable', 'Deno, which runs code of steps, is not installed for this system.')
        : codeFailure('Sandbox.Unavailable', `Deno does not start: ${complaint.slice(-1000)}`);
    }
  }
}

/** Makes a sandbox. No process starts before the first call. */
export function createCodeSandbox(options?: CodeSandboxOptions): CodeSandbox {
  return new CodeSandbox(options);
}

/** True when code can run on this system. */
export function canRunCode(): boolean {
  return findDeno() !== undefined;
}
