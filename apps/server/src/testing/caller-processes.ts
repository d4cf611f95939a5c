import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { SOURCE_FLAGS, sourceProgram } from '@millrace/testing';
import { TEST_ENCRYPTION_KEY } from './test-server.ts';

const PROGRAM = new URL('./caller-process.ts', import.meta.url);
/** Before the program, in the same file: it sets what the program's own engine asks. */
const FAULTS = new URL('../../../../libs/testing/src/faults.ts', import.meta.url);

/** A process that calls the desk. */
export interface CallerProcess {
  /** How so many calls at once ended: `returned`, or the error's name. Rejects when the process dies of it. */
  call(connection: string, count: number): Promise<readonly string[]>;
  end(): Promise<void>;
}
interface Options {
  readonly databaseUrl: string;
  readonly providerUrl: string;
  readonly workspaceId: string;
  /** Where it dies; see the faults of `libs/testing`. */
  readonly fault?: string;
}

export async function startCallerProcess(options: Options): Promise<CallerProcess> {
  const { databaseUrl, providerUrl, workspaceId, fault = '' } = options;
  const child = fork(sourceProgram(FAULTS, PROGRAM), [providerUrl, workspaceId], {
    execArgv: [...SOURCE_FLAGS],
    env: {
      PATH: '/usr/bin:/bin',
      ...{ DATABASE_URL: databaseUrl, FAULT: fault },
      MILLRACE_ENCRYPTION_KEY: TEST_ENCRYPTION_KEY,
      MILLRACE_OUTBOUND_ALLOW: '127.0.0.1',
      MILLRACE_DATA_DIR: '/nonexistent',
    },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let complaints = '';
  child.stderr?.on('data', (chunk: Buffer) => (complaints += chunk.toString()));
  const answer = (): Promise<unknown> => answerOf(child, () => complaints);
  await answer();
  return {
    call: async (connection, count) => {
      const ends = answer();
      child.send({ connection, count });
      return (await ends) as readonly string[];
    },
    end: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.disconnect();
      await once(child, 'exit');
    },
  };
}

function answerOf(child: ChildProcess, complaints: () => string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('exit', (code, signal) => reject(new Error(`It ended with ${String(signal ?? code)}: ${complaints()}`)));
  });
}
