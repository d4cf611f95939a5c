import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import {
  OpenApiError,
  type OpenApiErrorCode,
  type OpenApiImport,
  type OpenApiInspection,
} from '@millrace/connector-openapi';
import { build } from 'esbuild';
import type { OpenApiAnswer, OpenApiTask } from './openapi-program.ts';

const TIMEOUT_MS = 60_000;
const HEAP_MIB = 1024;
/** Each may take a core for seconds. */
const THREADS = 1;

/** Reads documents in a thread beside this one, one after the other. */
export class OpenApiReader {
  #program: Promise<string> | undefined;
  #busy = 0;
  readonly #waiting: (() => void)[] = [];

  async inspect(task: Omit<OpenApiTask, 'overlay'>): Promise<OpenApiInspection> {
    const answer = await this.#ask(task);
    if (answer.kind === 'inspected') return answer.inspection;
    throw failureOf(answer);
  }

  async import(task: Required<Pick<OpenApiTask, 'overlay'>> & OpenApiTask): Promise<OpenApiImport> {
    const answer = await this.#ask(task);
    if (answer.kind === 'imported') return answer.imported;
    throw failureOf(answer);
  }

  async #ask(task: OpenApiTask): Promise<OpenApiAnswer> {
    await this.#takePlace();
    try {
      const program = await (this.#program ??= bundleProgram());
      return JSON.parse(await runThread(program, task)) as OpenApiAnswer;
    } finally {
      this.#busy -= 1;
      this.#waiting.shift()?.();
    }
  }

  async #takePlace(): Promise<void> {
    while (this.#busy >= THREADS) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#busy += 1;
  }
}

function failureOf(answer: OpenApiAnswer): Error {
  if (answer.kind !== 'refused') return new Error('The thread has answered another question.');
  return new OpenApiError(answer.code as OpenApiErrorCode, answer.message, { detail: answer.detail });
}

/** One for this process. From the sources, as tests run, and from the build alike: a thread reads no TypeScript. */
async function bundleProgram(): Promise<string> {
  const isSource = import.meta.url.endsWith('.ts');
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(`openapi-program.${isSource ? 'ts' : 'js'}`, import.meta.url))],
    ...{ bundle: true, write: false, platform: 'node', format: 'cjs', target: 'node20', logLevel: 'silent' },
    ...(isSource ? { conditions: ['@millrace/source'] } : {}),
  });
  const [program] = outputFiles;
  if (program === undefined) throw new Error('The program that reads documents has no text.');
  return program.text;
}

function runThread(program: string, workerData: OpenApiTask): Promise<string> {
  const thread = new Worker(program, { eval: true, workerData, resourceLimits: { maxOldGenerationSizeMb: HEAP_MIB } });
  return new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(tooMuch(`takes longer than ${TIMEOUT_MS / 1000} s`));
      void thread.terminate();
    }, TIMEOUT_MS);
    thread.once('message', (text: string) => {
      clearTimeout(timer);
      resolve(text);
    });
    thread.once('error', (cause: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      reject(cause.code === 'ERR_WORKER_OUT_OF_MEMORY' ? tooMuch(`needs more than ${HEAP_MIB} MiB`) : cause);
    });
  });
}

const tooMuch = (what: string): OpenApiError =>
  new OpenApiError('openapi.too_large', `Reading the document ${what}. Choose fewer operations, or send it as JSON.`);
