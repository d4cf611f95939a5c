import { createTestDatabase, until, type TestDatabase } from '@millrace/testing';
import { startTestServer, type TestServer } from '../testing/test-server.ts';

let database: TestDatabase;
let server: TestServer;

const machine = (states: object) => ({ QueryLanguage: 'JSONata', StartAt: Object.keys(states)[0], States: states });

beforeAll(async () => {
  database = await createTestDatabase();
  server = await startTestServer(database.url);
  await server.publish({
    ...{ millrace: 1, name: 'orders' },
    triggers: { api: { type: 'call' } },
    settings: { searchAttributes: { orderId: '{% $states.input.id %}', region: '{% $states.input.region %}' } },
    machine: machine({ Keep: { Type: 'Pass', End: true } }),
  } as { name: string });
  await server.publish({
    ...{ millrace: 1, name: 'parent' },
    triggers: { api: { type: 'call' } },
    machine: machine({
      Child: { Type: 'Task', Resource: 'workflow:orders', Arguments: { id: 'c-1', region: 'no' }, End: true },
    }),
  } as { name: string });
  await server.publish({
    ...{ millrace: 1, name: 'undoing' },
    triggers: { api: { type: 'call' } },
    machine: machine({
      Do: {
        Type: 'Task',
        Resource: 'connector:core/log',
        Arguments: { message: 'done' },
        Compensate: { Resource: 'connector:core/log', Arguments: { message: 'undone' } },
        Next: 'Sleep',
      },
      Sleep: { Type: 'Wait', Seconds: 3600, End: true },
    }),
  } as { name: string });
}, 60_000);

afterAll(async () => {
  await server.stop();
  await database.drop();
}, 60_000);

const start = async (name: string, input: object = {}): Promise<string> =>
  (await server.api(`/api/v1/workflows/${name}/runs`, { json: { input } })).body.runId;
const read = async (runId: string) => (await server.api(`/api/v1/runs/${runId}`)).body;
const whenIs = (runId: string, status: string) => until(async () => (await read(runId)).status === status);
const find = async (query: string) => (await server.api(`/api/v1/runs?${query}`)).body.items.map(({ id }) => id);
const cancel = (runId: string, json?: object) =>
  server.api(`/api/v1/runs/${runId}/cancel`, json === undefined ? { method: 'POST' } : { json });

test('a workflow that calls one that is not there is published, with a warning', async () => {
  const Call = { Type: 'Task', Resource: 'workflow:not-yet', End: true };
  const document = {
    ...{ millrace: 1, name: 'early', settings: { onFailure: 'orders' } },
    triggers: { never: { type: 'schedule', cron: '0 0 30 2 *' } },
    machine: machine({ Call }),
  };
  const expected = [
    { code: 'schedule.never_fires', severity: 'warning', path: '/triggers/never/cron' },
    { code: 'workflow.not_found', severity: 'warning', path: '/machine/States/Call/Resource' },
  ];
  const { body } = await server.api('/api/v1/validate', { json: document });
  expect(body.problems).toMatchObject(expected);
  expect((await server.api('/api/v1/workflows', { json: document })).status).toBe(201);
  const published = await server.api('/api/v1/workflows/early/publish', { json: {} });
  expect(published).toMatchObject({ status: 201, body: { live: true, warnings: expected } });
});

test('an input that does not fit the schema of its workflow starts nothing, and every place is named', async () => {
  await server.publish({
    ...{ millrace: 1, name: 'strict' },
    input: { type: 'object', required: ['id'], properties: { id: { type: 'string' }, count: { type: 'integer' } } },
    machine: machine({ Keep: { Type: 'Pass', End: true } }),
  } as { name: string });
  for (const query of ['', '?wait=5']) {
    const call = (input: unknown) => server.api(`/api/v1/workflows/strict/runs${query}`, { json: { input } });
    expect((await call({ id: 'o-1', count: 2 })).status).toBe(query === '' ? 202 : 200);
    const refused = await call({ count: 1.5 });
    expect(refused.body).toMatchObject({
      ...{ status: 422, code: 'run.input_invalid', title: 'The input does not fit' },
      errors: [
        {
          code: 'run.input_invalid',
          severity: 'error',
          path: '/input',
          message: 'The input must have the member "id".',
        },
        { path: '/input/count', message: '"count" must be an integer, but is a number.' },
      ],
    });
    expect(await find('workflow=strict')).toHaveLength(query === '' ? 1 : 2);
  }
});

test('runs are found by what their workflow makes searchable', async () => {
  const [one, two] = [
    await start('orders', { id: '17', region: 'no' }),
    await start('orders', { id: '18', region: 'no' }),
  ];
  expect(await find('attribute=orderId:17')).toEqual([one]);
  expect(await find('attribute=region:no&attribute=orderId:18')).toEqual([two]);
  expect(await find('attribute=region:se')).toEqual([]);
  expect(await read(one)).toMatchObject({ searchAttributes: { orderId: '17', region: 'no' } });
});

test('a value may hold anything, also a colon', async () => {
  const odd = await start('orders', { id: 'a:b c/ü%', region: 'x' });
  expect(await find(`attribute=${encodeURIComponent('orderId:a:b c/ü%')}`)).toEqual([odd]);
});

test.each(['attribute=orderId', 'attribute=:17', 'attribute=a:1&attribute=a:2', 'attribute=a:%00', 'parent=x'])(
  'refuses %s',
  async (query) => {
    expect((await server.api(`/api/v1/runs?${query}`)).body).toMatchObject({
      status: 400,
      code: 'request.parameter_invalid',
    });
  },
);

test('a run names the one that started it, which finds it', async () => {
  const parent = await start('parent');
  await whenIs(parent, 'succeeded');
  const [child = ''] = await find(`parent=${parent}`);
  expect(await read(child)).toMatchObject({ workflow: { name: 'orders' }, parent: { runId: parent, path: 'Child' } });
});

test('cancelled with compensation, a run undoes what it did; without, it does not', async () => {
  const [undone, stopped] = [await start('undoing'), await start('undoing')];
  for (const runId of [undone, stopped]) await whenIs(runId, 'waiting');
  expect(await cancel(undone, { compensate: true })).toMatchObject({ status: 202 });
  await whenIs(undone, 'compensated');
  expect(await cancel(stopped)).toMatchObject({ status: 202, body: { result: 'cancelled' } });
  expect((await read(stopped)).status).toBe('cancelled');
  const stepsOf = async (runId: string) =>
    (await server.api(`/api/v1/runs/${runId}/steps`)).body.items.map(({ path }) => path);
  expect(await stepsOf(undone)).toContain('Do/Compensate');
  expect(await stepsOf(stopped)).not.toContain('Do/Compensate');
  expect(await find('status=compensated')).toEqual([undone]);
  expect((await cancel(stopped, { compensate: true })).body.result).toBe('already_ended');
  expect((await cancel(stopped, { compensate: 'yes' })).body).toMatchObject({ status: 422, code: 'request.invalid' });
});
