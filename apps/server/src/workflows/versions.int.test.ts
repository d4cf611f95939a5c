// The history of a workflow, how its runs went, and what another version would mean for others.
import { createTestDatabase, until, type TestDatabase } from '@millrace/testing';
import { startTestServer, webhookWorkflow, type TestServer } from '../testing/test-server.ts';

let database: TestDatabase;
let server: TestServer;

beforeAll(async () => {
  database = await createTestDatabase();
  server = await startTestServer(database.url);
}, 60_000);
afterAll(async () => {
  await server.stop();
  await database.drop();
}, 60_000);

const SUCCEED = { Type: 'Pass', Output: { done: true } };
const FAIL = { Type: 'Pass', Output: "{% $error('Storm') %}" };
const document = (name: string, only: Readonly<Record<string, unknown>>, more: object = {}) => ({
  ...webhookWorkflow(name, only),
  ...more,
});

async function edit(name: string, changed: object): Promise<void> {
  const { body } = await server.api(`/api/v1/workflows/${name}/draft`);
  const call = { method: 'PUT', headers: { 'if-match': `"${body.revision}"` }, json: changed };
  expect((await server.api(`/api/v1/workflows/${name}/draft`, call)).status).toBe(200);
}
async function publishAgain(name: string, changed: object): Promise<void> {
  await edit(name, changed);
  expect((await server.api(`/api/v1/workflows/${name}/publish`, { json: {} })).status).toBe(201);
}
const run = (name: string) => server.api(`/api/v1/workflows/${name}/runs?wait=5`, { json: { input: {} } });
const read = async (path: string): Promise<Record<string, unknown>> =>
  (await server.api(`/api/v1/workflows/${path}`)).body as unknown as Record<string, unknown>;

test('the list tells of each version how its runs went, when it is asked to', async () => {
  await server.publish(document('figures', SUCCEED));
  await run('figures');
  await publishAgain('figures', document('figures', FAIL));
  await run('figures');
  await run('figures');
  const stats = (runs: number, failed: number) =>
    expect.objectContaining({ runs, failed, errorRate: failed / runs, isCapped: false }) as object;
  await until(async () => {
    const { items } = (await read('figures/versions?stats=true')) as { items: { stats: { runs: number } }[] };
    return items[0]?.stats.runs === 2;
  });
  expect(await read('figures/versions?stats=true')).toMatchObject({
    items: [
      { number: 2, live: true, stats: stats(2, 2) },
      { number: 1, live: false, stats: stats(1, 0) },
    ],
  });
  expect(JSON.stringify(await read('figures/versions'))).not.toContain('stats');
});

test('the list has pages', async () => {
  await server.publish(document('pages', SUCCEED));
  for (const title of ['Two', 'Three']) await publishAgain('pages', document('pages', SUCCEED, { title }));
  const first = await read('pages/versions?limit=2');
  expect(first).toMatchObject({ items: [{ number: 3 }, { number: 2 }], nextCursor: '2' });
  expect(await read('pages/versions?limit=2&cursor=2')).toEqual({ items: [expect.objectContaining({ number: 1 })] });
  expect(await server.api('/api/v1/workflows/pages/versions?cursor=x')).toMatchObject({
    status: 400,
    body: { code: 'list.cursor_invalid' },
  });
  expect((await server.api('/api/v1/workflows/none/versions')).status).toBe(404);
});

describe('what a publish means for others', () => {
  const output = (...names: string[]) => ({
    type: 'object',
    properties: Object.fromEntries(names.map((name) => [name, { type: 'number' }])),
  });
  const caller = (name: string, expression: string) =>
    document(name, { Type: 'Task', Resource: 'workflow:prices', Output: expression });

  beforeAll(async () => {
    await server.publish(document('prices', SUCCEED, { output: output('net', 'total'), input: { type: 'object' } }));
    await server.publish(caller('reads-total', '{% $states.result.total %}'));
    await server.publish(caller('reads-net', '{% $states.result.net %}'));
  });

  test('a member that is dropped names those who read it; one that must be sent names all callers', async () => {
    const changed = { output: output('net'), input: { type: 'object', required: ['order'] } };
    await edit('prices', document('prices', SUCCEED, changed));
    expect(await read('prices/impact')).toEqual({
      live: 1,
      schema: [
        {
          ...{ part: 'input', path: '/order', rule: 'required', isBreaking: true },
          affects: ['reads-net', 'reads-total'],
        },
        { part: 'output', path: '/total', rule: 'property.removed', isBreaking: true, affects: ['reads-total'] },
      ],
      permissions: [],
      callers: ['reads-net', 'reads-total'],
    });
  });

  test('what is added breaks nobody', async () => {
    await edit(
      'prices',
      document('prices', SUCCEED, { output: output('net', 'total', 'tax'), input: { type: 'object' } }),
    );
    expect(await read('prices/impact')).toMatchObject({
      schema: [{ part: 'output', path: '/tax', rule: 'property.added', isBreaking: false, affects: [] }],
    });
  });

  test('what a connector may do that none of the live version may is named', async () => {
    const call = {
      Type: 'Task',
      Resource: 'connector:http/request',
      Arguments: { method: 'GET', url: 'http://x.test' },
    };
    await edit('prices', document('prices', call));
    const { permissions } = (await read('prices/impact')) as { permissions: object[] };
    expect(permissions).toEqual([expect.objectContaining({ connector: 'http', added: ['*'] })]);
  });

  test('another version may be asked about; one that does not exist is not found', async () => {
    expect(await read('prices/impact?version=1')).toMatchObject({ live: 1, schema: [], permissions: [] });
    expect((await server.api('/api/v1/workflows/prices/impact?version=9')).status).toBe(404);
    expect((await server.api('/api/v1/workflows/none/impact')).status).toBe(404);
  });

  test('before the first version there is nothing to compare with', async () => {
    await server.api('/api/v1/workflows', { json: document('fresh', SUCCEED, { output: output('net') }) });
    expect(await read('fresh/impact')).toEqual({ schema: [], permissions: [], callers: [] });
  });
});
