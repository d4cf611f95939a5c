// Calls of test addresses and samples, from the doors to what people see of them; and who hears of it.
import { createTestDatabase, until, type TestDatabase } from '@millrace/testing';
import { OWNER_KEY, startTestServer, webhookWorkflow, type TestServer } from '../testing/test-server.ts';

let database: TestDatabase;
let server: TestServer;
/** Another process over the same database. */
let other: TestServer;

beforeAll(async () => {
  database = await createTestDatabase();
  server = await startTestServer(database.url);
  other = await startTestServer(database.url);
  for (const name of ['orders', 'others'])
    await server.api('/api/v1/workflows', { json: webhookWorkflow(name, { Type: 'Pass' }, { path: 'in/box' }) });
}, 60_000);

afterAll(async () => {
  await other.stop();
  await server.stop();
  await database.drop();
}, 60_000);

interface Capture {
  readonly id: string;
  readonly method: string;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
  readonly query: unknown;
  readonly bytes: number;
}
const capturesOf = async (name: string, query = ''): Promise<readonly Capture[]> =>
  (await server.api(`/api/v1/workflows/${name}/captures${query}`)).body.items as unknown as readonly Capture[];
const clear = (name: string) => server.api(`/api/v1/workflows/${name}/captures`, { method: 'DELETE' });

test('a call of any method is kept by every draft that has the path, and starts nothing', async () => {
  const headers = { authorization: 'Bearer secret', cookie: 'a=b', 'x-mine': '1' };
  const sent = await server.send('/hooks-test/default/in/box?a=1&a=2', { json: { id: 'A-1' }, headers });
  expect(sent.status).toBe(202);
  expect(sent.body).toEqual({ id: expect.any(String) as string, copies: 2 });
  const [capture] = await capturesOf('orders');
  expect(capture).toMatchObject({ id: sent.body.id, method: 'POST', path: 'in/box', triggerId: 'hook' });
  expect(capture).toMatchObject({ body: { id: 'A-1' }, query: { a: ['1', '2'] }, bytes: 12 });
  expect(capture?.headers).toMatchObject({ authorization: '[redacted]', cookie: '[redacted]', 'x-mine': '1' });
  expect(await capturesOf('others')).toHaveLength(1);
  for (const method of ['GET', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'])
    expect((await server.send('/hooks-test/default/in/box', { method })).status).toBe(202);
  expect((await capturesOf('orders')).map(({ method }) => method)).toEqual([
    ...['OPTIONS', 'HEAD', 'DELETE', 'PATCH', 'PUT', 'GET', 'POST'],
  ]);
  expect((await server.api('/api/v1/runs?test=true')).body.items).toEqual([]);
  await clear('orders');
  expect(await capturesOf('orders')).toEqual([]);
  expect(await capturesOf('others')).toHaveLength(7);
});

test('what hooks refuse is refused here too, and nothing is kept', async () => {
  const to = '/hooks-test/default/in/box';
  const type = (value: string) => ({ 'content-type': value });
  expect((await server.send('/hooks-test/default/nobody', { json: {} })).body).toMatchObject({
    code: 'hook.not_found',
  });
  expect((await server.send('/hooks-test/nobody/in/box', { json: {} })).status).toBe(404);
  expect((await server.send('/hooks-test/default/%00', { json: {} })).status).toBe(404);
  expect((await server.send(to, { method: 'POST', body: '{', headers: type('application/json') })).status).toBe(400);
  const large = await server.send(to, { json: 'x'.repeat(1_100_000) });
  expect(large.body).toMatchObject({ code: 'request.body_too_large', limit: 1_048_576 });
  expect((await server.send(to, { method: 'POST', body: 'x', headers: { 'content-encoding': 'odd' } })).status).toBe(
    415,
  );
  await clear('orders');
  const odd = await server.send(to, {
    method: 'POST',
    body: '{"__proto__":1,"a":"\\u0000\\ud800"}',
    headers: type('application/json'),
  });
  expect(odd.status).toBe(202);
  expect((await capturesOf('orders'))[0]?.body).toEqual({ a: '\u0000\ud800' });
});

test('an address takes so many calls and no more; the last fifty are kept', async () => {
  await server.api('/api/v1/workflows', { json: webhookWorkflow('busy', { Type: 'Pass' }) });
  // At once, and many more than may: a slow machine lets some more in.
  const answers = await Promise.all(
    Array.from({ length: 240 }, (_, count) => server.send('/hooks-test/default/busy', { json: count })),
  );
  const refused = answers.filter(({ status }) => status === 429);
  expect(refused.length).toBeGreaterThan(0);
  expect(refused[0]?.body).toMatchObject({ code: 'request.rate_limited' });
  expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
  const kept = await capturesOf('busy', '?limit=200');
  expect(kept).toHaveLength(50);
  const [first] = kept;
  const removed = await server.api(`/api/v1/workflows/busy/captures/${first?.id ?? ''}`, { method: 'DELETE' });
  expect(removed.status).toBe(204);
  expect((await capturesOf('busy'))[0]?.id).not.toBe(first?.id);
});

test('an address that nobody has takes no more calls than another', async () => {
  const answers = await Promise.all(
    Array.from({ length: 240 }, () => server.send('/hooks-test/default/of-nobody', { json: 1 })),
  );
  expect([...new Set(answers.map(({ status }) => status))].sort()).toEqual([404, 429]);
});

test('samples: a pin from a run, also inside of a Map, a mock that differs, and the names that they move with', async () => {
  const States = {
    Each: {
      Type: 'Map',
      Items: '{% $states.input.items %}',
      ItemProcessor: {
        StartAt: 'Code',
        States: {
          Code: {
            Type: 'Task',
            Resource: 'code:javascript',
            Arguments: { source: '(x) => ({ twice: x * 2 })', input: '{% $states.input %}' },
            Assign: { kept: '{% $states.result %}' },
            Output: 'other',
            Next: 'Ask',
          },
          Ask: { Type: 'Pass', End: true },
        },
      },
      Next: 'Get',
    },
    Get: {
      Type: 'Task',
      Resource: 'connector:http/request',
      Arguments: { method: 'GET', url: 'https://x.invalid' },
      End: true,
    },
  };
  const machine = { QueryLanguage: 'JSONata', StartAt: 'Each', States };
  await server.api('/api/v1/workflows', { json: { millrace: 1, name: 'pinned', machine } });
  const started = await server.api('/api/v1/workflows/pinned/draft/test', {
    json: { until: 'Code', input: { items: [4, 5] } },
  });
  const { runId } = started.body;
  await until(async () => (await server.api(`/api/v1/runs/${runId}`)).body.status === 'succeeded');

  const put = (state: string, json: unknown, headers = {}) =>
    server.api(`/api/v1/workflows/pinned/samples/${state}`, { method: 'PUT', json, headers });
  const pin = await put('Code', { kind: 'pin', runId, path: 'Each[1]/Code' });
  expect(pin.body).toMatchObject({
    kind: 'pin',
    output: { twice: 10 },
    runId,
    path: 'Each[1]/Code',
    warnings: [],
    bytes: 12,
  });
  expect((await put('Code', { kind: 'pin', runId, path: 'Each[7]/Code' })).body).toMatchObject({
    code: 'sample.not_recorded',
  });
  const each = await put('Each', { kind: 'pin', runId, path: 'Each' });
  expect(each.body).toMatchObject({ output: ['other', 'other'] });

  const mock = await put('Get', { kind: 'mock', output: 7 });
  expect(mock.body).toMatchObject({ warnings: [{ code: 'sample.differs', severity: 'warning' }] });
  expect((await put('Ask', { kind: 'mock', output: 7 })).body).toMatchObject({ warnings: [{ code: 'sample.unused' }] });
  expect((await put('Gone', { kind: 'mock', error: 'X' })).body).toMatchObject({
    warnings: [{ code: 'sample.step_unknown' }],
  });
  expect((await put('Get', { kind: 'mock', output: 'x'.repeat(1_100_000) })).body).toMatchObject({
    code: 'sample.too_large',
  });
  for (const body of [
    { kind: 'mock' },
    { kind: 'pin', error: 'X' },
    { kind: 'mock', output: 1, error: 'X' },
    { kind: 'pin', runId },
  ])
    expect((await put('Get', body)).status).toBe(422);

  const rename = await server.api('/api/v1/workflows/pinned/samples/rename', {
    json: { names: { Code: 'Get', Get: 'Code' } },
  });
  expect(rename.body.items).toMatchObject([
    { state: 'Ask' },
    { state: 'Code', output: 7 },
    { state: 'Each' },
    { state: 'Get' },
    { state: 'Gone' },
  ]);
  expect((await server.api('/api/v1/workflows/pinned/samples/Gone', { method: 'DELETE' })).status).toBe(204);

  const key = async (...scopes: string[]) => {
    const { body } = await server.api('/api/v1/api-keys', { json: { name: 'key', scopes } });
    return { authorization: `Bearer ${body.key}` };
  };
  const reader = await key('workflow.read');
  const seen = await server.send('/api/v1/workflows/pinned/samples', { headers: reader });
  expect(seen.status).toBe(200);
  expect(seen.text).not.toContain('twice');
  expect((await server.send('/api/v1/workflows/pinned/captures', { headers: reader })).status).toBe(403);
  const writer = await key('workflow.read', 'workflow.write');
  expect((await put('Code', { kind: 'mock', output: 1 }, reader)).status).toBe(403);
  expect((await put('Code', { kind: 'pin', runId, path: 'Each' }, writer)).status).toBe(403);
  expect((await put('Code', { kind: 'mock', output: 1 }, writer)).status).toBe(200);
});

test('who follows a workflow hears what happens to it in any process', async () => {
  const reading = new AbortController();
  const headers = { authorization: `Bearer ${OWNER_KEY}` };
  const url = `${other.url}/api/v1/workflows/orders/events`;
  const response = await fetch(url, { headers, signal: reading.signal });
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  let text = '';
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  const read = async (): Promise<void> => {
    for (let part = await reader?.read(); part?.done === false; part = await reader?.read()) text += part.value;
  };
  const ending = read().catch(() => undefined);
  const draft = await server.api('/api/v1/workflows/orders/draft');
  const { revision, document } = draft.body as unknown as { revision: number; document: unknown };
  const put = { method: 'PUT', json: document, headers: { 'if-match': `"${revision}"` } };
  expect((await server.api('/api/v1/workflows/orders/draft', put)).status).toBe(200);
  await until(() => text.includes(`event: draft.saved\ndata: {"kind":"draft.saved","revision":${revision + 1},"by":"`));
  await server.api('/api/v1/workflows/orders/publish', { json: {} });
  await until(() => text.includes('event: version.published\ndata: {"kind":"version.published","number":1'));
  const { body } = await server.send('/hooks-test/default/in/box', { json: 1 });
  await until(() => text.includes(`event: call.captured\ndata: {"kind":"call.captured","id":"${body.id}"}`));
  reading.abort();
  await ending;
  expect((await server.api('/api/v1/workflows/nobody/events')).status).toBe(404);
  expect((await server.api('/api/v1/workflows/orders/events', { method: 'HEAD' })).status).toBe(200);
});
