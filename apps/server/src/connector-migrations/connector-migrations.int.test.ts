// Ten workflows go from one version of a connector to the next, in batches that are looked at.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createTestDatabase, type TestDatabase } from '@millrace/testing';
import { startTestServer, webhookWorkflow, type Answer, type TestServer } from '../testing/test-server.ts';
import type { MigrationDto } from './connector-migrations.dto.ts';

let database: TestDatabase;
let server: TestServer;
let service: Server;
let isBroken = false;

beforeAll(async () => {
  database = await createTestDatabase();
  service = createServer((request, response) => {
    // The new version calls a path of its own.
    const fails = isBroken && request.url === '/v2/things';
    response.writeHead(fails ? 400 : 200, { 'content-type': 'application/json' }).end('{"path":"x"}');
  });
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
  const { port } = service.address() as AddressInfo;
  server = await startTestServer(database.url, { MILLRACE_OUTBOUND_ALLOW: `127.0.0.1:${port}` });
  await importVersion('1.0.0', 'v1', {});
  await importVersion('1.1.0', 'v2', {});
  await importVersion('2.0.0', 'v2', { required: true });
}, 60_000);
afterAll(async () => {
  await server.stop();
  await database.drop();
  service.closeAllConnections();
  await new Promise((resolve) => service.close(resolve));
}, 60_000);
beforeEach(() => {
  isBroken = false;
});

async function importVersion(version: string, prefix: string, filter: { readonly required?: boolean }): Promise<void> {
  const { port } = service.address() as AddressInfo;
  const parameters = [{ name: 'filter', in: 'query', schema: { type: 'string' }, ...filter }];
  const answers = { 200: { description: 'It.', content: { 'application/json': { schema: { type: 'object' } } } } };
  const document = {
    openapi: '3.0.3',
    info: { title: 'Things', version },
    servers: [{ url: `http://127.0.0.1:${port}/${prefix}` }],
    paths: {
      '/things': { get: { operationId: 'listThings', summary: 'List things', parameters, responses: answers } },
    },
  };
  const overlay = { name: 'things', title: 'Things', description: 'All of them.', version };
  const imported = await server.api('/api/v1/connectors/openapi', {
    json: { document: JSON.stringify(document), overlay, promote: true },
  });
  if (imported.status !== 201) throw new Error(imported.text);
}

const workflow = (name: string) => ({
  ...webhookWorkflow(name, { Type: 'Task', Resource: 'connector:things/list_things', Arguments: {} }),
  connectors: { things: '1.0.0' },
});
const MIGRATIONS = '/api/v1/connectors/things/migrations';
const start = (json: object): Promise<Answer> => server.api(MIGRATIONS, { json: { from: '1.0.0', ...json } });
const reportOf = ({ body }: Answer): MigrationDto => body as unknown as MigrationDto;
const statesOf = (answer: Answer): readonly string[] => reportOf(answer).workflows.map(({ state }) => state);
const pinOf = async (name: string): Promise<unknown> => {
  const { items } = (await server.api(`/api/v1/workflows/${name}/versions`)).body as unknown as {
    items: { number: number; live: boolean }[];
  };
  const live = items.find(({ live: isLive }) => isLive);
  const version = await server.api(`/api/v1/workflows/${name}/versions/${live?.number ?? 0}`);
  return (version.body as unknown as { document: { connectors: unknown } }).document.connectors;
};

test('a test that passed before and fails with the new version stops the move of its workflow', async () => {
  const tested = (name: string, args: object) => ({
    ...webhookWorkflow(name, {
      ...{ Type: 'Task', Resource: 'connector:things/list_things', Arguments: '{% $states.input %}' },
    }),
    connectors: { things: '1.0.0' },
    tests: [{ name: 'lists', input: args, mocks: { Only: [{ return: [] }] }, expect: { status: 'succeeded' } }],
  });
  await server.publish(tested('misfit', {}));
  await server.publish(tested('fit', { filter: 'x' }));
  const report = await start({ to: '2.0.0', workflows: ['misfit', 'fit'], publish: true, batches: [100] });
  expect(reportOf(report).workflows).toMatchObject([
    { workflow: 'misfit', state: 'needs_edits', problems: [{ code: 'test.failed', path: '/tests/0' }] },
    { workflow: 'fit', state: 'published' },
  ]);
  expect(await pinOf('misfit')).toEqual({ things: '1.0.0' });
  expect(await pinOf('fit')).toEqual({ things: '2.0.0' });
});

test('drafts get the pin, and what does not fit is named; nothing is published', async () => {
  await server.publish(workflow('fits'));
  const report = await start({ to: '2.0.0', workflows: ['fits'] });
  expect(reportOf(report)).toMatchObject({ state: 'done', workflows: [{ workflow: 'fits', state: 'needs_edits' }] });
  expect(reportOf(report).workflows[0]?.problems).toEqual([
    expect.objectContaining({ code: 'connector.arguments_invalid' }),
  ]);
  expect(await pinOf('fits')).toEqual({ things: '1.0.0' });
  const draft = await server.api('/api/v1/workflows/fits/draft');
  expect(draft.body).toMatchObject({ document: { connectors: { things: '2.0.0' } } });
});

test('batch by batch, as long as it goes well, and back', async () => {
  const names = ['b1', 'b2', 'b3', 'b4'];
  for (const name of names) await server.publish(workflow(name));
  const call = (name: string): Promise<Answer> => server.send(`/hooks/default/${name}`, { json: {} });
  for (const name of names) expect((await call(name)).status).toBe(200);
  const first = await start({ to: '1.1.0', workflows: names, batches: [25, 100], publish: true });
  expect(statesOf(first)).toEqual(['published', 'ready', 'ready', 'ready']);
  expect((await server.api(first.headers.get('location') ?? '')).body).toEqual(first.body);
  expect(await pinOf('b1')).toEqual({ things: '1.1.0' });
  expect(await pinOf('b2')).toEqual({ things: '1.0.0' });
  const next = (json: object = {}): Promise<Answer> => server.api(`${MIGRATIONS}/${reportOf(first).id}/next`, { json });
  expect((await next()).body).toMatchObject({ status: 409, code: 'connector.migration_objection' });
  isBroken = true;
  await call('b1');
  const failing = await next();
  expect(failing.body).toMatchObject({
    status: 409,
    errors: [expect.objectContaining({ code: 'migration.objection' })],
  });
  isBroken = false;
  const forced = await next({ force: true });
  expect(reportOf(forced)).toMatchObject({ state: 'done' });
  expect(statesOf(forced)).toEqual(['published', 'published', 'published', 'published']);
  expect((await next()).body).toMatchObject({ code: 'connector.migration_ended' });
  const undone = await server.api(`${MIGRATIONS}/${reportOf(first).id}/undo`, { method: 'POST' });
  expect(statesOf(undone)).toEqual(['undone', 'undone', 'undone', 'undone']);
  expect(await pinOf('b4')).toEqual({ things: '1.0.0' });
}, 30_000);

test('what somebody is at work on is theirs, and what they have published since stays', async () => {
  await server.publish(workflow('edited'));
  await server.publish(workflow('moved'));
  const path = '/api/v1/workflows/edited/draft';
  const { headers } = await server.api(path);
  await server.api(path, {
    method: 'PUT',
    headers: { 'if-match': headers.get('etag') ?? '' },
    json: { ...workflow('edited'), description: 'Half done.' },
  });
  const names = ['edited', 'moved'];
  const begun = await start({ to: '1.1.0', workflows: names, batches: [100], publish: true });
  expect(statesOf(begun)).toEqual(['draft_differs', 'published']);
  expect(await pinOf('edited')).toEqual({ things: '1.0.0' });
  expect((await server.api(path)).body).toMatchObject({ document: { description: 'Half done.' } });
  await server.api('/api/v1/workflows/moved/publish', { json: { note: 'By hand.' } });
  const undone = await server.api(`${MIGRATIONS}/${reportOf(begun).id}/undo`, { method: 'POST' });
  expect(statesOf(undone)).toEqual(['draft_differs', 'skipped']);
});

test('what does not pin the version is named, and nothing begins with one that is yanked', async () => {
  await server.publish(workflow('pins'));
  const named = await start({ to: '1.1.0', workflows: ['pins', 'nobody'] });
  expect(reportOf(named).workflows).toMatchObject([
    { workflow: 'pins' },
    { workflow: 'nobody', state: 'skipped', problems: [{ code: 'migration.not_pinned' }] },
  ]);
  await importVersion('1.2.0', 'v2', {});
  await server.api('/api/v1/connectors/things/versions/1.2.0/yank', { method: 'POST' });
  expect((await start({ to: '1.2.0' })).body).toMatchObject({ status: 404, code: 'connector.not_found' });
  const draft = await server.api('/api/v1/workflows/pins/draft');
  expect(draft.body).toMatchObject({ document: { connectors: { things: '1.1.0' } } });
});

test('from a version to the same one nothing moves', async () => {
  const refused = await start({ to: '1.0.0' });
  expect(refused.body).toMatchObject({ status: 400, code: 'connector.migration_same_version' });
  expect((await server.api(MIGRATIONS)).text).not.toContain('"to":"1.0.0"');
});

test('there must be the version, and the migration', async () => {
  expect((await start({ to: '9.9.9' })).body).toMatchObject({ status: 404, code: 'connector.not_found' });
  const unknown = await server.api(`${MIGRATIONS}/01a22ae2-9de1-7269-bd2d-3db71f7a975a`);
  expect(unknown.body).toMatchObject({ status: 404, code: 'connector.migration_not_found' });
});
