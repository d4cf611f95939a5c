// New runs made of runs that have ended, over the API and Postgres: what is done again is counted where it is done.
import type { InstalledConnector } from '@millrace/connector-host';
import { action, defineConnector, FatalError, t } from '@millrace/connector-sdk';
import { describeConnector } from '@millrace/connector-sdk/platform';
import { createRedactor, REDACTED } from '@millrace/security';
import { REDACTED_MARK } from '@millrace/runtime';
import { createTestDatabase, until, type TestDatabase } from '@millrace/testing';
import { startTestServer, type TestServer } from '../testing/test-server.ts';

let database: TestDatabase;
let server: TestServer;
/** Names of what was charged, in order, and of what cannot be. */
const charged: string[] = [];
const declined = new Set<string>();

function makeShopConnector(): InstalledConnector {
  const connector = defineConnector({
    ...{ name: 'shop', title: 'Shop', description: 'Charges.', categories: ['tests'] },
    actions: {
      charge: action({
        ...{
          title: 'Charge',
          effects: 'write',
          input: t.Object({ name: t.String() }),
          output: t.Unknown(),
          sample: null,
        },
        idempotency: { none: 'It only counts.' },
        run: (_context, { name }) => {
          charged.push(name);
          if (declined.has(name)) throw new FatalError(`The card of ${name} was declined.`);
          return Promise.resolve({ paid: name });
        },
      }),
    },
  });
  return {
    ...{ origin: 'built-in', connector, manifest: describeConnector(connector, '1.0.0') },
    ...{ icon: '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>', readme: '# Shop' },
  };
}

const charge = (name: string, more: object = { End: true }) => ({
  ...{ Type: 'Task', Resource: 'connector:shop/charge', Arguments: { name } },
  ...more,
});
const documentOf = (name: string, states: object, more: object = {}) =>
  ({
    ...{ millrace: 1, name, triggers: { api: { type: 'call' } }, ...more },
    machine: { QueryLanguage: 'JSONata', StartAt: Object.keys(states)[0], States: states },
  }) as { name: string };
const sale = () => ({
  Deposit: charge('deposit', { Assign: { deposit: '{% $states.result.paid %}' }, Next: 'Each item' }),
  'Each item': {
    ...{ Type: 'Map', Items: '{% $states.context.Execution.Input.items %}', Next: 'Balance' },
    ItemProcessor: { StartAt: 'Item', States: { Item: charge('{% $states.input %}') } },
    // One after the other: what is under way when another fails has not finished.
    MaxConcurrency: 1,
  },
  Balance: charge("{% 'balance after ' & $deposit %}"),
});
const INPUT = { type: 'object', properties: { items: { type: 'array' } } };

beforeAll(async () => {
  database = await createTestDatabase();
  server = await startTestServer(database.url, {}, { connectors: [makeShopConnector()] });
  await server.publish(documentOf('sale', sale(), { input: INPUT }));
}, 60_000);
beforeEach(() => {
  charged.length = 0;
  declined.clear();
});
afterAll(async () => {
  await server.stop();
  await database.drop();
}, 60_000);

interface RunBody {
  readonly id: string;
  readonly endedAt?: string;
  readonly retryOf?: object;
  readonly retriedBy: readonly object[];
}
const asked = async (path: string, json?: object) => {
  const { body, ...answer } = await server.api(path, json === undefined ? {} : { json });
  return { ...answer, body: body as unknown as RunBody };
};
const read = async (runId: string) => (await asked(`/api/v1/runs/${runId}`)).body;
async function ended(runId: string) {
  await until(async () => (await read(runId)).endedAt !== undefined);
  return read(runId);
}
async function run(name: string, input: object): Promise<string> {
  const { body } = await server.api(`/api/v1/workflows/${name}/runs`, { json: { input } });
  await ended(body.runId);
  return body.runId;
}
const post = (runId: string, path: string, json: object = {}) => asked(`/api/v1/runs/${runId}/${path}`, json);
async function publishAgain(document: { readonly name: string }): Promise<void> {
  const path = `/api/v1/workflows/${document.name}`;
  const { revision } = (await server.api(`${path}/draft`)).body;
  await server.api(`${path}/draft`, { method: 'PUT', json: document, headers: { 'if-match': `"${revision}"` } });
  const published = await server.api(`${path}/publish`, { json: {} });
  if (published.status !== 201) throw new Error(published.text);
}

test('of a map some of whose items failed only those run again, and no earlier step', async () => {
  declined.add('b');
  const first = await run('sale', { items: ['a', 'b', 'c'] });
  declined.clear();
  const before = await read(first);
  expect(before).toMatchObject({ status: 'failed', retriedBy: [] });
  const planned = await post(first, 'retry?dryRun=true');
  expect(planned).toMatchObject({
    status: 200,
    body: { start: { kind: 'step', state: 'Each item' }, versionNumber: 1, notes: [] },
  });
  const { status, headers, body } = await post(first, 'retry');
  expect({ status, location: headers.get('location') }).toEqual({ status: 202, location: `/api/v1/runs/${body.id}` });
  expect(body).toMatchObject({ version: 1, retryOf: { id: first, kind: 'retry', from: 'Each item' } });
  expect(await ended(body.id)).toMatchObject({ status: 'succeeded', output: { paid: 'balance after deposit' } });
  expect([...charged].sort()).toEqual(['a', 'b', 'b', 'balance after deposit', 'c', 'deposit']);
  const { retriedBy, ...after } = await read(first);
  expect(retriedBy).toEqual([{ id: body.id, kind: 'retry', status: 'succeeded' }]);
  expect({ ...after, retriedBy: [] }).toEqual(before);
});

test('an earlier step may be given another input; what it cannot begin with is told', async () => {
  const first = await run('sale', { items: [] });
  const { body } = await post(first, 'retry', { from: 'Balance', input: 1 });
  await ended(body.id);
  expect(charged).toEqual(['deposit', 'balance after deposit', 'balance after deposit']);
  expect(await post(first, 'retry')).toMatchObject({ status: 409, body: { code: 'run.nothing_to_retry' } });
  const unknown = await post(first, 'retry', { from: 'Nothing' });
  expect(unknown).toMatchObject({ status: 409, body: { code: 'run.step_not_finished' } });
  expect(await post(crypto.randomUUID(), 'retry')).toMatchObject({ status: 404 });
  expect(await post(first, 'retry', { version: 9, from: 'Balance' })).toMatchObject({ status: 404 });
});

test('on the live version where the step is gone it begins at the beginning, and the plan says why', async () => {
  await server.publish(documentOf('changing', { Pay: charge('rent') }));
  declined.add('rent');
  const first = await run('changing', {});
  declined.clear();
  await publishAgain(documentOf('changing', { Transfer: charge('transfer') }));
  const { body: plan } = await post(first, 'retry?dryRun=true', { version: 'latest' });
  expect(plan).toMatchObject({ start: { kind: 'beginning', why: 'Version 2 has no step "Pay".' }, versionNumber: 2 });
  const { body } = await post(first, 'retry', { version: 'latest' });

  expect(await ended(body.id)).toMatchObject({ status: 'succeeded', version: 2 });
  expect(charged).toEqual(['rent', 'transfer']);
});

test('a replay starts over, on the version that is asked for, with what it is given; one key makes one run', async () => {
  const first = await run('sale', { items: ['a'] });
  const once = { input: { items: ['z'] }, idempotencyKey: 'replay-1' };
  const { status, body } = await post(first, 'replay', once);
  expect({ status, retryOf: body.retryOf }).toEqual({ status: 202, retryOf: { id: first, kind: 'replay' } });
  expect(await ended(body.id)).toMatchObject({ status: 'succeeded', input: once.input });
  expect((await post(first, 'replay', once)).body.id).toBe(body.id);
  const reused = await post(first, 'replay', { ...once, input: { items: [] } });
  expect(reused).toMatchObject({ status: 422, body: { code: 'idempotency.reused' } });
  const wrong = await post(first, 'replay', { input: { items: 'none' } });
  expect(wrong).toMatchObject({ status: 422, body: { code: 'run.input_invalid' } });
  expect((await read(first)).retriedBy).toHaveLength(1);
});

test('when its process ends the new run goes on elsewhere, and does nothing again that had finished', async () => {
  declined.add('b');
  const first = await run('sale', { items: ['a', 'b'] });
  declined.clear();
  const { body } = await post(first, 'retry');
  await server.stop();
  server = await startTestServer(database.url, {}, { connectors: [makeShopConnector()] });
  expect(await ended(body.id)).toMatchObject({ status: 'succeeded' });
  expect(charged.filter((name) => name === 'a' || name === 'deposit').sort()).toEqual(['a', 'deposit']);
});

test('the mark that a record has where a secret was is the one that is looked for', () => {
  expect(REDACTED_MARK).toBe(REDACTED);
  expect(createRedactor(['hush-hush'])('"hush-hush"')).toContain(REDACTED_MARK);
});
