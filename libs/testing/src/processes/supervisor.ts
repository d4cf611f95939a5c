import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** How a process is started, every time. */
export interface ProcessSpec {
  readonly name: string;
  /** Program and arguments. Asked at every start. */
  readonly command: () => readonly string[];
  /** Asked at every start; the number is 1 for the first. */
  readonly env: (startNumber: number) => Readonly<Record<string, string>>;
  /** Ready when this answers 200. */
  readonly readyUrl: string;
  /** Default 30 s. */
  readonly readyTimeoutMs?: number;
  /** Told of every end that nobody asked `stop` for. */
  readonly onExit?: (exit: ProcessExit) => void;
}
export interface ProcessExit {
  readonly pid: number;
  readonly startNumber: number;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

const READY_LOOK_MS = 50;
const READY_TIMEOUT_MS = 30_000;
/** A group that ignores a polite signal for so long is killed. */
const STOP_TIMEOUT_MS = 40_000;
/** Kills a process group as soon as our end of its standard input is gone, which even SIGKILL closes. */
const WATCHDOG = 'cat >/dev/null; kill -KILL "-$1" 2>/dev/null';

/** Starts processes in groups of their own, and leaves none behind, however this process ends. */
export class Supervisor {
  readonly #folder: string;
  readonly #processes = new Set<SupervisedProcess>();
  readonly #onExit = (): void => this.killAll();

  /** Log files go below the folder. */
  constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true });
    process.on('exit', this.#onExit);
  }

  /** Starts a process and resolves when it is ready. Rejects, with the end of its log, when it is not in time. */
  async startProcess(spec: ProcessSpec): Promise<SupervisedProcess> {
    const started = new SupervisedProcess(spec, join(this.#folder, `${spec.name}.log`));
    this.#processes.add(started);
    await started.start();
    return started;
  }

  /** SIGKILL to every group that is left, at once. */
  killAll(): void {
    for (const supervised of this.#processes) supervised.kill('SIGKILL');
  }

  /** Ends everything, politely first; resolves when nothing is left. */
  async close(): Promise<void> {
    await Promise.all([...this.#processes].map((supervised) => supervised.stop()));
    process.off('exit', this.#onExit);
  }
}

/** One process, over all its starts. */
export class SupervisedProcess {
  readonly spec: ProcessSpec;
  readonly logPath: string;
  #child: ChildProcess | undefined;
  #watchdog: ChildProcess | undefined;
  #starts = 0;
  #isWanted = false;

  constructor(spec: ProcessSpec, logPath: string) {
    this.spec = spec;
    this.logPath = logPath;
  }

  get name(): string {
    return this.spec.name;
  }

  /** Of the newest start; 0 before the first. */
  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  get startNumber(): number {
    return this.#starts;
  }

  get isAlive(): boolean {
    const child = this.#child;
    // One that never began has no pid, and never ends.
    return child?.pid !== undefined && child.exitCode === null && child.signalCode === null;
  }

  /** Starts it anew; whatever lived before must have ended. Resolves when it is ready. */
  async start(): Promise<void> {
    if (this.isAlive) throw new Error(`${this.name} lives already.`);
    this.#starts += 1;
    this.#isWanted = true;
    const log = openSync(this.logPath, 'a');
    const [program = '', ...parameters] = this.spec.command();
    const child = spawn(program, parameters, {
      env: { PATH: process.env.PATH ?? '/usr/bin:/bin', ...this.spec.env(this.#starts) },
      stdio: ['ignore', log, log],
      detached: true,
    });
    closeSync(log);
    this.#child = child;
    this.#watch(child);
    await this.#untilReady(child);
  }

  #watch(child: ChildProcess): void {
    const { pid } = child;
    const startNumber = this.#starts;
    // A program that is not there has no pid, and an error that `untilReady` sees as an early end.
    child.on('error', () => undefined);
    if (pid === undefined) return;
    const watchdog = startWatchdog(pid);
    this.#watchdog = watchdog;
    child.once('exit', (code, signal) => {
      // Children of its own, if it left any.
      signalGroup(pid, 'SIGKILL');
      watchdog.kill('SIGKILL');
      if (this.#isWanted) this.spec.onExit?.({ pid, startNumber, code, signal });
    });
  }

  async #untilReady(child: ChildProcess): Promise<void> {
    const deadline = performance.now() + (this.spec.readyTimeoutMs ?? READY_TIMEOUT_MS);
    while (performance.now() < deadline) {
      if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) {
        throw new Error(`${this.name} ended before it was ready:\n${this.#lastLines()}`);
      }
      if (await answers(this.spec.readyUrl)) return;
      await delay(READY_LOOK_MS);
    }
    throw new Error(`${this.name} was not ready in time:\n${this.#lastLines()}`);
  }

  #lastLines(): string {
    try {
      return readFileSync(this.logPath, 'utf8').split('\n').slice(-15).join('\n');
    } catch {
      return '(no log)';
    }
  }

  /** To the whole group. False when there is nobody. */
  kill(signal: NodeJS.Signals): boolean {
    return this.isAlive && signalGroup(this.pid, signal);
  }

  /** Stands still, as a machine that swaps or a virtual one that is moved. */
  pause(): boolean {
    return this.kill('SIGSTOP');
  }

  resume(): boolean {
    return this.kill('SIGCONT');
  }

  /** Resolves when the newest start has ended. */
  async ended(): Promise<void> {
    const child = this.#child;
    if (child !== undefined && this.isAlive) await once(child, 'exit');
  }

  /** SIGTERM, waits for the end, starts anew. */
  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  /** Ends it; nobody is told. */
  async stop(): Promise<void> {
    this.#isWanted = false;
    if (!this.isAlive) return;
    const ended = this.ended();
    this.resume();
    this.kill('SIGTERM');
    const timer = setTimeout(() => this.kill('SIGKILL'), STOP_TIMEOUT_MS);
    await ended;
    clearTimeout(timer);
    this.#watchdog?.kill('SIGKILL');
  }
}

/** A shell that outlives us, if only for a moment. */
export function startWatchdog(pid: number): ChildProcess {
  const watchdog = spawn('/bin/sh', ['-c', WATCHDOG, 'sh', String(pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    cwd: '/',
  });
  watchdog.unref();
  (watchdog.stdin as unknown as { unref?: () => void }).unref?.();
  watchdog.stdin.on('error', () => undefined);
  return watchdog;
}

function signalGroup(pid: number, signal: NodeJS.Signals): boolean {
  // Group 0 is our own.
  if (pid <= 1) return false;
  try {
    return process.kill(-pid, signal);
  } catch {
    return false;
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2000) });
    await response.arrayBuffer();
    return response.status === 200;
  } catch {
    return false;
  }
}
