import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createTestDatabase, SOURCE_FLAGS, sourceProgram, type TestDatabase } from '@millrace/testing';
import { createTestClient, OWNER, OWNER_KEY, webhookWorkflow, type TestServer } from './testing/test-server.ts';

const MAIN = new URL('./main.ts', import.meta.url);

interface Started {
  readonly child: ChildProcess;
  readonly client: Pick<TestServer, 'api' | 'send' | 'publish'>;
}
interface Received {
  readonly key: string;
  readonly response: ServerResponse;
}

let database: TestDatabase;
let downstream: Server;
let downstreamPort: number;
const received: Received[] = [];
const children: ChildProcess[] = [];
let onReceived: () => void = () => undefined;

beforeAll(async () => {
  database = await createTestDatabase();
  downstream = createServer((request: IncomingMessage, response) => {
    received.push({ key: String(request.headers['idempotency-key']), response });
    onReceived();
  }).listen(0, '127.0.0.1');
  await once(downstream, 'listening');
  downstreamPort = (downstream.address() as AddressInfo).port;
});

afterAll(async () => {
  for (const child of children) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  downstream.closeAllConnections();
  downstream.close();
  await database.drop();
});

/** A server in a process of its own, from the sources. */
async function startChild(environment: Record<string, string> = {}): Promise<Started> {
  const child = spawn(process.execPath, [...SOURCE_FLAGS, sourceProgram(MAIN)], {
    env: {
      PATH: '/usr/bin:/bin',
      DATABASE_URL: database.url,
      MILLRACE_PORT: '0',
      MILLRACE_LOG_LEVEL: 'error',
      MILLRACE_OUTBOUND_ALLOW: `127.0.0.1:${downstreamPort}`,
      MILLRACE_OWNER_EMAIL: OWNER.email,
      MILLRACE_OWNER_PASSWORD: OWNER.password,
      MILLRACE_OWNER_API_KEY: OWNER_KEY,
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  let output = '';
  const url = await new Promise<string>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        output += chunk.toString();
        const found = /Millrace runs at (\S+)/.exec(output)?.[1];
        if (found !== undefined) resolve(found);
      });
    }
    child.once('exit', (code) => reject(new Error(`The server ended with ${String(code)}:\n${output}`)));
  });
  return { child, client: createTestClient(url) };
}

function nextCall(): Promise<Received> {
  return new Promise((resolve) => {
    const count = received.length;
    onReceived = () => {
      const call = received[count];
      if (call !== undefined) resolve(call);
    };
  });
}

async function runUntilEnd({ api }: Pick<TestServer, 'api'>, runId: string): Promise<string | number> {
  const deadline = performance.now() + 20_000;
  while (performance.now() < deadline) {
    const { body } = await api(`/api/v1/runs/${runId}`);
    if (body.status !== 'running' && body.status !== 'queued') return body.status;
  }
  throw new Error('The run did not end.');
}

test('a run accepted before kill -9 ends after the restart, with the same idempotency key, at once', async () => {
  const first = await startChild();
  const call = {
    Type: 'Task',
    Resource: 'connector:http/request',
    Arguments: {
      method: 'POST',
      url: `http://127.0.0.1:${downstreamPort}/charge`,
      body: { amount: 10 },
      idempotencyHeader: 'Idempotency-Key',
    },
  };
  await first.client.publish(webhookWorkflow('charge', call, { respond: 'accepted' }));
  const before = nextCall();
  const accepted = await first.client.send('/hooks/default/charge', { json: { order: 1 } });
  expect(accepted.status).toBe(202);
  const { key } = await before;
  first.child.kill('SIGKILL');
  await once(first.child, 'exit');

  const after = nextCall();
  const second = await startChild();
  const startedAt = performance.now();
  const repeated = await after;
  repeated.response.writeHead(200, { 'content-type': 'application/json' }).end('{"charged":true}');
  expect(await runUntilEnd(second.client, accepted.body.runId)).toBe('succeeded');
  // Not by waiting for the dead process's lease, which lasts 30 s.
  expect(performance.now() - startedAt).toBeLessThan(10_000);
  expect(repeated.key).toBe(key);
  expect(key).toHaveLength(52);
  second.child.kill('SIGTERM');
  expect(await once(second.child, 'exit')).toEqual([0, null]);
}, 90_000);

test('SIGTERM lets a caller have its answer, and ends within the deadline', async () => {
  const { child, client } = await startChild({ MILLRACE_SHUTDOWN_SECONDS: '10' });
  const call = {
    Type: 'Task',
    Resource: 'connector:http/request',
    Arguments: { url: `http://127.0.0.1:${downstreamPort}/slow` },
    Output: '{% $states.result.body %}',
  };
  await client.publish(webhookWorkflow('draining', call));
  const called = nextCall();
  const answer = client.send('/hooks/default/draining', { json: {} });
  const { response } = await called;
  child.kill('SIGTERM');
  response.writeHead(200, { 'content-type': 'application/json' }).end('{"done":true}');
  expect(await answer).toMatchObject({ status: 200, body: { done: true } });
  expect(await once(child, 'exit')).toEqual([0, null]);
}, 60_000);

test('a start that cannot succeed says why in one sentence', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const { port } = taken.address() as AddressInfo;
  await expect(startChild({ MILLRACE_PORT: String(port) })).rejects.toThrow(
    new RegExp(`ended with 1:[^]*Port ${port} on 127.0.0.1 is taken[^]*MILLRACE_PORT=`),
  );
  taken.close();
  await expect(startChild({ DATABASE_URL: 'postgres://nobody:x@127.0.0.1:1/none' })).rejects.toThrow(
    /ended with 1:[^]*The database at 127\.0\.0\.1:1 cannot be /,
  );
  await expect(startChild({ MILLRACE_PROT: '7700', MILLRACE_LOG_LEVEL: 'loud' })).rejects.toThrow(
    /ended with 2:[^]*MILLRACE_PROT: there is no such setting\. Did you mean MILLRACE_PORT\?[^]*MILLRACE_LOG_LEVEL/,
  );
}, 60_000);
