import { Worker } from 'node:worker_threads';
import { Injectable } from '@nestjs/common';
import type { WorkflowTest } from '@millrace/machine';
import type { WorkflowTestResult } from '@millrace/workflow-tests';
import { bundleProgram } from '../threads/bundle-program.ts';
import { ThreadPlaces } from '../threads/thread-places.ts';
import type { TestTask } from './test-program.ts';

/** Of all tests of a document together. */
const TIMEOUT_MS = 20_000;
const HEAP_MIB = 256;
const THREADS = 2;

/** Runs tests in threads beside the one that runs share, and ends those that take too much. */
@Injectable()
export class TestThreads {
  private program: Promise<string> | undefined;
  private readonly places = new ThreadPlaces(THREADS);

  /** A result for each test, in order. */
  run(task: TestTask, timeoutMs = TIMEOUT_MS): Promise<readonly WorkflowTestResult[]> {
    return this.places.run(async () => {
      const program = await (this.program ??= bundleProgram(new URL('test-program', import.meta.url)));
      const { results, reason } = await runThread(program, task, timeoutMs);
      return [...results, ...task.tests.slice(results.length).map((test, index) => notRun(test, index, reason))];
    });
  }
}

interface Ended {
  readonly results: readonly WorkflowTestResult[];
  /** Why there are no more of them. */
  readonly reason: string;
}

function runThread(program: string, workerData: TestTask, timeoutMs: number): Promise<Ended> {
  const thread = new Worker(program, { eval: true, workerData, resourceLimits: { maxOldGenerationSizeMb: HEAP_MIB } });
  return new Promise<Ended>((resolve, reject) => {
    const results: WorkflowTestResult[] = [];
    const timer = setTimeout(() => end(`took longer than ${timeoutMs / 1000} s`), timeoutMs);
    const end = (reason: string): void => {
      clearTimeout(timer);
      thread.terminate().then(() => resolve({ results, reason }), reject);
    };
    thread.on('message', (result: WorkflowTestResult) => {
      results.push(result);
      if (results.length === workerData.tests.length) end('');
    });
    thread.once('error', (cause: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      if (cause.code === 'ERR_WORKER_OUT_OF_MEMORY') resolve({ results, reason: `needed more than ${HEAP_MIB} MiB` });
      else reject(cause);
    });
  });
}

function notRun({ name }: WorkflowTest, index: number, reason: string): WorkflowTestResult {
  const message =
    index === 0
      ? `The test was ended, for it ${reason}: give it less data, or look at the way out of its loops.`
      : 'The test was not run, for one before it was ended.';
  return { name, status: 'failed', failures: [{ path: '', message }], trace: [], durationMs: 0 };
}
