import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { SOURCE_FLAGS, sourceProgram } from '@millrace/testing';
import { createTestClient, OWNER, OWNER_KEY, TEST_ENCRYPTION_KEY, type TestServer } from './test-server.ts';

const PROGRAM = new URL('./event-server-process.ts', import.meta.url);

/** A server in a process of its own, with the connector of `event-connector.ts`. */
export interface EventServer extends Pick<TestServer, 'api' | 'send' | 'publish'> {
  readonly url: string;
  /** As kill -9. */
  kill(): Promise<void>;
}

export async function startEventServer(options: {
  readonly databaseUrl: string;
  readonly serviceUrl: string;
  readonly port: number;
  /** In seconds. */
  readonly grace: number;
  readonly streamLease: number;
}): Promise<EventServer> {
  const { databaseUrl, serviceUrl, port, grace, streamLease } = options;
  const url = `http://127.0.0.1:${port}`;
  const child = fork(sourceProgram(PROGRAM), [serviceUrl, String(grace), String(streamLease)], {
    execArgv: [...SOURCE_FLAGS],
    env: {
      PATH: '/usr/bin:/bin',
      DATABASE_URL: databaseUrl,
      MILLRACE_PORT: String(port),
      MILLRACE_PUBLIC_URL: url,
      MILLRACE_DATA_DIR: '/nonexistent',
      MILLRACE_LOG_LEVEL: 'warn',
      MILLRACE_LEASE_SECONDS: '3',
      MILLRACE_OUTBOUND_ALLOW: new URL(serviceUrl).host,
      MILLRACE_ENCRYPTION_KEY: TEST_ENCRYPTION_KEY,
      MILLRACE_OWNER_EMAIL: OWNER.email,
      MILLRACE_OWNER_PASSWORD: OWNER.password,
      MILLRACE_OWNER_API_KEY: OWNER_KEY,
      MILLRACE_API_CALLS_PER_MINUTE: '1000000',
      MILLRACE_API_BURST: '1000000',
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  await whenReady(child);
  return {
    ...createTestClient(url),
    url,
    kill: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

function whenReady(child: ChildProcess): Promise<void> {
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.once('message', () => resolve());
    child.once('exit', (code) => reject(new Error(`The server ended with ${String(code)}:\n${output}`)));
  });
}
