// The tests of a document through the API, and what they mean for publishing.
import { createTestDatabase, type TestDatabase } from '@millrace/testing';
import { startTestServer, webhookWorkflow, type Answer, type TestServer } from '../testing/test-server.ts';

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

const CALL = {
  Type: 'Task',
  Resource: 'connector:http/request',
  Arguments: { method: 'GET', url: '{% $states.input.url %}' },
};
const good = {
  name: 'good',
  input: { url: 'https://example.com' },
  mocks: { Only: [{ return: { status: 200 } }] },
  expect: { status: 'succeeded', output: { status: 200 } },
};
const bad = { ...good, name: 'bad', expect: { status: 'succeeded', output: { status: 404 } } };
const documentOf = (name: string, tests: readonly object[], settings: object = {}) => ({
  ...webhookWorkflow(name, CALL),
  ...{ tests, settings },
});
const create = async (document: { readonly name: string }): Promise<void> => {
  expect((await server.api('/api/v1/workflows', { json: document })).status).toBe(201);
};
const runTests = (name: string, json: object = {}): Promise<Answer> =>
  server.api(`/api/v1/workflows/${name}/tests/run`, { json });

test('the draft’s tests run, all or by name', async () => {
  await create(documentOf('some', [good, bad]));
  const { status, body } = await runTests('some');
  expect(status).toBe(200);
  expect(body).toMatchObject({
    ...{ passed: 1, failed: 1 },
    results: [
      { name: 'good', status: 'passed', failures: [], outcome: { status: 'succeeded', output: { status: 200 } } },
      {
        ...{ name: 'bad', status: 'failed' },
        failures: [{ path: '/expect/output/status', expected: 404, actual: 200 }],
        trace: [{ type: 'Task', attempts: 1, startedAt: '2030-01-01T00:00:00.000Z' }],
      },
    ],
  });
  expect((await runTests('some', { names: ['good'] })).body).toMatchObject({ passed: 1, failed: 0 });
});

test('a document that is sent is tested and not kept', async () => {
  await create(documentOf('sent', []));
  expect((await runTests('sent')).body).toMatchObject({ passed: 0, failed: 0, results: [] });
  const changed = await runTests('sent', { document: documentOf('sent', [good]) });
  expect(changed.body).toMatchObject({ passed: 1 });
  expect((await server.api('/api/v1/workflows/sent/draft')).body).toMatchObject({ document: { tests: [] } });
});

test('arguments that the action would refuse fail a test', async () => {
  await create(documentOf('refused', [{ ...good, input: { url: 7 } }]));
  const { body } = await runTests('refused');
  expect(body).toMatchObject({
    results: [{ failures: [{ message: expect.stringContaining('does not fit connector:http/request') as string }] }],
  });
});

test.each([
  ['a name that is no test', { names: ['nope'] }, 422, 'test.not_found'],
  ['a document that cannot run', { document: { millrace: 1, name: 'wrong' } }, 422, 'workflow.invalid'],
  ['a member that is unknown', { only: 'good' }, 422, 'request.invalid'],
])('%s is refused', async (...[, json, status, code]) => {
  const name = `wrong-${code.replaceAll(/[._]/g, '-')}`;
  await create(documentOf(name, [good]));
  expect(await runTests(name, json)).toMatchObject({ status, body: { code } });
});

test('no workflow has no tests', async () => {
  expect(await runTests('nobody')).toMatchObject({ status: 404, body: { code: 'workflow.not_found' } });
});

describe('publishing', () => {
  const publish = (name: string): Promise<Answer> => server.api(`/api/v1/workflows/${name}/publish`, { json: {} });
  const failed = (severity: string) => ({
    ...{ code: 'test.failed', severity, path: '/tests/1' },
    message: 'The test "bad" fails at /expect/output/status: Expected 404, but it is 200.',
    hint: 'Mend the workflow, or what the test expects.',
  });

  test('lists what fails', async () => {
    await create(documentOf('told', [good, bad]));
    const { status, body } = await publish('told');
    expect(status).toBe(201);
    expect(body).toMatchObject({ warnings: [failed('warning')] });
  });

  test('is refused where the document requires its tests to pass', async () => {
    await create(documentOf('required', [good, bad], { tests: 'required' }));
    expect(await publish('required')).toMatchObject({
      ...{ status: 422 },
      body: { code: 'workflow.invalid', errors: [failed('error')] },
    });
  });

  test('says nothing of tests that pass', async () => {
    await create(documentOf('clean', [good], { tests: 'required' }));
    expect(await publish('clean')).toMatchObject({ status: 201, body: { warnings: [] } });
  });
});
