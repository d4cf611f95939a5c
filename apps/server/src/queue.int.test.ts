// A server whose processes are told of due runs by Redis, with that Redis there and away.
import { createTestDatabase, findTestRedis, until, type TestDatabase } from '@millrace/testing';
import { startTestServer, webhookWorkflow, type TestServer } from './testing/test-server.ts';

const redis = await findTestRedis('apps/server');
const testWithRedis = redis === undefined ? test.skip : test;

let database: TestDatabase;
let server: TestServer;

beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(async () => {
  await server.stop();
  await database.drop();
});

const queueCheck = async (): Promise<unknown> => {
  const { status, text } = await server.send('/readyz');
  const { checks } = JSON.parse(text) as { readonly checks: readonly { readonly name: string }[] };
  return { status, ...checks.find(({ name }) => name === 'queue') };
};

async function runSome(): Promise<void> {
  await server.publish(webhookWorkflow('some', { Type: 'Pass' }, { respond: 'accepted' }));
  const answers = await Promise.all(Array.from({ length: 10 }, () => server.send('/hooks/default/some', { json: {} })));
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 202));
  for (const { body } of answers) {
    await until(async () => (await server.api(`/api/v1/runs/${body.runId}`)).body.status === 'succeeded');
  }
}

testWithRedis('with Redis, it is ready and its runs end', async () => {
  server = await startTestServer(database.url, { REDIS_URL: redis ?? '', MILLRACE_MAX_RUNNING: '1' });
  await until(async () => (await server.send('/metrics')).text.includes('millrace_queue_connected 1'));
  expect(await queueCheck()).toEqual({ name: 'queue', status: 200, ok: true, detail: '0 of 1 places are taken.' });
  await runSome();
});

test('without its Redis, it is ready, says so once in its log, and its runs end all the same', async () => {
  server = await startTestServer(database.url, { REDIS_URL: 'redis://127.0.0.1:1', MILLRACE_MAX_RUNNING: '1' });
  await runSome();
  expect(await queueCheck()).toMatchObject({ status: 200, ok: true, degraded: true });
  expect((await server.send('/metrics')).text).toContain('millrace_queue_connected 0');
  await until(() => server.log.some((line) => line.includes('Redis fails')));
  expect(server.log.filter((line) => line.includes('Redis'))).toHaveLength(1);
});

test('without a Redis in its settings, there is no word of it', async () => {
  server = await startTestServer(database.url);
  expect(await queueCheck()).toEqual({ name: 'queue', status: 200, ok: true, detail: '0 of 256 places are taken.' });
  expect((await server.send('/metrics')).text).not.toContain('millrace_queue_connected');
});
