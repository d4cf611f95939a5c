import { Worker } from 'node:worker_threads';
import {
  OpenApiError,
  type OpenApiErrorCode,
  type OpenApiImport,
  type OpenApiInspection,
} from '@millrace/connector-openapi';
import { bundleProgram } from '../threads/bundle-program.ts';
import { ThreadPlaces } from '../threads/thread-places.ts';
import type { OpenApiAnswer, OpenApiTask } from './openapi-program.ts';

const TIMEOUT_MS = 60_000;
const HEAP_MIB = 1024;
/** Each may take a core for seconds. */
const THREADS = 1;

/** Reads documents in a thread beside this one, one after the other. */
export class OpenApiReader {
  #program: Promise<string> | undefined;
  readonly #places = new ThreadPlaces(THREADS);

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

  #ask(task: OpenApiTask): Promise<OpenApiAnswer> {
    return this.#places.run(async () => {
      const program = await (this.#program ??= bundleProgram(new URL('openapi-program', import.meta.url)));
      return JSON.parse(await runThread(program, task)) as OpenApiAnswer;
    });
  }
}

function failureOf(answer: OpenApiAnswer): Error {
  if (answer.kind !== 'refused') return new Error('The thread has answered another question.');
  return new OpenApiError(answer.code as OpenApiErrorCode, answer.message, { detail: answer.detail });
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
