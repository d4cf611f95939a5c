// The address that an action gives away: whoever calls it ends the action's pause.
import type { InstalledConnector } from '@millrace/connector-host';
import { action, defineConnector, t, type JsonValue } from '@millrace/connector-sdk';
import { describeConnector } from '@millrace/connector-sdk/platform';
import { createTestDatabase, until, type TestDatabase } from '@millrace/testing';
import { startTestServer, type Call, type TestServer } from '../testing/test-server.ts';

/** Addresses that the action has given away, in order. */
const given: string[] = [];

/** A connector of one action: it asks somebody, and goes on with what they sent. */
function makeAskConnector(): InstalledConnector {
  const connector = defineConnector({
    ...{ name: 'ask', title: 'Ask', description: 'Asks people.', categories: ['tests'] },
    actions: {
      somebody: action({
        ...{ title: 'Ask somebody', effects: 'read', input: t.Object({ seconds: t.Optional(t.Number()) }) },
        ...{ output: t.Unknown(), sample: null },
        async run({ callbackUrl, wait }, { seconds }) {
          given.push(await callbackUrl());
          const until = seconds === undefined ? {} : { until: Date.now() + seconds * 1000 };
          return wait({ state: null, callback: true, ...until });
        },
        resume: (_, __, { payload }) => payload as unknown as JsonValue,
      }),
    },
  });
  return {
    ...{ origin: 'built-in', connector, manifest: describeConnector(connector, '1.0.0') },
    ...{ icon: '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>', readme: '# Ask' },
  };
}

let database: TestDatabase;
let server: TestServer;
const workflow = (name: string, seconds?: number) => ({
  ...{ millrace: 1, name, triggers: { api: { type: 'call' } } },
  machine: {
    ...{ QueryLanguage: 'JSONata', StartAt: 'Ask' },
    States: {
      Ask: {
        ...{ Type: 'Task', Resource: 'connector:ask/somebody', End: true },
        Arguments: seconds === undefined ? {} : { seconds },
      },
    },
  },
});

beforeAll(async () => {
  database = await createTestDatabase();
  server = await startTestServer(
    database.url,
    { MILLRACE_HOOK_BODY_LIMIT_BYTES: '2048' },
    { connectors: [makeAskConnector()] },
  );
  await server.publish(workflow('ask'));
  await server.publish(workflow('ask-briefly', 1));
}, 60_000);
afterAll(async () => {
  await server.stop();
  await database.drop();
}, 60_000);

async function start(name = 'ask'): Promise<{ readonly runId: string; readonly path: string }> {
  const { body } = await server.api(`/api/v1/workflows/${name}/runs`, { json: {} });
  await until(() => given.length > 0);
  const address = new URL(given.shift() ?? '');
  expect(address.href).toMatch(/\/callbacks\/callback\.[\w-]{43}$/);
  await until(async () => (await statusOf(body.runId)) !== 'running');
  return { runId: body.runId, path: address.pathname };
}
const statusOf = async (runId: string) => (await server.api(`/api/v1/runs/${runId}`)).body.status;
async function outputOf(runId: string): Promise<Readonly<Record<string, unknown>>> {
  await until(async () => (await statusOf(runId)) === 'succeeded');
  return ((await server.api(`/api/v1/runs/${runId}`)).body as unknown as { output: Record<string, unknown> }).output;
}

const JSON_TYPE = { 'content-type': 'application/json' };
const FORM_TYPE = { 'content-type': 'application/x-www-form-urlencoded' };
test.each<readonly [string, Call, unknown]>([
  ['JSON', { method: 'POST', body: '{"isFine":true}', headers: JSON_TYPE }, { isFine: true }],
  ['a form', { method: 'PUT', body: 'a=1&b=2&b=3', headers: FORM_TYPE }, { a: '1', b: ['2', '3'] }],
  ['text', { method: 'PATCH', body: 'fine', headers: { 'content-type': 'text/plain' } }, 'fine'],
  ['nothing', { method: 'DELETE' }, null],
  ['a click on a link', {}, null],
])('%s ends a pause, and is what the action goes on with', async (...[, call, body]) => {
  const { runId, path } = await start();
  const headers = { ...call.headers, 'x-mine': 'kept', cookie: 'not=this', authorization: 'Bearer nor-this' };
  const answer = await server.send(`${path}?choice=yes&tag=a&tag=b`, { ...call, headers });
  expect(answer).toMatchObject({ status: 200, body: { runId } });
  const output = await outputOf(runId);
  expect(output).toMatchObject({ body, method: call.method ?? 'GET', query: { choice: 'yes', tag: 'a, b' } });
  expect(output.headers).toMatchObject({ 'x-mine': 'kept' });
  for (const name of ['cookie', 'authorization']) expect(output.headers).not.toHaveProperty(name);
});

test('people read a page: that it is noted, and what went wrong', async () => {
  const { path } = await start();
  const headers = { accept: 'text/html,application/xhtml+xml' };
  const noted = await server.send(path, { headers });
  expect(noted).toMatchObject({ status: 200, text: expect.stringContaining('Thank you, this is noted.') as string });
  expect(noted.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(noted.headers.get('content-security-policy')).toContain("default-src 'none'");
  const again = await server.send(path, { headers });
  expect(again).toMatchObject({ status: 409, text: expect.stringContaining('the first one counts') as string });
  expect(again.headers.get('content-type')).toBe('text/html; charset=utf-8');
});

test('what only looks is no answer', async () => {
  const { runId, path } = await start();
  expect(await server.send(path, { method: 'HEAD' })).toMatchObject({ status: 200, text: '' });
  for (const headers of [{ 'user-agent': 'Slackbot-LinkExpanding 1.0' }, { 'sec-purpose': 'prefetch' }] as const)
    expect(await server.send(path, { headers: { ...headers } })).toMatchObject({ status: 200 });
  expect((await server.send(path, { method: 'OPTIONS' })).status).toBe(405);
  expect(await statusOf(runId)).toBe('waiting');
  expect((await server.send(path, { method: 'POST' })).status).toBe(200);
  expect(await outputOf(runId)).toMatchObject({ method: 'POST' });
});

test('the first one counts, however many come', async () => {
  const { runId, path } = await start();
  const answers = await Promise.all([1, 2, 3].map((n) => server.send(path, { json: { n } })));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
  const late = answers.find(({ status }) => status === 409);
  expect(late?.body).toMatchObject({ code: 'task_token.already_answered' });
  const first = answers.findIndex(({ status }) => status === 200) + 1;
  expect(await outputOf(runId)).toMatchObject({ body: { n: first } });
});

test('what comes after its moment, or after its run, comes too late', async () => {
  const brief = await start('ask-briefly');
  await until(async () => (await statusOf(brief.runId)) === 'succeeded');
  expect((await server.send(brief.path, { json: {} })).body).toMatchObject({ status: 410, code: 'task_token.expired' });
  const { runId, path } = await start();
  await server.api(`/api/v1/runs/${runId}/cancel`, { json: {} });
  expect((await server.send(path, { json: {} })).body).toMatchObject({ status: 410, code: 'task_token.expired' });
});

test('a body that is too long, or is not what it says, is no answer', async () => {
  const { runId, path } = await start();
  const long = await server.send(path, { json: 'x'.repeat(3000) });
  expect(long.body).toMatchObject({ status: 413, setting: 'MILLRACE_HOOK_BODY_LIMIT_BYTES' });
  const broken = await server.send(path, { method: 'POST', body: '{', headers: JSON_TYPE });
  expect(broken.body).toMatchObject({ status: 400, code: 'request.json_malformed' });
  expect(await statusOf(runId)).toBe('waiting');
  // It is still good for an answer: neither the log nor an answer has it.
  expect((await server.send(path, { method: 'OPTIONS' })).status).toBe(405);
  const token = path.slice('/callbacks/'.length);
  for (const text of [long.text, broken.text, server.log.join('')]) expect(text).not.toContain(token);
  expect(long.body).toMatchObject({ instance: '/callbacks/:token' });
  expect((await server.send(path, { json: 'short' })).status).toBe(200);
});

test('an address that nobody gave away leads nowhere, and no token opens another door', async () => {
  const token = `callback.${'A'.repeat(43)}`;
  for (const path of [token, 'x', 'A'.repeat(43), 'a%00b', '..%2fsetup', 'x'.repeat(201)])
    expect((await server.send(`/callbacks/${path}`, { json: {} })).body).toMatchObject({
      ...{ status: 404, code: 'task_token.not_found' },
    });
  // Whoever knows no address takes no memory from those who do.
  const long = { method: 'POST', body: 'x'.repeat(3000) };
  expect((await server.send(`/callbacks/${token}`, long)).body).toMatchObject({ code: 'task_token.not_found' });
  expect((await server.send('/callbacks')).status).toBe(404);
  const { path } = await start();
  const name = path.slice('/callbacks/'.length);
  expect((await server.send(`/api/v1/tokens/${name}`, { json: { output: 1 } })).body).toMatchObject({
    ...{ status: 404, code: 'task_token.not_found' },
  });
  expect((await server.send(path, { json: {} })).status).toBe(200);
});

test('a person may answer in the place of a service, and cannot reject', async () => {
  const { runId, path } = await start();
  const token = path.slice('/callbacks/'.length);
  expect((await server.api(`/api/v1/tasks?run=${runId}`)).body.items).toMatchObject([
    { kind: 'callback', path: 'Ask', token },
  ]);
  const rejected = await server.api(`/api/v1/tasks/${token}/answer`, { json: { error: 'No' } });
  expect(rejected.body).toMatchObject({ status: 422, code: 'task_token.answer_invalid' });
  expect((await server.api(`/api/v1/tasks/${token}/answer`, { json: { output: { ok: 1 } } })).status).toBe(200);
  expect(await outputOf(runId)).toMatchObject({ method: 'POST', body: { ok: 1 } });
});
