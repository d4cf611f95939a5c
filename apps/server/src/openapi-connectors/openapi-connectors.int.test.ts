// A connector made of a document through the API: listed, imported, tried with a connection, and imported again.
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createTestDatabase, type TestDatabase } from '@millrace/testing';
import { startTestServer, webhookWorkflow, type Answer, type TestServer } from '../testing/test-server.ts';

const OPENAPI = '/api/v1/connectors/openapi';
let database: TestDatabase;
let server: TestServer;
let service: Server;
let serviceUrl: string;
let seen: { readonly url: string | undefined; readonly headers: IncomingHttpHeaders }[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  service = createServer((request, response) => {
    seen.push({ url: request.url, headers: request.headers });
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ id: 'c-1', name: 'Ada', echo: request.headers.authorization }));
  });
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
  const { port } = service.address() as AddressInfo;
  serviceUrl = `http://127.0.0.1:${port}`;
  server = await startTestServer(database.url, { MILLRACE_OUTBOUND_ALLOW: `127.0.0.1:${port}` });
}, 60_000);
afterAll(async () => {
  await server.stop();
  await database.drop();
  service.closeAllConnections();
  await new Promise((resolve) => service.close(resolve));
}, 60_000);
beforeEach(() => {
  seen = [];
});

const contact = { type: 'object', required: ['id'], properties: { id: { type: 'string' }, name: { type: 'string' } } };
const answers = { 200: { description: 'It.', content: { 'application/json': { schema: contact } } } };
const path = { name: 'id', in: 'path', required: true, schema: { type: 'string' } };
const documentOf = (operations: object = {}, version = '1'): string =>
  JSON.stringify({
    openapi: '3.1.0',
    info: { title: 'CRM', version, description: 'Contacts of customers.' },
    servers: [{ url: serviceUrl }],
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
    security: [{ token: [] }],
    paths: {
      '/contacts/{id}': {
        get: { operationId: 'getContact', summary: 'Get a contact', parameters: [path], responses: answers },
      },
      ...operations,
    },
  });

const importDocument = (document: string, request: object): Promise<Answer> =>
  server.api(OPENAPI, { json: { document, ...request } });
const overlayOf = (more: object = {}) => ({ overlay: { name: 'crm', title: 'CRM', ...more } });

test('a document is listed, becomes a connector, and its action runs with a connection', async () => {
  const inspected = await server.api(`${OPENAPI}/inspect`, { json: { document: documentOf() } });
  expect(inspected.body).toMatchObject({
    title: 'CRM',
    operations: [{ key: 'GET /contacts/{id}', name: 'get_contact', effects: 'read' }],
  });
  expect(await server.api('/api/v1/connectors/crm')).toMatchObject({ status: 404 });

  const draft = await importDocument(documentOf(), { ...overlayOf(), draft: true });
  expect(draft.body).toMatchObject({ state: 'draft', isLatest: false, actions: [{ name: 'get_contact' }] });
  const { version, auth } = draft.body as unknown as { version: string; auth: { name: string; fields: object }[] };
  const connection = await server.api('/api/v1/connections', {
    json: {
      name: 'crm',
      kind: 'connector',
      connector: 'crm',
      authKind: auth[0]?.name,
      fields: { token: 'CANARY-token' },
    },
  });
  expect(connection.status).toBe(201);
  const call = { connection: 'crm', arguments: { path: { id: 'a/b' } } };
  const tried = await server.api('/api/v1/connectors/crm/actions/get_contact/try', { json: { ...call, version } });
  expect(tried.body).toMatchObject({ status: 'succeeded', output: { id: 'c-1', name: 'Ada' } });
  expect(tried.text).not.toContain('CANARY-token');
  expect(seen).toMatchObject([{ url: '/contacts/a%2Fb', headers: { authorization: 'Bearer CANARY-token' } }]);

  const published = await importDocument(documentOf(), { ...overlayOf({ version: '1.0.0' }), promote: true });
  expect(published.body).toMatchObject({ version: '1.0.0', isLatest: true });
  await server.publish({
    ...webhookWorkflow('contacts', {
      ...{ Type: 'Task', Resource: 'connector:crm/get_contact', Credentials: { Connection: 'crm' } },
      Arguments: { path: { id: '{% $states.input.body.id %}' } },
    }),
    connectors: { crm: '1.0.0' },
  } as never);
  const run = await server.send('/hooks/default/contacts', { json: { id: '7' } });
  expect(run.body).toMatchObject({ id: 'c-1' });
}, 60_000);

test('an answer is kept as a sample', async () => {
  await importDocument(documentOf(), { overlay: { name: 'sampled', version: '1.0.0' }, promote: true });
  const sample = '/api/v1/connectors/sampled/actions/get_contact/sample';
  expect(await server.api(sample, { method: 'PUT', json: { output: { id: 'c-9' } } })).toMatchObject({ status: 204 });
  expect((await server.api('/api/v1/connectors/sampled/samples')).body.items).toMatchObject([
    { action: 'get_contact', output: { id: 'c-9' } },
  ]);
  expect(await server.api(sample, { method: 'DELETE' })).toMatchObject({ status: 204 });
  expect((await server.api(sample, { method: 'DELETE' })).body).toMatchObject({ code: 'connector.sample_missing' });
  const nothing = await server.api('/api/v1/connectors/sampled/actions/none/sample', {
    method: 'PUT',
    json: { output: 1 },
  });
  expect(nothing.body).toMatchObject({ status: 404, code: 'connector.not_found' });
});

test('importing again keeps names, says what has changed, and asks for a version that says it', async () => {
  const other = (summary: string) => ({ '/people': { get: { summary, responses: answers } } });
  const named = (more: object) => ({ overlay: { name: 'again', ...more } });
  const first = await importDocument(documentOf(other('List people')), {
    ...named({ version: '1.0.0' }),
    promote: true,
  });
  const names = (answer: Answer): string[] =>
    (answer.body as unknown as { actions: { name: string }[] }).actions.map(({ name }) => name).sort();
  const again = await importDocument(documentOf(other('List all the people')), {
    ...named({ version: '1.0.1' }),
    dryRun: true,
  });
  expect(names(again)).toEqual(names(first));
  expect(again.body).toMatchObject({ since: '1.0.0', bump: 'patch' });
  const less = await importDocument(documentOf(), { ...named({ version: '1.1.0' }), dryRun: true });
  expect(less.body).toMatchObject({ status: 409, code: 'connector.schema_breaking' });
  const gone = await importDocument(documentOf(), { ...named({ version: '2.0.0' }), dryRun: true });
  expect(gone.body).toMatchObject({ since: '1.0.0', bump: 'major' });
  const inspected = await server.api(`${OPENAPI}/inspect`, { json: { document: documentOf(), connector: 'again' } });
  expect(inspected.body).toMatchObject({ overlay: { name: 'again', version: '1.0.0' } });
});

test.each([
  ['no document', 'hello', {}, 422, 'openapi.not_openapi'],
  ['neither JSON nor YAML', '{"openapi": ', {}, 422, 'openapi.not_readable'],
  ['a name of this installation', undefined, { overlay: { name: 'http' } }, 409, 'connector.name_reserved'],
  ['a name that is none', undefined, { overlay: { name: 'No Name' } }, 422, 'openapi.overlay_invalid'],
  [
    'operations that it does not have',
    undefined,
    { overlay: { name: 'x1', operations: { only: ['GET /none'] } } },
    422,
    undefined,
  ],
])('refuses %s', async (...[, document, request, status, code]) => {
  const answer = await importDocument(document ?? documentOf(), { ...overlayOf(), ...request });
  expect(answer.body).toMatchObject({ status, ...(code === undefined ? {} : { code }) });
});

test('a document that takes seconds keeps nobody else waiting', async () => {
  const parameters = Array.from({ length: 40 }, (_, index) => ({
    ...{
      name: `filter${index}`,
      in: 'query',
      description: 'What it is.',
      schema: { type: 'string', minLength: index },
    },
  }));
  const paths = Object.fromEntries(
    Array.from({ length: 1000 }, (_, index) => [`/things${index}`, { get: { parameters, responses: answers } }]),
  );
  const document = JSON.stringify({ openapi: '3.0.3', info: { title: 'Many', version: '1' }, paths });
  const asked = importDocument(document, { overlay: { name: 'many', version: '1.0.0' }, dryRun: true });
  const importing = { isOver: false };
  void asked.finally(() => (importing.isOver = true));
  let answered = 0;
  while (!importing.isOver) {
    await server.send('/healthz');
    answered += 1;
  }
  expect((await asked).body).toMatchObject({ name: 'many' });
  // A thread that reads it itself answers once before, and once after.
  expect(answered).toBeGreaterThan(5);
}, 60_000);
