// Connections that connectors sign in with: through the API, and in a run.
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createTestDatabase, until, type TestDatabase } from '@millrace/testing';
import { startTestServer, webhookWorkflow, type Answer, type TestServer } from '../testing/test-server.ts';

let database: TestDatabase;
let server: TestServer;
let service: Server;
let seen: IncomingHttpHeaders[] = [];
let status = 200;

beforeAll(async () => {
  database = await createTestDatabase();
  service = createServer((request, response) => {
    seen.push(request.headers);
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ echoed: request.headers.authorization ?? null }));
  });
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
  server = await startTestServer(database.url, { MILLRACE_OUTBOUND_ALLOW: '127.0.0.1' });
}, 60_000);
beforeEach(() => {
  seen = [];
  status = 200;
});
afterAll(async () => {
  await server.stop();
  await database.drop();
  service.closeAllConnections();
  await new Promise((resolve) => service.close(resolve));
}, 60_000);

const CANARY = 'CANARY_3f9d27ac';
const url = (): string => `http://127.0.0.1:${(service.address() as AddressInfo).port}/orders`;
const path = '/api/v1/connections';
const create = (name: string, changes: object = {}) =>
  server.api(path, {
    json: {
      ...{ name, kind: 'connector', connector: 'http', authKind: 'bearer', fields: { token: CANARY } },
      allowedHosts: ['127.0.0.1'],
      ...changes,
    },
  });

/** Publishes a workflow that makes one call with a connection; its name. */
async function publishCall(connection: string): Promise<string> {
  const name = `call-${connection}`;
  await server.publish(
    webhookWorkflow(name, {
      Type: 'Task',
      Resource: 'connector:http/request',
      Credentials: { Connection: connection },
      Arguments: { url: url() },
      End: true,
    }),
  );
  return name;
}

/** Calls such a workflow, and gives the answer. */
const callWith = async (connection: string) =>
  server.send(`/hooks/default/${await publishCall(connection)}`, { json: {} });

/** Why the run of a call has failed. */
async function causeOf({ body: { runId } }: Answer): Promise<unknown> {
  const run = await server.api(`/api/v1/runs/${runId}`);
  const { cause } = run.body as unknown as { readonly cause: string };
  return JSON.parse(cause);
}

test('what is secret is sealed, the rest is shown, and the test tells how it stands', async () => {
  const made = await create('shown', { authKind: 'header', fields: { header: 'x-key', key: CANARY } });
  expect(made.status).toBe(201);
  expect(made.body).toMatchObject({
    ...{ kind: 'connector', connector: 'http', authKind: 'header', fields: { header: 'x-key' }, fieldNames: ['key'] },
    ...{ allowedHosts: ['127.0.0.1'], health: { state: 'ok', since: expect.any(String) as string } },
  });
  const list = await server.api(`${path}?connector=http`);
  const read = await server.api(`${path}/shown`);
  const listed = list.body.items.find(({ id }) => id === read.body.id);
  expect(read.body).toEqual({ ...listed, usedBy: [] });
  expect((await server.api(`${path}?connector=crm`)).body.items).toEqual([]);
  for (const { text } of [made, list]) expect(text).not.toContain(CANARY);
});

test('a step signs in with it, and no record shows the secret', async () => {
  await create('used');
  const answer = await callWith('used');
  expect(seen.map(({ authorization }) => authorization)).toEqual([`Bearer ${CANARY}`]);
  expect(answer.status).toBe(200);
  const runId = answer.headers.get('millrace-run-id') ?? '';
  const steps = await server.api(`/api/v1/runs/${runId}/steps`);
  expect(steps.status).toBe(200);
  expect(steps.text).toContain('[redacted');
  expect(steps.text).not.toContain(CANARY);
  expect(server.log.join('')).not.toContain(CANARY);
  expect((await server.api(`${path}/used`)).body).toMatchObject({ health: { state: 'ok' } });
});

test('a service that refuses it leaves the connection broken, with a sentence', async () => {
  await create('refused');
  status = 401;
  const { runId } = (await server.api(`/api/v1/workflows/${await publishCall('refused')}/runs`, { json: {} })).body;
  await until(async () => (await server.api(`/api/v1/runs/${runId}`)).body.status === 'waiting');
  // The run does not wait until that is written down.
  let health: { readonly state?: string; readonly detail?: string } = {};
  await until(async () => {
    ({ health = {} } = (await server.api(`${path}/refused`)).body as { readonly health?: typeof health });
    return health.state === 'broken';
  });
  expect(health.detail).toContain('401');
  status = 200;
  const renewed = await server.api(`${path}/refused/fields`, {
    method: 'PUT',
    json: { fields: { token: 'other' } },
  });
  expect(renewed.body).toMatchObject({ version: 2, health: { state: 'ok' }, allowedHosts: ['127.0.0.1'] });
  expect(renewed.body).not.toHaveProperty('previousUntil');
});

test('whoever uses it is told, and asked before it is deleted', async () => {
  await create('wanted');
  await callWith('wanted');
  const step = {
    Type: 'Task',
    Resource: 'connector:http/request',
    Credentials: { Connection: 'wanted' },
    Arguments: {},
  };
  const inside = { Type: 'Map', ItemProcessor: { StartAt: 'A', States: { A: { ...step, End: true } } } };
  await server.api('/api/v1/workflows', { json: webhookWorkflow('drafted', inside) });
  await server.api('/api/v1/workflows', { json: webhookWorkflow('mentions', { Type: 'Pass', Output: 'wanted' }) });
  expect((await server.api(`${path}/wanted`)).body).toMatchObject({
    usedBy: [
      { workflow: 'call-wanted', versions: ['live', 'draft'] },
      { workflow: 'drafted', versions: ['draft'] },
    ],
  });
  expect((await server.api(`${path}/wanted`, { method: 'DELETE' })).body).toMatchObject({
    ...{ status: 409, code: 'connection.in_use', workflows: ['call-wanted', 'drafted'] },
  });
  expect(await server.api(`${path}/wanted?force=true`, { method: 'DELETE' })).toMatchObject({ status: 204 });
  expect((await server.api(`${path}/wanted?force=maybe`, { method: 'DELETE' })).body).toMatchObject({ status: 400 });
});

test('a version that is tried on a part of the runs uses it too', async () => {
  await create('tried');
  const plain = webhookWorkflow('trying', { Type: 'Pass' });
  const Credentials = { Connection: 'tried' };
  const calling = webhookWorkflow('trying', {
    Type: 'Task',
    Resource: 'connector:http/request',
    Credentials,
    Arguments: { url: 'http://127.0.0.1/' },
  });
  const draft = '/api/v1/workflows/trying/draft';
  const edit = async (json: object): Promise<void> => {
    const headers = { 'if-match': `"${(await server.api(draft)).body.revision}"` };
    expect((await server.api(draft, { method: 'PUT', headers, json })).status).toBe(200);
  };
  await server.publish(plain);
  await edit(calling);
  const published = await server.api('/api/v1/workflows/trying/publish', { json: { rollout: { percent: 5 } } });
  expect(published.text).toContain('"number":2');
  await edit(plain);
  const users = async () => (await server.api(`${path}/tried`)).body as unknown as { readonly usedBy: unknown };
  expect((await users()).usedBy).toEqual([{ workflow: 'trying', versions: ['live'] }]);
  await server.api('/api/v1/workflows/trying/rollout', { method: 'DELETE' });
  expect((await users()).usedBy).toEqual([]);
});

test('it is used for its hosts only', async () => {
  await create('bound', { allowedHosts: ['api.example.com'] });
  expect(await causeOf(await callWith('bound'))).toMatchObject({ code: 'connection.host_not_allowed' });
  expect(seen).toEqual([]);
});

test('a secret for webhooks is no connection of a connector', async () => {
  await server.api(path, { json: { name: 'hook-secret', fields: { secret: CANARY } } });
  expect(await causeOf(await callWith('hook-secret'))).toMatchObject({ code: 'connection.other_connector' });
  const tested = await server.api(`${path}/hook-secret/test`, { method: 'POST' });
  expect(tested.body).toMatchObject({ status: 409, code: 'connection.test_missing' });
});

test.each([
  ['a connector that is not there', { connector: 'crm' }, 'connection.connector_unknown'],
  ['a way that it does not have', { authKind: 'oauth' }, 'connection.kind_unknown'],
  ['a way that every object has', { authKind: 'constructor' }, 'connection.kind_unknown'],
  ['a field that is missing', { fields: {} }, 'connection.fields_invalid'],
  ['a field that is unknown', { fields: { token: 'x', more: 'y' } }, 'connection.fields_invalid'],
  ['a secret that is no text', { fields: { token: 5 } }, 'connection.fields_invalid'],
  ['no host', { allowedHosts: undefined }, 'connection.fields_invalid'],
  ['a host that is none', { allowedHosts: ['https://example.com/'] }, 'request.invalid'],
  ['no way of signing in', { authKind: undefined }, 'request.invalid'],
])('refuses %s', async (_, changes, code) => {
  expect((await create('refused-one', changes)).body).toMatchObject({ status: 422, code });
});
