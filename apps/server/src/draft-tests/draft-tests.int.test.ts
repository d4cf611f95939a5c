// Tests of drafts, from the door to the record: what runs, what stands in for it, and that nobody else sees it.
import { createTestDatabase, until, type TestDatabase } from '@millrace/testing';
import { startTestServer, type Answer, type TestServer } from '../testing/test-server.ts';

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

interface Run {
  readonly status: string;
  readonly output?: unknown;
  readonly error?: string;
  readonly version?: number;
  readonly isTest?: boolean;
  readonly trigger: { readonly type: string };
}
interface Step {
  readonly path: string;
  readonly state: string;
  readonly status: string;
  readonly output?: unknown;
  readonly next?: string;
}

/** No address of this installation answers there: whatever is called fails. */
const call = (more: object = {}) => ({
  Type: 'Task',
  Resource: 'connector:http/request',
  Arguments: { method: 'GET', url: 'https://nowhere.invalid/' },
  ...more,
});
const result = '{% $states.result %}';

const ORDERS = {
  millrace: 1,
  name: 'orders',
  triggers: { hook: { type: 'webhook', path: 'orders-of-tests' } },
  settings: { concurrency: { max: 1 }, debounceSeconds: 60, searchAttributes: { id: '{% $states.input.id %}' } },
  machine: {
    QueryLanguage: 'JSONata',
    StartAt: 'Get customer',
    States: {
      'Get customer': call({ Assign: { customer: result }, Next: 'Each' }),
      Each: {
        Type: 'Map',
        Items: '{% $states.context.Execution.Input.lines %}',
        ItemProcessor: {
          StartAt: 'Price',
          States: {
            Price: {
              Type: 'Pass',
              Output: '{% $states.context.Map.Item.Value * $customer.factor %}',
              Next: 'Charge',
            },
            Charge: call({
              Catch: [{ ErrorEquals: ['Card.Declined'], Output: 'declined', Next: 'Told' }],
              End: true,
            }),
            Told: { Type: 'Pass', End: true },
          },
        },
        Assign: { lines: result },
        Next: 'Big?',
      },
      'Big?': { Type: 'Choice', Choices: [{ Condition: '{% $sum($lines) > 10 %}', Next: 'Tell' }], Default: 'Done' },
      Tell: call({ Next: 'Done' }),
      Done: { Type: 'Succeed', Output: '{% $lines %}' },
    },
  },
};

const test_ = (name: string, json: unknown): Promise<Answer> =>
  server.api(`/api/v1/workflows/${name}/draft/test`, { json });

async function ended(answer: Answer): Promise<Run> {
  if (answer.status !== 202) throw new Error(answer.text);
  return until(async () => {
    const { body } = await server.api(`/api/v1/runs/${answer.body.runId}`);
    const run = body as unknown as Run;
    return ['queued', 'running', 'waiting'].includes(run.status) ? undefined : run;
  });
}
async function stepsOf({ body }: Answer): Promise<readonly Step[]> {
  return (await server.api(`/api/v1/runs/${body.runId}/steps`)).body.items as unknown as readonly Step[];
}

const MOCKS = {
  'Get customer': { output: { factor: 2 } },
  Charge: { output: 9 },
  Tell: { output: 'told' },
};

test('a draft runs whole, with what stands in for its steps, and nobody sees it who did not ask', async () => {
  expect((await server.api('/api/v1/workflows', { json: ORDERS })).status).toBe(201);
  const started = await test_('orders', { input: { id: 'A-1', lines: [1, 2] }, mocks: MOCKS });
  expect(started.headers.get('location')).toBe(`/api/v1/runs/${started.body.runId}`);
  const run = await ended(started);
  expect(run).toMatchObject({ status: 'succeeded', output: [9, 9], isTest: true, trigger: { type: 'test' } });
  expect(run).not.toHaveProperty('version');
  expect((await stepsOf(started)).map(({ path }) => path)).toContain('Each[1]/Charge');
  const document = await server.api(`/api/v1/runs/${started.body.runId}/document`);
  expect(document.body).toMatchObject({ document: { name: 'orders', machine: { StartAt: 'Get customer' } } });

  const ids = async (query: string) => (await server.api(`/api/v1/runs${query}`)).body.items.map(({ id }) => id);
  expect(await ids('')).toEqual([]);
  expect(await ids('?attribute=id:A-1&test=true')).toEqual([]);
  expect(await ids('?test=only')).toEqual([started.body.runId]);
  expect(await ids('?test=true&workflow=orders')).toEqual([started.body.runId]);
  expect((await server.api('/api/v1/workflows/orders')).body).not.toHaveProperty('lastRun');
  const versions = await server.api('/api/v1/workflows/orders/versions');
  expect(versions.body.items).toEqual([]);
  const metrics = (await server.api('/metrics')).text;
  expect(metrics).toMatch(/millrace_runs_accepted_total 0/);
  expect(metrics).not.toMatch(/millrace_runs_ended_total\{[^}]*\} [1-9]/);
});

test('until a step: it ends its machine and all around it, and what comes after need not be right', async () => {
  const broken = structuredClone(ORDERS) as { name: string } & typeof ORDERS;
  broken.name = 'broken';
  Object.assign(broken.machine.States.Tell, { Resource: 'connector:nobody/nothing' });
  Object.assign(broken.machine.States.Done, { Output: '{% $nobody_set %}' });
  await server.api('/api/v1/workflows', { json: broken });
  expect((await test_('broken', { input: { lines: [] } })).status).toBe(422);
  const started = await test_('broken', { until: 'Price', input: { lines: [1, 2] }, mocks: MOCKS });
  expect(await ended(started)).toMatchObject({ status: 'succeeded', output: [2, 4] });
  const states = (await stepsOf(started)).map(({ state }) => state);
  expect(states).not.toContain('Charge');
  expect(states).not.toContain('Big?');
});

test('one step alone, lifted out of its Map: what it reads is asked for by name', async () => {
  const missing = await test_('orders', { state: 'Price' });
  expect(missing.status).toBe(422);
  expect(missing.body).toMatchObject({
    code: 'draft.values_missing',
    missing: { variables: ['customer'], stepInput: false, input: false, item: true },
  });
  const given = { variables: { customer: { factor: 5 } }, item: { index: 3, value: 4 } };
  const started = await test_('orders', { state: 'Price', ...given });
  expect(await ended(started)).toMatchObject({ status: 'succeeded', output: 20 });
  expect(await stepsOf(started)).toMatchObject([{ state: 'Price', next: 'Charge' }]);

  const choice = await test_('orders', { state: 'Big?', stepInput: {}, variables: { lines: [5, 6] } });
  expect(await ended(choice)).toMatchObject({ status: 'succeeded' });
  expect(await stepsOf(choice)).toMatchObject([{ state: 'Big?', next: 'Tell' }]);
  const workflowInput = await test_('orders', { state: 'Each', variables: { customer: 1 } });
  expect(workflowInput.body).toMatchObject({ missing: { input: true, variables: [] } });
  expect((await test_('orders', { state: 'Nobody' })).body).toMatchObject({ code: 'draft.step_unknown' });
  expect((await test_('orders', { state: 'Price', until: 'Price' })).status).toBe(422);
});

test('a mocked error goes through Retry and Catch; a mocked container runs nothing inside', async () => {
  const declined = { error: 'Card.Declined', cause: 'no money' };
  const caught = await test_('orders', { input: { lines: [1] }, mocks: { ...MOCKS, Charge: declined } });
  expect(await ended(caught)).toMatchObject({ status: 'failed', error: 'States.QueryEvaluationError' });
  const told = (await stepsOf(caught)).filter(({ path }) => path.startsWith('Each[0]/'));
  expect(told.map(({ state, status }) => [state, status])).toEqual([
    ['Price', 'succeeded'],
    ['Charge', 'failed'],
    ['Told', 'succeeded'],
  ]);
  const whole = await test_('orders', { input: {}, mocks: { ...MOCKS, Each: { output: [1] } } });
  expect(await ended(whole)).toMatchObject({ status: 'succeeded', output: [1] });
  const shown = await server.api(`/api/v1/runs/${whole.body.runId}/document`);
  expect(shown.body).toMatchObject({ document: { machine: { States: { Each: { Type: 'Map' } } } } });
  const uncaught = await test_('orders', {
    until: 'Get customer',
    mocks: { 'Get customer': { error: 'Connector.Auth' } },
  });
  // A live run would stand still until somebody signs in again.
  expect(await ended(uncaught)).toMatchObject({ status: 'failed', error: 'Connector.Auth' });
  expect((await server.api('/api/v1/held-steps')).body.items).toEqual([]);
});

test('samples of the draft stand in for its steps, and never for those of a live run', async () => {
  const put = (state: string, json: unknown) =>
    server.api(`/api/v1/workflows/orders/samples/${encodeURIComponent(state)}`, { method: 'PUT', json });
  expect((await put('Get customer', { kind: 'mock', output: { factor: 3 } })).status).toBe(200);
  const started = await test_('orders', { until: 'Price', input: { lines: [7] } });
  expect(await ended(started)).toMatchObject({ status: 'succeeded', output: [21] });
  const ignored = await test_('orders', { until: 'Get customer', ignorePins: ['Get customer'] });
  expect(await ended(ignored)).toMatchObject({ status: 'failed' });
  const alone = await test_('orders', { state: 'Get customer' });
  expect(await ended(alone)).toMatchObject({ status: 'failed' });

  expect((await server.api('/api/v1/workflows/orders/publish', { json: {} })).status).toBe(201);
  const live = await server.api('/api/v1/workflows/orders/runs', { json: { input: { id: 'A-2', lines: [7] } } });
  await server.api(`/api/v1/runs/${live.body.runId}/cancel`, { json: {} });
  const run = await ended(live);
  expect(run).toMatchObject({ version: 1 });
  expect(run).not.toHaveProperty('isTest');
  expect(run.status).not.toBe('succeeded');
});

test('runs that a test starts are tests too', async () => {
  const child = {
    ...{ millrace: 1, name: 'child' },
    machine: { QueryLanguage: 'JSONata', StartAt: 'Only', States: { Only: { Type: 'Pass', Output: 1, End: true } } },
  };
  await server.publish(child);
  const Call = { Type: 'Task', Resource: 'workflow:child', Arguments: {}, End: true };
  const parent = {
    millrace: 1,
    name: 'parent',
    machine: { QueryLanguage: 'JSONata', StartAt: 'Call', States: { Call } },
  };
  await server.api('/api/v1/workflows', { json: parent });
  const started = await test_('parent', {});
  expect(await ended(started)).toMatchObject({ status: 'succeeded', output: 1 });
  const children = await server.api(`/api/v1/runs?parent=${started.body.runId}`);
  expect(children.body.items).toMatchObject([{ isTest: true, version: 1, workflow: { name: 'child' } }]);
  expect((await server.api('/api/v1/runs?workflow=child')).body.items).toEqual([]);
});

test('who may not write the workflow may not test it; what nobody can run is refused whole', async () => {
  const { body } = await server.api('/api/v1/api-keys', {
    json: { name: 'reader', scopes: ['workflow.read', 'run.start'] },
  });
  const headers = { authorization: `Bearer ${body.key}` };
  expect((await server.send('/api/v1/workflows/orders/draft/test', { json: {}, headers })).status).toBe(403);
  expect((await server.send('/api/v1/workflows/orders/draft/test', { json: {} })).status).toBe(401);
  expect((await test_('nobody', {})).status).toBe(404);
  await server.api('/api/v1/workflows', { json: { name: 'empty' } });
  expect((await test_('empty', { state: 'A' })).body).toMatchObject({ code: 'workflow.invalid' });
  for (const machine of [
    null,
    [],
    { States: null },
    { States: { A: null }, StartAt: 'A' },
    { States: [], StartAt: {} },
  ]) {
    const revision = (await server.api('/api/v1/workflows/empty/draft')).headers.get('etag') ?? '';
    const json = { millrace: 1, name: 'empty', machine };
    await server.api('/api/v1/workflows/empty/draft', { method: 'PUT', json, headers: { 'if-match': revision } });
    for (const wish of [{}, { state: 'A' }, { until: 'A' }]) expect((await test_('empty', wish)).status).toBe(422);
  }
});
