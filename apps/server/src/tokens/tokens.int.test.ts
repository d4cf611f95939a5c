import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createTestDatabase, until, type TestDatabase } from '@millrace/testing';
import { addPerson } from '../testing/add-person.ts';
import { startTestServer, type TestServer } from '../testing/test-server.ts';

let database: TestDatabase;
let server: TestServer;
/** Whoever is asked: it keeps the tokens that it gets. */
let asked: Server;
const tokens: string[] = [];

const ask = () => ({
  Type: 'Task',
  Resource: 'connector:http/request.waitForTaskToken',
  Arguments: {
    method: 'POST',
    url: `http://127.0.0.1:${(asked.address() as AddressInfo).port}/`,
    body: '{% $states.context.Task.Token %}',
  },
  End: true,
});
const waiting = (name: string, more: object = {}) => ({
  millrace: 1,
  name,
  triggers: { api: { type: 'call' } },
  machine: {
    QueryLanguage: 'JSONata',
    StartAt: 'Ask',
    States: {
      Ask: { ...ask(), ...more },
    },
  },
});
/** The name of the step looks as if it told of attempts, and it is inside a Map. */
const askingEach = () => ({
  ...{ millrace: 1, name: 'ask-each', triggers: { api: { type: 'call' } } },
  settings: { answers: { 'Ask (2)': SCHEMA } },
  machine: {
    ...{ QueryLanguage: 'JSONata', StartAt: 'Each' },
    States: {
      Each: {
        ...{ Type: 'Map', Items: '{% $states.input.orders %}', End: true },
        ItemProcessor: {
          StartAt: 'Ask (2)',
          States: { 'Ask (2)': { ...ask(), Comment: 'May it be sent?', TimeoutSeconds: 600 } },
        },
      },
    },
  },
});
const SCHEMA = { type: 'object', properties: { approved: { type: 'boolean' } }, required: ['approved'] };

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
  await server.publish(askingEach());
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

interface Task {
  readonly token?: string;
  readonly path: string;
  readonly until?: string;
}
const tasksOf = async (query: string, headers: Readonly<Record<string, string>> = {}) =>
  (await server.api(`/api/v1/tasks?${query}`, { headers })).body as unknown as {
    readonly items: readonly Task[];
    readonly nextCursor?: string;
  };

describe('the inbox', () => {
  test('tells what is asked, and takes an answer that fits', async () => {
    const { body } = await server.api('/api/v1/workflows/ask-each/runs', {
      json: { input: { orders: ['A-1', 'A-2'] } },
    });
    await until(async () => (await statusOf(body.runId)) === 'waiting');
    tokens.splice(0);
    const { items } = await tasksOf(`run=${body.runId}`);
    expect(items.map(({ path }) => path).sort()).toEqual(['Each[0]/Ask (2)', 'Each[1]/Ask (2)']);
    expect(items[0]).toMatchObject({
      ...{ kind: 'answer', state: 'open', workflow: 'ask-each', version: 1, step: 'Ask (2)', asks: 'May it be sent?' },
      until: expect.any(String) as string,
    });
    const token = items.find(({ path }) => path.startsWith('Each[1]'))?.token ?? '';
    const task = await server.api(`/api/v1/tasks/${token}`);
    expect(task.body).toMatchObject({ input: 'A-2', schema: SCHEMA, runInput: { orders: ['A-1', 'A-2'] } });
    const answering = (json: object) => server.api(`/api/v1/tasks/${token}/answer`, { json });
    const misfit = { status: 422, body: { code: 'task_token.answer_invalid', errors: [{ path: '/output/approved' }] } };
    expect(await answering({ output: { approved: 'yes' } })).toMatchObject(misfit);
    // By the other door too.
    expect(await answer(token, { output: { approved: 'yes' } })).toMatchObject(misfit);
    const answers = await Promise.all([true, false].map((approved) => answering({ output: { approved } })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect((await tasksOf(`run=${body.runId}`)).items).toHaveLength(1);
    expect((await tasksOf(`run=${body.runId}&state=answered`)).items).toMatchObject([{ state: 'answered', token }]);
    expect((await server.api(`/api/v1/tasks/${token}`)).body).toMatchObject({ state: 'answered' });
    await server.api(`/api/v1/runs/${body.runId}/cancel`, { json: {} });
    await until(async () => (await tasksOf(`run=${body.runId}`)).items.length === 0);
  });

  test('goes on where a page has ended, oldest first, by workflow', async () => {
    const started = [];
    for (let count = 0; count < 3; count += 1) started.push(await start('approval'));
    const seen: string[] = [];
    for (let cursor = ''; ;) {
      const page = await tasksOf(`workflow=approval&limit=1${cursor}`);
      seen.push(...page.items.map(({ token = '' }) => token));
      if (page.nextCursor === undefined) break;
      cursor = `&cursor=${page.nextCursor}`;
    }
    expect(seen.slice(-3)).toEqual(started.map(({ token }) => token));
    expect((await server.api('/api/v1/tasks?cursor=x')).body).toMatchObject({ code: 'list.cursor_invalid' });
    expect((await tasksOf('workflow=nobody')).items).toEqual([]);
    for (const { token } of started) await answer(token, { output: 1 });
  });

  test('gives no token to who may not answer, and nothing to another workspace', async () => {
    const { token, runId } = await start('approval');
    const asViewer = { authorization: `Bearer ${await addPerson(database.url, 'viewer')}` };
    const { items } = await tasksOf(`run=${runId}`, asViewer);
    expect(items).toMatchObject([{ path: 'Ask' }]);
    expect(items[0]).not.toHaveProperty('token');
    expect(JSON.stringify(items)).not.toContain(token);
    const json = { output: 1 };
    expect((await server.api(`/api/v1/tasks/${token}/answer`, { json, headers: asViewer })).status).toBe(403);
    const elsewhere = { authorization: `Bearer ${await addPerson(database.url, 'owner', 'elsewhere')}` };
    expect((await tasksOf('', elsewhere)).items).toEqual([]);
    for (const path of ['', '/answer'])
      expect(
        (await server.api(`/api/v1/tasks/${token}${path}`, { headers: elsewhere, ...(path === '' ? {} : { json }) }))
          .body,
      ).toMatchObject({ status: 404, code: 'task_token.not_found' });
    expect(await server.api(`/api/v1/tasks/${token}/answer`, { json })).toMatchObject({ status: 200 });
  });
});
