import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createTestDatabase, until, type TestDatabase } from '@millrace/testing';
import { startTestServer, type TestServer } from '../testing/test-server.ts';

let database: TestDatabase;
let server: TestServer;
/** Whoever is asked: it keeps the tokens that it gets. */
let asked: Server;
const tokens: string[] = [];

const waiting = (name: string, more: object = {}) => ({
  millrace: 1,
  name,
  triggers: { api: { type: 'call' } },
  machine: {
    QueryLanguage: 'JSONata',
    StartAt: 'Ask',
    States: {
      Ask: {
        Type: 'Task',
        Resource: 'connector:http/request.waitForTaskToken',
        Arguments: {
          method: 'POST',
          url: `http://127.0.0.1:${(asked.address() as AddressInfo).port}/`,
          body: '{% $states.context.Task.Token %}',
        },
        End: true,
        ...more,
      },
    },
  },
});

beforeAll(async () => {
  asked = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      tokens.push(text);
      response.end();
    });
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => asked.once('listening', resolve));
  database = await createTestDatabase();
  const { port } = asked.address() as AddressInfo;
  server = await startTestServer(database.url, { MILLRACE_OUTBOUND_ALLOW: `127.0.0.1:${port}` });
  await server.publish(waiting('approval'));
  await server.publish(waiting('impatient', { TimeoutSeconds: 1 }));
}, 60_000);

afterAll(async () => {
  await server.stop();
  asked.closeAllConnections();
  asked.close();
  await database.drop();
}, 60_000);

async function start(name: string): Promise<{ readonly runId: string; readonly token: string }> {
  const { body } = await server.api(`/api/v1/workflows/${name}/runs`, { json: {} });
  await until(() => tokens.length > 0);
  return { runId: body.runId, token: (tokens.shift() ?? '').replaceAll('"', '') };
}
const statusOf = async (runId: string) => (await server.api(`/api/v1/runs/${runId}`)).body.status;
const answer = (token: string, json: object) => server.send(`/api/v1/tokens/${token}`, { json });
const beat = (token: string) => server.send(`/api/v1/tokens/${token}/heartbeat`, { method: 'POST' });

test('an answer is the result of the task; the first one counts', async () => {
  const { runId, token } = await start('approval');
  expect(await beat(token)).toMatchObject({ status: 204 });
  const answers = await Promise.all([1, 2, 3].map((n) => answer(token, { output: { n } })));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
  expect(answers.find(({ status }) => status === 200)?.body).toMatchObject({ runId });
  expect(answers.find(({ status }) => status === 409)?.body).toMatchObject({ code: 'task_token.already_answered' });
  await until(async () => (await statusOf(runId)) === 'succeeded');
  const run = (await server.api(`/api/v1/runs/${runId}`)).body as unknown as { output: object };
  expect(run.output).toEqual({ n: expect.any(Number) as number });
  expect((await beat(token)).body).toMatchObject({ code: expect.stringMatching(/^task_token\./) as string });
});

test('an error is what Catch and Retry see', async () => {
  const { runId, token } = await start('approval');
  expect(await answer(token, { error: 'Refused', cause: 'Too dear.' })).toMatchObject({ status: 200 });
  await until(async () => (await statusOf(runId)) === 'failed');
  expect((await server.api(`/api/v1/runs/${runId}`)).body).toMatchObject({ error: 'Refused', cause: 'Too dear.' });
});

test('an answer that comes too late is told so', async () => {
  const { runId, token } = await start('impatient');
  await until(async () => (await statusOf(runId)) === 'failed');
  expect((await answer(token, { output: 1 })).body).toMatchObject({ status: 410, code: 'task_token.expired' });
  expect((await beat(token)).body).toMatchObject({ status: 410, code: 'task_token.expired' });
});

test('null is an answer', async () => {
  const { runId, token } = await start('approval');
  expect(await answer(token, { output: null })).toMatchObject({ status: 200 });
  await until(async () => (await statusOf(runId)) === 'succeeded');
});

test.each([
  ['nothing', {}, 422],
  ['both', { output: 1, error: 'E' }, 422],
  ['a cause alone', { cause: 'x' }, 422],
  ['an error without a name', { error: '' }, 422],
  ['a member that is unknown', { output: 1, runId: 'x' }, 422],
])('refuses %s, and the task waits on', async (...[, json, status]) => {
  const { runId, token } = await start('approval');
  expect((await answer(token, json)).body).toMatchObject({ status, code: 'request.invalid' });
  expect(await answer(token, { output: 1 })).toMatchObject({ status: 200, body: { runId } });
});

test('a token that is none, and one that no database can keep', async () => {
  for (const token of ['x', 'A'.repeat(43)]) {
    expect((await answer(token, { output: 1 })).body).toMatchObject({ status: 404, code: 'task_token.not_found' });
    expect((await beat(token)).body).toMatchObject({ status: 404, code: 'task_token.not_found' });
  }
  expect(await answer('a%00b', { output: 1 })).toMatchObject({ status: 400 });
  expect(await answer('x'.repeat(201), { output: 1 })).toMatchObject({ status: 400 });
});
