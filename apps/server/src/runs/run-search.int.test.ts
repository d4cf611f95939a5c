import { createTestDatabase, until, type TestDatabase } from '@millrace/testing';
import { startTestServer, type TestServer } from '../testing/test-server.ts';

let database: TestDatabase;
let server: TestServer;
/** By the id of its order. */
const runs = new Map<string, string>();

const orders = {
  ...{ millrace: 1, name: 'orders' },
  triggers: { api: { type: 'call' } },
  settings: { searchAttributes: { orderId: '{% $states.input.order.id %}' } },
  machine: {
    QueryLanguage: 'JSONata',
    StartAt: 'Price',
    States: {
      Price: { Type: 'Pass', Output: { total: '{% $states.input.order.amount * 2 %}' }, Next: 'Check' },
      Check: {
        Type: 'Choice',
        Choices: [{ Condition: '{% $states.input.total > 100 %}', Next: 'Refuse' }],
        Default: 'Done',
      },
      Refuse: { Type: 'Fail', Error: 'Shop.TooMuch', Cause: '=card declined' },
      Done: { Type: 'Succeed' },
    },
  },
};

beforeAll(async () => {
  database = await createTestDatabase();
  server = await startTestServer(database.url);
  await server.publish(orders);
  for (const [id, amount] of Object.entries({ 'A-1': 10, 'A-2': 60, 'A-3': 20 })) {
    const started = await server.api('/api/v1/workflows/orders/runs', { json: { input: { order: { id, amount } } } });
    runs.set(id, started.body.runId);
  }
  await until(async () => {
    const { items } = (await server.api('/api/v1/runs')).body;
    return items.length === 3 && items.every(({ status }) => ['succeeded', 'failed'].includes(status));
  });
}, 60_000);
afterAll(async () => {
  await server.stop();
  await database.drop();
}, 60_000);

const ask = (path: string, query: Readonly<Record<string, string>>, headers: Readonly<Record<string, string>> = {}) =>
  server.api(`/api/v1/${path}?${new URLSearchParams(query).toString()}`, { headers });
const find = async (
  q: string,
  more: Readonly<Record<string, string>> = {},
): Promise<readonly (string | undefined)[]> => {
  const { items } = (await ask('runs', { q, ...more })).body;
  return items.map(({ id }) => [...runs].find(([, runId]) => runId === id)?.[0]);
};

test.each<readonly [string, readonly string[]]>([
  ['status:failed', ['A-2']],
  ['-status:failed workflow:orders version:1 trigger:call', ['A-3', 'A-1']],
  ['orderId:A-3', ['A-3']],
  ['input.order.id:A-1', ['A-1']],
  ['input.order.amount:>=20', ['A-3', 'A-2']],
  ['steps.Price.output.total:>100', ['A-2']],
  ['text:"CARD declined"', ['A-2']],
  ['error:Shop.*', ['A-2']],
  ['from:-1h until:now text:a-1', ['A-1']],
  ['until:-1h', []],
])('%s', async (q, expected) => {
  expect(await find(q)).toEqual(expected);
});

test('a query and parameters hold together', async () => {
  expect(await find('input.order.amount:>=20', { status: 'succeeded', workflow: 'orders' })).toEqual(['A-3']);
});

test('a search in the data says how far it came, and goes on there', async () => {
  const first = (await ask('runs', { q: 'input.order.id:A-1', searchMs: '0' })).body;
  expect(first).toMatchObject({ scan: { isComplete: expect.any(Boolean) as boolean } });
  expect(await find('input.order.id:A-1', { cursor: runs.get('A-2') ?? '' })).toEqual(['A-1']);
  expect((await ask('runs', { q: 'status:failed' })).body).not.toHaveProperty('scan');
});

test('what cannot be understood is refused with its places', async () => {
  const { body } = await ask('runs', { q: 'status:faild version:x' });
  expect(body).toMatchObject({
    ...{ status: 422, code: 'runs.query_invalid', position: { offset: 7, line: 1, column: 8 } },
    errors: [
      { code: 'query.status_unknown', path: '/q', hint: expect.stringContaining('failed') as string },
      { code: 'query.version_invalid', path: '/q' },
    ],
  });
  for (const path of ['runs/count', 'runs/histogram', 'runs/export'])
    expect((await ask(path, { q: 'from:-1h until:-2h' })).body).toMatchObject({ code: 'runs.query_invalid' });
  expect((await ask('runs', { q: 'x'.repeat(10_000) })).body).toMatchObject({
    errors: [{ code: 'query.too_long' }],
  });
});

test('the data of runs is searched by those who may read it', async () => {
  const made = await server.api('/api/v1/api-keys', { json: { name: 'lists', scopes: ['run.read'] } });
  const authorization = { authorization: `Bearer ${made.body.key}` };
  const asViewer = async (q: string) => (await ask('runs', { q }, authorization)).body;
  expect((await asViewer('orderId:A-1')).items).toHaveLength(1);
  for (const q of ['input.order.id:A-1', '-text:x'])
    expect(await asViewer(q)).toMatchObject({ status: 403, code: 'auth.forbidden' });
  expect((await ask('runs/export', { q: 'text:x' }, authorization)).status).toBe(403);
});

test('matches are counted, by time and status too', async () => {
  expect((await ask('runs/count', { q: 'orderId:A-1,A-2' })).body).toEqual({ count: 2, isMore: false });
  const { body } = await ask('runs/histogram', { q: 'workflow:orders text:x', buckets: '24' });
  expect(body).toMatchObject({ total: { failed: 1, succeeded: 2 }, countedShare: 1, leftOut: ['text:x'] });
  const { buckets, from, until: end } = body as unknown as HistogramBody;
  expect(buckets).toHaveLength(24);
  expect(Date.parse(end) - Date.parse(from)).toBe(86_400_000);
  const later = new Date(Date.now() + 3_600_000).toISOString();
  const empty = (await ask('runs/histogram', { from: later, until: new Date(Date.now() + 7_200_000).toISOString() }))
    .body;
  expect(empty).toMatchObject({ total: {} });
});
interface HistogramBody {
  readonly from: string;
  readonly until: string;
  readonly buckets: readonly unknown[];
}

test('matches are exported, and it is said whether that is all', async () => {
  const lines = await ask('runs/export', { q: 'input.order.amount:>=20' });
  expect(lines.headers.get('millrace-exported')).toBe('2');
  expect(lines.headers.get('millrace-complete')).toBe('true');
  expect(lines.headers.get('content-disposition')).toBe('attachment; filename="runs.jsonl"');
  expect(
    lines.text
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { id: string }).id),
  ).toEqual(['A-3', 'A-2'].map((id) => runs.get(id)));
  const table = await ask('runs/export', { q: 'status:failed', format: 'csv' });
  expect(table.headers.get('content-type')).toContain('text/csv');
  expect(table.text).toContain(`Shop.TooMuch,'=card declined,`);
});

test('views are kept, changed and removed', async () => {
  const make = (json: object) => server.api('/api/v1/run-views', { json });
  const made = await make({ name: ' Failed, 24 h ', query: 'status:failed from:-24h', columns: ['state', '@orderId'] });
  expect(made).toMatchObject({ status: 201, body: { name: 'Failed, 24 h', columns: ['state', '@orderId'] } });
  const path = `/api/v1/run-views/${made.body.id}`;
  expect(await make({ name: 'failed, 24 H', query: '' })).toMatchObject({
    ...{ status: 409, body: { code: 'runs.view_name_taken' } },
  });
  expect((await make({ name: 'Odd', query: 'status:odd' })).body).toMatchObject({ code: 'runs.query_invalid' });
  const renamed = await server.api(path, { method: 'PATCH', json: { name: 'Failed' } });
  expect(renamed.body).toMatchObject({ name: 'Failed', query: 'status:failed from:-24h' });
  expect((await server.api('/api/v1/run-views')).body.items).toHaveLength(1);
  expect((await server.api(path, { method: 'DELETE' })).status).toBe(204);
  expect((await server.api(path, { method: 'DELETE' })).body).toMatchObject({ code: 'runs.view_not_found' });
});

test('a bulk action takes a query, unless that searches data', async () => {
  const plan = (q: string) => server.api('/api/v1/bulk?dryRun=true', { json: { action: 'replay', filter: { q } } });
  expect((await plan('-status:failed orderId:A-1,A-2,A-3')).body).toMatchObject({ total: 2 });
  expect((await plan('input.order.id:A-1')).body).toMatchObject({ status: 422, code: 'runs.query_needs_data' });
  const made = await server.api('/api/v1/bulk', { json: { action: 'cancel', filter: { q: 'orderId:A-2' } } });
  expect(made.body).toMatchObject({ total: 1, filter: { q: 'orderId:A-2' } });
});
