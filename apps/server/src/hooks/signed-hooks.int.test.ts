import { createHmac } from 'node:crypto';
import { createTestDatabase, until, type TestDatabase } from '@millrace/testing';
import { startTestServer, webhookWorkflow, type Answer, type TestServer } from '../testing/test-server.ts';

let database: TestDatabase;
let server: TestServer;

const SECRET = `whsec_${Buffer.alloc(32, 3).toString('base64')}`;
const OTHER = `whsec_${Buffer.alloc(32, 4).toString('base64')}`;
const connections = '/api/v1/connections';

const echo = (name: string, trigger: object) =>
  server.publish(webhookWorkflow(name, { Type: 'Pass', Output: '{% $states.input.body %}' }, { ...trigger }));
const hold = (name: string, secret: string) => server.api(connections, { json: { name, fields: { secret } } });

beforeAll(async () => {
  database = await createTestDatabase();
  server = await startTestServer(database.url);
  await hold('sender', SECRET);
  await hold('plain', 's3cret');
  await echo('standard', { verify: 'standard-webhooks', connection: 'sender' });
  await echo('kept', { verify: 'standard-webhooks', connection: 'sender', respond: 'accepted' });
  await echo('github', { verify: 'github', connection: 'plain' });
  await echo('stripe', { verify: 'stripe', connection: 'plain' });
  await echo('slack', { verify: 'slack', connection: 'plain' });
  await echo('shop', { verify: { type: 'hmac', header: 'x-shop-hmac', encoding: 'base64' }, connection: 'plain' });
  await hold('gone', 's3cret');
  await echo('secretless', { verify: 'github', connection: 'gone' });
  await server.api(`${connections}/gone?force=true`, { method: 'DELETE' });
}, 60_000);

afterAll(async () => {
  await server.stop();
  await database.drop();
}, 60_000);

const now = () => Math.floor(Date.now() / 1000);
const hex = (text: string, secret = 's3cret') => createHmac('sha256', secret).update(text).digest('hex');

function standard(body: string, { secret = SECRET, id = 'msg_1', at = now() } = {}): Record<string, string> {
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${at}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': String(at), 'webhook-signature': `v1,${signature}` };
}
const send = (path: string, body: string, headers: Record<string, string>): Promise<Answer> =>
  server.send(`/hooks/default/${path}`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...headers },
  });
const countRuns = async (workflow: string) => (await server.api(`/api/v1/runs?workflow=${workflow}`)).body.items.length;

test('a signed event starts a run; the same event again starts none', async () => {
  const body = '{"a":1}';
  const first = await send('kept', body, standard(body, { id: 'msg_7' }));
  const again = await send('kept', body, standard(body, { id: 'msg_7' }));
  expect([first.status, again.status]).toEqual([202, 202]);
  expect(again.body.runId).toBe(first.body.runId);
  expect(again.headers.get('millrace-deduplicated')).toBe('true');
  expect(await countRuns('kept')).toBe(1);
});

test.each([
  ['no signature', () => ({}), 'hook.signature_missing'],
  ['a signature of another secret', () => standard('{"a":1}', { secret: OTHER }), 'hook.signature_invalid'],
  ['a signature of another body', () => standard('{ "a": 1 }'), 'hook.signature_invalid'],
  ['an old signature', () => standard('{"a":1}', { at: now() - 3600 }), 'hook.timestamp_out_of_range'],
  ['a signature of the future', () => standard('{"a":1}', { at: now() + 3600 }), 'hook.timestamp_out_of_range'],
])('refuses %s, and keeps nothing', async (...[, headers, code]) => {
  const answer = await send('standard', '{"a":1}', headers());
  expect(answer.body).toMatchObject({ status: 401, code });
  expect(answer.headers.get('content-type')).toContain('application/problem+json');
  expect(await countRuns('standard')).toBe(0);
});

test('the body is judged before it is read: what is no JSON is refused for its signature', async () => {
  expect((await send('standard', '{', {})).body).toMatchObject({ code: 'hook.signature_missing' });
  expect((await send('standard', '{', standard('{', { id: 'msg_x' }))).body).toMatchObject({
    status: 400,
    code: 'request.json_malformed',
  });
});

test('while a secret is replaced, both count; then one does', async () => {
  await hold('rotating', SECRET);
  await echo('rotating', { verify: 'standard-webhooks', connection: 'rotating' });
  const replace = (secret: string, previousHours: number) =>
    server.api(`${connections}/rotating/fields`, { method: 'PUT', json: { fields: { secret }, previousHours } });
  const call = (secret: string, id: string) => send('rotating', '1', standard('1', { secret, id }));
  expect((await call(SECRET, 'm-1')).status).toBe(200);
  await replace(OTHER, 24);
  expect((await call(SECRET, 'm-2')).status).toBe(200);
  expect((await call(OTHER, 'm-3')).status).toBe(200);
  await replace(OTHER, 0);
  expect((await call(SECRET, 'm-4')).body).toMatchObject({ status: 401, code: 'hook.signature_invalid' });
  expect((await call(OTHER, 'm-5')).status).toBe(200);
});

test('GitHub, Stripe, Slack, and a shop with a scheme of its own', async () => {
  const body = '{"id":"evt_1","n":2}';
  const at = now();
  const shop = createHmac('sha256', 's3cret').update(body).digest('base64');
  const calls = {
    github: { 'x-hub-signature-256': `sha256=${hex(body)}`, 'x-github-delivery': 'd-1' },
    stripe: { 'stripe-signature': `t=${at},v1=${hex(`${at}.${body}`)}` },
    slack: { 'x-slack-signature': `v0=${hex(`v0:${at}:${body}`)}`, 'x-slack-request-timestamp': String(at) },
    shop: { 'x-shop-hmac': shop },
  };
  for (const [path, headers] of Object.entries(calls)) {
    expect(await send(path, body, headers)).toMatchObject({ status: 200, body: { n: 2 } });
    expect(await send(path, `${body} `, headers)).toMatchObject({ status: 401 });
  }
  // Named by the sender: the event again, though its bytes are others.
  const other = '{"id":"evt_1","n":3}';
  const again = await send('stripe', other, { 'stripe-signature': `t=${at},v1=${hex(`${at}.${other}`)}` });
  expect(again.body).toMatchObject({ n: 2 });
  expect(again.headers.get('millrace-deduplicated')).toBe('body-differs');
});

test('a challenge is answered to who has signed it, and starts no run', async () => {
  const body = '{"type":"url_verification","token":"t","challenge":"c-42"}';
  const before = await countRuns('slack');
  const at = now();
  const headers = { 'x-slack-signature': `v0=${hex(`v0:${at}:${body}`)}`, 'x-slack-request-timestamp': String(at) };
  expect(await send('slack', body, headers)).toMatchObject({ status: 200, body: { challenge: 'c-42' } });
  expect((await send('slack', body, {})).body).toMatchObject({ status: 401, code: 'hook.signature_missing' });
  expect(await countRuns('slack')).toBe(before);
});

test('without its secret a hook takes nothing, and its senders lose nothing', async () => {
  const answer = await send('secretless', '1', { 'x-hub-signature-256': `sha256=${hex('1')}` });
  expect(answer.body).toMatchObject({ status: 503, code: 'hook.secret_missing' });
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  await hold('gone', 's3cret');
  expect(await send('secretless', '1', { 'x-hub-signature-256': `sha256=${hex('1')}` })).toMatchObject({ status: 200 });
});

test('a hook whose connection is not there cannot be published', async () => {
  const document = webhookWorkflow('nowhere', { Type: 'Pass' }, { verify: 'github', connection: 'not-there' });
  await server.api('/api/v1/workflows', { json: document });
  const refused = await server.api('/api/v1/workflows/nowhere/publish', { json: {} });
  expect(refused.body).toMatchObject({
    status: 422,
    errors: [{ code: 'connection.not_found', path: '/triggers/hook/connection' }],
  });
  expect((await server.api('/api/v1/validate', { json: document })).body.problems).toHaveLength(1);
});

test('events with one key run in the order that they came, one at a time', async () => {
  const ordered = { respond: 'accepted', key: '{% $states.input.body.customer %}' };
  await server.publish(webhookWorkflow('ordered', { Type: 'Wait', Seconds: 3600 }, ordered));
  const call = async (customer: string) =>
    (await server.send('/hooks/default/ordered', { json: { customer } })).body.runId;
  const [first, second, other] = [await call('ada'), await call('ada'), await call('bob')];
  const is = (runId: string, status: string) =>
    until(async () => (await server.api(`/api/v1/runs/${runId}`)).body.status === status);
  await is(first, 'waiting');
  await is(other, 'waiting');
  await is(second, 'queued');
  await server.api(`/api/v1/runs/${first}/cancel`, { method: 'POST' });
  await is(second, 'waiting');
  const long = await server.send('/hooks/default/ordered', { json: { customer: 'x'.repeat(257) } });
  expect(long.body).toMatchObject({ status: 400, code: 'trigger.key_invalid' });
});

test('no secret is in any answer, log or run', async () => {
  const log = server.log.join('');
  const runs = await server.api('/api/v1/runs?limit=200');
  for (const text of [log, runs.text])
    for (const secret of ['s3cret', SECRET, OTHER]) expect(text).not.toContain(secret);
});
