import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { SOURCE_FLAGS, sourceProgram, until } from '@millrace/testing';

const SERVER_MAIN = new URL('../../../server/src/main.ts', import.meta.url);
const WORKER_MAIN = new URL('../main.ts', import.meta.url);
const OWNER_KEY = `mlr_TestKey1_${'k'.repeat(43)}`;

export type ProcessSettings = Readonly<Record<string, string>>;

/** A server or a worker in a process of its own, from the sources. */
export interface TestProcess {
  readonly kind: 'server' | 'worker';
  readonly child: ChildProcess;
  /** All that it has printed and logged so far. */
  output(): string;
  /** Sends the signals given, and resolves with the exit code, or the signal that ended it. */
  end(...signals: readonly NodeJS.Signals[]): Promise<number | NodeJS.Signals | null>;
}
export interface RunState {
  readonly status: string;
  readonly output?: unknown;
  readonly error?: string;
  readonly cause?: string;
}

/** A server and workers as real processes over one database and one Redis. */
export class ProcessInstallation {
  readonly #settings: ProcessSettings;
  readonly #processes: TestProcess[] = [];
  #url = '';

  constructor(settings: ProcessSettings) {
    this.#settings = { MILLRACE_LOG_LEVEL: 'info', MILLRACE_DATA_DIR: '/nonexistent', ...settings };
  }

  /** Where the server is. */
  get url(): string {
    return this.#url;
  }

  async startServer(settings: ProcessSettings = {}): Promise<TestProcess> {
    const server = this.#spawn('server', {
      MILLRACE_PORT: '0',
      MILLRACE_OWNER_EMAIL: 'ada@example.com',
      MILLRACE_OWNER_PASSWORD: 'correct horse battery',
      MILLRACE_OWNER_API_KEY: OWNER_KEY,
      // Tests ask again and again.
      MILLRACE_API_CALLS_PER_MINUTE: '1000000',
      MILLRACE_API_BURST: '1000000',
      ...settings,
    });
    await printed(server, /Millrace runs at \S+/);
    this.#url = /Millrace runs at (\S+)/.exec(server.output())?.[1] ?? '';
    return server;
  }

  /** A worker that reaches the server under a name of its own, by which a workflow can tell who executes it. */
  async startWorker(host: string, settings: ProcessSettings = {}): Promise<TestProcess> {
    const worker = this.#spawn('worker', {
      MILLRACE_PUBLIC_URL: `http://${host}:${new URL(this.#url).port}`,
      ...settings,
    });
    await printed(worker, /The worker takes runs\./);
    return worker;
  }

  #spawn(kind: TestProcess['kind'], settings: ProcessSettings): TestProcess {
    const main = kind === 'server' ? SERVER_MAIN : WORKER_MAIN;
    const child = spawn(process.execPath, [...SOURCE_FLAGS, sourceProgram(main)], {
      env: { PATH: '/usr/bin:/bin', ...this.#settings, ...settings },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
    }
    const ended = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
    const started: TestProcess = {
      kind,
      child,
      output: () => output,
      end: async (...signals) => {
        for (const signal of signals) child.kill(signal);
        const [code, signal] = await ended;
        return code ?? signal;
      },
    };
    this.#processes.push(started);
    return started;
  }

  /** Starts a worker that is expected to give up; resolves with its exit code and what it said. */
  async failWorker(settings: ProcessSettings): Promise<{ readonly code: unknown; readonly said: string }> {
    const worker = this.#spawn('worker', settings);
    return { code: await worker.end(), said: worker.output() };
  }

  /** Publishes a workflow whose webhook has its name for a path and answers 202. */
  async publish(name: string, states: Readonly<Record<string, unknown>>): Promise<void> {
    const document = {
      millrace: 1,
      name,
      triggers: { hook: { type: 'webhook', path: name, respond: 'accepted' } },
      machine: { QueryLanguage: 'JSONata', StartAt: Object.keys(states)[0], States: states },
    };
    await this.#call('/api/v1/workflows', { document, expected: 201 });
    await this.#call(`/api/v1/workflows/${name}/publish`, { document: {}, expected: 201 });
  }

  /** Calls a webhook; resolves with the id of the accepted run. */
  async accept(name: string): Promise<string> {
    const { runId } = await this.#call<{ runId: string }>(`/hooks/default/${name}`, { document: {}, expected: 202 });
    return runId;
  }

  /** A run as the API shows it, once it has ended. */
  readEnd(runId: string): Promise<RunState> {
    return patiently(async () => {
      const run = await this.#call<RunState>(`/api/v1/runs/${runId}`, { expected: 200 });
      return ['accepted', 'queued', 'running', 'waiting'].includes(run.status) ? undefined : run;
    });
  }

  async #call<T>(path: string, request: { readonly document?: unknown; readonly expected: number }): Promise<T> {
    const { document, expected } = request;
    const response = await fetch(`${this.#url}${path}`, {
      headers: { authorization: `Bearer ${OWNER_KEY}`, 'content-type': 'application/json' },
      ...(document === undefined ? {} : { method: 'POST', body: JSON.stringify(document) }),
    });
    const text = await response.text();
    if (response.status !== expected) throw new Error(`${path} answered ${response.status}: ${text}`);
    return JSON.parse(text) as T;
  }

  /** Kills the workers, or all that still lives. */
  async kill(which: 'workers' | 'all'): Promise<void> {
    const doomed = this.#processes.filter(({ kind }) => which === 'all' || kind === 'worker');
    await Promise.all(doomed.map((started) => started.end('SIGKILL')));
  }
}

/** Like `until`, for what takes a lease's time on a busy machine. */
export function patiently<T>(condition: () => T | Promise<T>): Promise<Exclude<T, false | undefined>> {
  return until(condition).catch(() => until(condition));
}

/** Starting from sources takes seconds, and more on a busy machine. */
function printed(started: TestProcess, what: RegExp): Promise<void> {
  const { child } = started;
  return new Promise((resolve, reject) => {
    const look = (): void => {
      if (what.test(started.output())) resolve();
    };
    child.stdout?.on('data', look);
    child.once('close', (code) => reject(new Error(`The process ended with ${String(code)}:\n${started.output()}`)));
    look();
  });
}
