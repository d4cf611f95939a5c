import { openExecution, type Execution, type ExecutionOptions } from '@millrace/server/execution';
import { NestFactory } from '@nestjs/core';
import { WorkerModule } from './worker.module.ts';

export type StartWorkerOptions = ExecutionOptions;

export interface RunningWorker {
  /** Takes no more runs, lets those under way end, hands the rest to others, and closes everything. May be repeated. */
  stop(): Promise<void>;
}

/** Starts to execute runs. Rejects with one sentence and a code when it cannot. */
export async function startWorker(options: StartWorkerOptions = {}): Promise<RunningWorker> {
  const execution = await openExecution(options);
  const context = await open(execution);
  let stopping: Promise<void> | undefined;
  return { stop: () => (stopping ??= context.close()) };
}

async function open(execution: Execution): ReturnType<typeof NestFactory.createApplicationContext> {
  try {
    return await NestFactory.createApplicationContext(WorkerModule.register(execution), {
      logger: false,
      abortOnError: false,
    });
  } catch (cause) {
    await execution.close();
    throw cause;
  }
}
