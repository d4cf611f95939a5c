// What moves the limits of a run, from the environment to what a person reads.
import { createTestDatabase, until, type TestDatabase } from '@millrace/testing';
import { startTestServer, webhookWorkflow, type TestServer } from './testing/test-server.ts';

let database: TestDatabase;
let server: TestServer;

beforeAll(async () => {
  database = await createTestDatabase();
  server = await startTestServer(database.url, {
    MILLRACE_MAX_VALUE_CHARACTERS: '2000',
    MILLRACE_MAX_VARIABLES_CHARACTERS: '3000',
    MILLRACE_MAX_STORED_CHARACTERS: '9000',
    MILLRACE_MAX_TRANSITIONS: '20',
    MILLRACE_MAX_TASKS: '5',
    MILLRACE_MAX_MAP_ITEMS: '10',
    MILLRACE_MAX_CALL_DEPTH: '1',
    MILLRACE_MAX_RUN_SECONDS: '2',
    MILLRACE_EXPRESSION_ITEMS: '1000',
    MILLRACE_RESPONSE_BYTES: '1024',
    MILLRACE_MAX_DOCUMENT_CHARACTERS: '10000',
    MILLRACE_MAX_STATES: '8',
    MILLRACE_MAX_NESTING: '2',
    MILLRACE_MAX_BRANCHES: '3',
    MILLRACE_MAX_JSON_DEPTH: '40',
    MILLRACE_MAX_JSON_MEMBERS: '400',
  });
}, 60_000);

afterAll(async () => {
  await server.stop();
  await database.drop();
}, 60_000);

const pass = { Type: 'Pass', End: true };
const machineOf = (States: Readonly<Record<string, object>>) => ({
  ...{ QueryLanguage: 'JSONata', StartAt: Object.keys(States)[0], States },
});
const documentOf = (name: string, States: Readonly<Record<string, object>>) => ({
  ...{ millrace: 1, name, machine: machineOf(States) },
});

/** Publishes a workflow, runs it to its end, and returns the run. */
async function run(document: { readonly name: string }, input: unknown = {}) {
  await server.publish(document);
  const { body } = await server.api(`/api/v1/workflows/${document.name}/runs`, { json: { input } });
  const found = await until(async () => {
    const { body: now } = await server.api(`/api/v1/runs/${body.runId}`);
    return 'endedAt' in now ? now : undefined;
  });
  return found as unknown as { readonly status: string; readonly error?: string; readonly cause?: string };
}

describe('the end of a run tells its limit, and the setting', () => {
  const output = (expression: string) => ({ ...pass, Output: `{% ${expression} %}` });
  const each = { Type: 'Map', Items: '{% [1..11] %}', End: true, ItemProcessor: machineOf({ Inner: pass }) };
  const looping = (fields: object) => ({
    Again: { Type: 'Pass', Next: 'More', ...fields },
    More: { Type: 'Choice', Choices: [{ Condition: true, Next: 'Again' }], Default: 'Never' },
    Never: pass,
  });
  const filled = { Inner: output('$pad("", 500, "x")') };

  test.each<[string, Readonly<Record<string, object>>, string, object]>([
    [
      'value',
      { Make: output('$pad("", 1999, "x")') },
      'States.DataLimitExceeded',
      { code: 'limit.value', limit: 2000, actual: 2001, setting: 'MILLRACE_MAX_VALUE_CHARACTERS' },
    ],
    [
      'joined',
      { Each: { ...each, Items: [1, 2, 3, 4, 5], ItemProcessor: machineOf(filled) } },
      'States.DataLimitExceeded',
      { code: 'limit.value', limit: 2000, setting: 'MILLRACE_MAX_VALUE_CHARACTERS' },
    ],
    [
      'variables',
      {
        First: { Type: 'Pass', Assign: { a: '{% $pad("", 1900, "x") %}' }, Next: 'Second' },
        Second: { ...pass, Assign: { b: '{% $pad("", 1900, "x") %}' } },
      },
      'States.DataLimitExceeded',
      { code: 'limit.variables', limit: 3000, setting: 'MILLRACE_MAX_VARIABLES_CHARACTERS' },
    ],
    [
      'stored',
      looping({ Output: '{% $pad($string($random()), 1900, "x") %}' }),
      'States.DataLimitExceeded',
      { code: 'limit.stored_data', limit: 9000, setting: 'MILLRACE_MAX_STORED_CHARACTERS' },
    ],
    [
      'endless',
      looping({}),
      'States.Runtime',
      { code: 'limit.transitions', limit: 20, actual: 21, setting: 'MILLRACE_MAX_TRANSITIONS' },
    ],
    [
      'items',
      { Each: each },
      'States.Runtime',
      { code: 'limit.map_items', limit: 10, actual: 11, setting: 'MILLRACE_MAX_MAP_ITEMS' },
    ],
    [
      'expression',
      { Make: output('$count([1..1001])') },
      'States.QueryEvaluationError',
      {
        ...{ code: 'expression.budget_exceeded', limit: 'sequenceItems', most: 1000 },
        setting: 'MILLRACE_EXPRESSION_ITEMS',
      },
    ],
    [
      'length',
      { Rest: { Type: 'Wait', Seconds: 3600, End: true } },
      'States.Timeout',
      { code: 'limit.run_length', limit: 2, setting: 'MILLRACE_MAX_RUN_SECONDS' },
    ],
  ])(
    '%s',
    async (...[name, states, error, cause]) => {
      const ended = await run(documentOf(name, states));
      expect(ended).toMatchObject({ status: name === 'length' ? 'timed_out' : 'failed', error });
      expect(JSON.parse(ended.cause ?? '')).toMatchObject(cause);
    },
    20_000,
  );

  test('tasks, and an answer that is read into memory', async () => {
    const url = `${server.url}/demo/echo?x=${'x'.repeat(1500)}`;
    const task = { Type: 'Task', Resource: 'connector:http/request', Arguments: { method: 'GET', url }, End: true };
    const large = await run(documentOf('large-answer', { Ask: task }));
    expect(large).toMatchObject({ status: 'failed', error: 'Connector.Fatal' });
    expect(JSON.parse(large.cause ?? '')).toMatchObject({
      ...{ code: 'outbound.response_too_large', limit: 1024, setting: 'MILLRACE_RESPONSE_BYTES' },
    });
    const code = {
      Type: 'Task',
      Resource: 'code:javascript',
      Arguments: { source: '() => 1', input: null },
      End: true,
    };
    const many = await run(
      documentOf('many-tasks', {
        Each: { Type: 'Map', Items: [1, 2, 3, 4, 5, 6], ItemProcessor: machineOf({ Compute: code }), End: true },
      }),
    );
    expect(many).toMatchObject({ status: 'failed', error: 'States.Runtime' });
    expect(JSON.parse(many.cause ?? '')).toMatchObject({
      code: 'limit.tasks',
      limit: 5,
      setting: 'MILLRACE_MAX_TASKS',
    });
  }, 30_000);

  test('runs that start each other', async () => {
    const call = (name: string) => ({ Type: 'Task', Resource: `workflow:${name}`, End: true });
    await server.publish(documentOf('deepest', { Only: pass }));
    await server.publish(documentOf('deeper', { Only: call('deepest') }));
    const ended = await run(documentOf('deep', { Only: call('deeper') }));
    expect(ended).toMatchObject({ status: 'failed', error: 'States.TaskFailed' });
    const { cause } = JSON.parse(ended.cause ?? '') as { readonly cause: string };
    expect(JSON.parse(cause)).toMatchObject({
      ...{ code: 'limit.call_depth', limit: 1, actual: 2, setting: 'MILLRACE_MAX_CALL_DEPTH' },
    });
  }, 20_000);
});

describe('a document that is too large is told of, with the setting', () => {
  const inner = (level: number): object =>
    level === 0
      ? machineOf({ S0: pass })
      : machineOf({ [`S${level}`]: { Type: 'Parallel', Branches: [inner(level - 1)], End: true } });
  const branches = (count: number) => Array.from({ length: count }, (_, index) => machineOf({ [`B${index}`]: pass }));

  test.each<[string, object, string, string]>([
    ['characters', { S: { ...pass, Comment: 'x'.repeat(10_000) } }, '', 'MILLRACE_MAX_DOCUMENT_CHARACTERS'],
    [
      'states',
      Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`S${index}`, pass])),
      '/machine',
      'MILLRACE_MAX_STATES',
    ],
    ['nesting', { S: { Type: 'Parallel', Branches: [inner(2)], End: true } }, '/machine', 'MILLRACE_MAX_NESTING'],
    [
      'branches',
      { S: { Type: 'Parallel', Branches: branches(4), End: true } },
      '/machine/States/S/Branches',
      'MILLRACE_MAX_BRANCHES',
    ],
  ])('by its %s', async (...[name, states, path, setting]) => {
    const document = documentOf(`too-${name}`, states as Readonly<Record<string, object>>);
    await server.api('/api/v1/workflows', { json: document });
    const { body } = await server.api(`/api/v1/workflows/too-${name}/publish`, { json: {} });
    expect(body).toMatchObject({ status: 422, code: 'workflow.invalid' });
    expect(body.errors).toContainEqual(
      expect.objectContaining({ code: 'workflow.too_large', path, hint: expect.stringContaining(setting) as string }),
    );
  });
});

test('JSON may nest as deep as the setting says, and have as many members', async () => {
  await server.publish(webhookWorkflow('json', { Type: 'Pass', Output: 1 }));
  const post = (json: unknown) => server.send('/hooks/default/json', { json });
  const nested = (levels: number): unknown => JSON.parse('['.repeat(levels) + ']'.repeat(levels)) as unknown;
  const wide = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, 1]));
  expect((await post(nested(40))).status).toBe(200);
  expect((await post(nested(41))).body).toMatchObject({
    ...{ status: 400, code: 'request.json_too_deep', limit: 40, actual: 41, setting: 'MILLRACE_MAX_JSON_DEPTH' },
  });
  // As the machine sees it, a body is larger than it was: 400 members are still too much of a value here.
  expect((await post(wide(100))).status).toBe(200);
  expect((await post(wide(401))).body).toMatchObject({
    ...{ status: 400, code: 'request.json_too_many_keys', limit: 400, actual: 401 },
    setting: 'MILLRACE_MAX_JSON_MEMBERS',
  });
});
