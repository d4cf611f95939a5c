// A worker inside this process: its settings, and the port on which it says how it is.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createTestDatabase, type TestDatabase } from '@millrace/testing';
import { startWorker, type RunningWorker } from './start-worker.ts';

let database: TestDatabase;
let worker: RunningWorker | undefined;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterEach(async () => {
  await worker?.stop();
  worker = undefined;
});
afterAll(() => database.drop());

/** Starts a worker whose Redis is away: that is an outage, and no reason not to work. */
async function start(
  settings: Readonly<Record<string, string>>,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const lines: Record<string, unknown>[] = [];
  worker = await startWorker({
    environment: {
      DATABASE_URL: database.url,
      REDIS_URL: 'redis://127.0.0.1:1',
      MILLRACE_PUBLIC_URL: 'http://localhost:7700',
      MILLRACE_SHUTDOWN_SECONDS: '1',
      ...settings,
    },
    logDestination: { write: (line) => void lines.push(JSON.parse(line) as Record<string, unknown>) },
  });
  return lines;
}

test('a worker opens no port unless it is told to', async () => {
  const lines = await start({});
  const begun = lines.find(({ msg }) => msg === 'The worker takes runs');
  expect(begun).toEqual(expect.objectContaining({ workerId: expect.stringMatching(/^worker-/) as string }));
  expect(begun).not.toHaveProperty('healthUrl');
  await worker?.stop();
  await worker?.stop();
  expect(lines.at(-1)).toMatchObject({ msg: 'The worker has stopped' });
});

test('on its port it says that it lives, whether it is ready, and what it counts, and nothing else', async () => {
  const lines = await start({ MILLRACE_WORKER_HEALTH_PORT: '0' });
  const url = String(lines.find(({ healthUrl }) => healthUrl !== undefined)?.healthUrl);
  const get = async (path: string, method = 'GET'): Promise<{ status: number; text: string }> => {
    const response = await fetch(`${url}${path}`, { method });
    return { status: response.status, text: await response.text() };
  };
  expect(await get('/healthz')).toEqual({ status: 200, text: '{"status":"ok"}' });
  const { status, text } = await get('/readyz?verbose');
  expect(status).toBe(200);
  expect(JSON.parse(text)).toMatchObject({
    status: 'ready',
    checks: [
      { name: 'database', ok: true },
      { name: 'migrations', ok: true },
      { name: 'queue', ok: true, degraded: true, detail: expect.stringContaining('Redis does not answer') as string },
    ],
  });
  const metrics = await get('/metrics');
  expect(metrics.text).toContain('millrace_runs_in_flight 0');
  expect(metrics.text).toContain('millrace_queue_connected 0');
  expect((await get('/api/v1/runs')).status).toBe(404);
  expect((await get('/healthz', 'POST')).status).toBe(404);
  await worker?.stop();
  await expect(get('/healthz')).rejects.toThrow();
});

test('a port that is taken is a sentence, and nothing stays open', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  await expect(start({ MILLRACE_WORKER_HEALTH_PORT: String(port) })).rejects.toMatchObject({
    code: 'server.port_taken',
    message: expect.stringContaining(`MILLRACE_WORKER_HEALTH_PORT=${port + 1}`) as string,
  });
  other.close();
  await once(other, 'close');
});

test('a database that does not answer is a sentence', async () => {
  await expect(start({ DATABASE_URL: 'postgres://nobody:x@127.0.0.1:1/none' })).rejects.toMatchObject({
    code: 'server.database_unreachable',
    message: expect.stringContaining('The database at 127.0.0.1:1 cannot be ') as string,
  });
});
