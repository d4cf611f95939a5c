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

describe('the steps of a large run', () => {
  let runId: string;
  interface StepPage {
    readonly items: readonly { readonly sequence: number; readonly path: string }[];
    readonly nextAfter?: number;
  }
  const list = async (query: string): Promise<StepPage> =>
    (await server.api(`/api/v1/runs/${runId}/steps?${query}`)).body as unknown as StepPage;
  const pathsOf = async (query: string): Promise<readonly string[]> =>
    (await list(query)).items.map(({ path }) => path);
  const sequenceOf = async (wanted: string): Promise<number | undefined> =>
    (await list('limit=1000')).items.find(({ path }) => path === wanted)?.sequence;

  beforeAll(async () => {
    const fails = '{% $states.input = 7 ? $error("seven") : $states.input %}';
    await server.publish({
      ...{ millrace: 1, name: 'many' },
      triggers: { api: { type: 'call' } },
      machine: machine({
        Each: {
          ...{ Type: 'Map', Items: '{% [0..149] %}', ToleratedFailureCount: 1 },
          ItemProcessor: machine({ One: { Type: 'Pass', Output: fails, End: true } }),
          Next: 'Grow',
        },
        Grow: { Type: 'Pass', Output: '{% $pad("", 100000, "x") %}', End: true },
      }),
    } as { name: string });
    runId = await start('many');
    await whenIs(runId, 'succeeded');
  });

  test('those of some items are read, and those that have failed', async () => {
    expect(await pathsOf('under=Each&threads=99-101')).toEqual(['Each[99]/One', 'Each[100]/One', 'Each[101]/One']);
    expect(await pathsOf('status=failed')).toEqual(['Each[7]/One']);
    const first = await list('under=Each&limit=140&payloads=none');
    expect(first.items).toHaveLength(140);
    expect(first.items[0]).toMatchObject({ path: 'Each[0]/One', log: [], logLines: 0 });
    expect(first.items[0]).not.toHaveProperty('input');
    expect((await list(`under=Each&limit=140&after=${first.nextAfter}`)).items).toHaveLength(10);
    for (const wrong of ['threads=9-1', 'threads=x', 'threads=0-5000', 'status=odd'])
      expect(await list(`under=Each&${wrong}`)).toMatchObject({ status: 400, code: 'request.parameter_invalid' });
  });

  test('a large value is left out where that is wanted, and read by itself', async () => {
    const length = 100_002;
    const shown = (await server.api(`/api/v1/runs/${runId}?payloads=small`)).body;
    expect(shown).toMatchObject({ input: {}, leftOut: { output: length } });
    expect(shown).not.toHaveProperty('output');
    const whole = await server.api(`/api/v1/runs/${runId}/payloads/output`);
    expect(whole.text).toBe(JSON.stringify('x'.repeat(100_000)));
    expect(whole.headers.get('content-disposition')).toBe(`attachment; filename="${runId}-output.json"`);
    const sequence = await sequenceOf('Each[7]/One');
    const step = (await server.api(`/api/v1/runs/${runId}/steps/${sequence}`)).body;
    expect(step).toMatchObject({ sequence, path: 'Each[7]/One', input: 7 });
    const grown = await sequenceOf('Grow');
    const part = (name: string) => server.api(`/api/v1/runs/${runId}/steps/${grown}/payloads/${name}`);
    expect((await part('output')).text).toHaveLength(length);
    expect((await part('assigned')).body).toMatchObject({ status: 404, code: 'run.payload_not_found' });
    const none = await server.api(`/api/v1/runs/${runId}/steps/99999`);
    expect(none.body).toMatchObject({ status: 404, code: 'run.step_not_found' });
  });
});
