// Who may do what with connectors, who sees whose drafts, and where a connection's secrets may go.
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createPublisherKey } from '@millrace/connector-package';
import { createTestDatabase, type TestDatabase } from '@millrace/testing';
import type { Role } from '@millrace/runtime';
import { addPerson } from '../testing/add-person.ts';
import { startTestServer, webhookWorkflow, type Answer, type Call, type TestServer } from '../testing/test-server.ts';

const CONNECTORS = '/api/v1/connectors';
const ROLES = ['owner', 'admin', 'builder', 'operator', 'viewer'] as const;
let database: TestDatabase;
let server: TestServer;
let service: Server;
let seen: (string | undefined)[];
let port: number;
const keys = new Map<string, string>();

beforeAll(async () => {
  database = await createTestDatabase();
  service = createServer((asked, response) => {
    seen.push(asked.headers.authorization);
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"id":"1"}');
  });
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
  port = (service.address() as AddressInfo).port;
  const allow = `127.0.0.1:${port},localhost:${port}`;
  server = await startTestServer(database.url, { MILLRACE_OUTBOUND_ALLOW: allow });
  for (const role of ROLES) keys.set(role, await addPerson(database.url, role));
  keys.set('colleague', await addPerson(database.url, 'builder'));
  keys.set('stranger', await addPerson(database.url, 'owner', 'elsewhere'));
  await importAs('owner', '1.0.0', { promote: true });
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

type Person = Role | 'colleague' | 'stranger';
const as = (person: Person, path: string, call: Call = {}): Promise<Answer> =>
  server.send(`${CONNECTORS}${path}`, {
    ...call,
    headers: { authorization: `Bearer ${keys.get(person) ?? ''}`, ...call.headers },
  });

interface Importing {
  readonly name?: string;
  readonly host?: string;
  readonly draft?: boolean;
  readonly promote?: boolean;
  readonly approved?: readonly string[];
  readonly dryRun?: boolean;
}
async function importAs(
  person: Person,
  version: string,
  { name = 'crm', host = '127.0.0.1', ...how }: Importing = {},
): Promise<Answer> {
  const answers = { 200: { description: 'It.', content: { 'application/json': { schema: { type: 'object' } } } } };
  const document = {
    openapi: '3.0.3',
    info: { title: 'CRM', version },
    servers: [{ url: `http://${host}:${port}` }],
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
    security: [{ token: [] }],
    paths: { '/me': { get: { operationId: 'getMe', summary: 'Get me', responses: answers } } },
  };
  const overlay = { name, title: 'CRM', description: 'Contacts.', version };
  return as(person, '/openapi', { json: { document: JSON.stringify(document), overlay, ...how } });
}
const versionOf = ({ body }: Answer): string => (body as unknown as { version: string }).version;

const builders: readonly Role[] = ['owner', 'admin', 'builder'];
const administrators: readonly Role[] = ['owner', 'admin'];
const VERSION = '/crm/versions/9.9.9';
test.each<readonly [string, string, readonly Role[], Call]>([
  ['list', '', ROLES, {}],
  ['read', '/crm', ROLES, {}],
  ['list versions', '/crm/versions', ROLES, {}],
  ['list users', '/crm/users', ROLES, {}],
  ['take a package away', `${VERSION}/package`, ROLES, {}],
  ['see samples', '/crm/samples', ['owner', 'admin', 'builder', 'operator'], {}],
  ['publish', '/packages', builders, { method: 'POST', headers: { 'content-type': 'application/gzip' }, body: 'x' }],
  ['inspect', '/openapi/inspect', builders, { json: {} }],
  ['import', '/openapi', builders, { json: {} }],
  ['try', '/crm/actions/none/try', builders, { json: {} }],
  ['list options', '/crm/options/none', builders, { json: {} }],
  ['read a schema', '/crm/schemas/none', builders, { json: {} }],
  ['save a sample', '/crm/actions/none/sample', builders, { method: 'PUT', json: { output: 1 } }],
  ['migrate', '/crm/migrations', builders, { json: { from: '9.9.9', to: '9.9.8' } }],
  ['promote', `${VERSION}/promote`, administrators, { json: {} }],
  ['deprecate', `${VERSION}/deprecate`, administrators, { json: {} }],
  ['yank', `${VERSION}/yank`, administrators, { method: 'POST' }],
  ['restore', `${VERSION}/restore`, administrators, { method: 'POST' }],
  ['block', `${VERSION}/block`, administrators, { json: { reason: 'x' } }],
  ['unblock', `${VERSION}/block`, administrators, { method: 'DELETE' }],
  ['install a piece', '/pieces', ['owner'], { json: { package: 'left-pad', version: '1.3.0' } }],
])('who may %s', async (...[, path, allowed, call]) => {
  const refused: string[] = [];
  for (const role of ROLES) {
    const { status } = await as(role, path, call);
    if (status === 403) refused.push(role);
    expect(status).not.toBe(401);
  }
  expect(refused).toEqual(ROLES.filter((role) => !allowed.includes(role)));
  expect((await server.send(`${CONNECTORS}${path}`, call)).status).toBe(401);
});

test('promoting at once needs the right to promote', async () => {
  expect((await importAs('builder', '1.0.1', { promote: true })).body).toMatchObject({ code: 'auth.forbidden' });
});

test('a draft is its author’s alone', async () => {
  const draft = versionOf(await importAs('builder', '1.0.0', { name: 'drafted', draft: true }));
  const paths = (version: string): readonly (readonly [string, Call])[] => [
    [`/drafted?version=${version}`, {}],
    ['/drafted', {}],
    ['/drafted/actions/get_me/try', { json: { version } }],
    ['/drafted/options/none', { json: { version } }],
    ['/drafted/schemas/none', { json: { version } }],
    [`/drafted/versions/${version}/package`, {}],
  ];
  for (const [path, call] of paths(draft)) {
    const found = await as('colleague', path, call);
    expect(found.body).toMatchObject({ status: 404, code: 'connector.not_found' });
  }
  expect((await as('colleague', '/drafted/versions')).body).toEqual({ items: [] });
  expect((await as('builder', `/drafted?version=${draft}`)).status).toBe(200);
  expect((await as('builder', '/drafted/versions')).body.items).toHaveLength(1);
});

test('another workspace sees nothing', async () => {
  expect((await as('stranger', '/crm')).status).toBe(404);
  expect((await as('stranger', '/crm/versions')).status).toBe(404);
  expect((await as('stranger', '/crm/versions/1.0.0/yank', { method: 'POST' })).status).toBe(404);
  expect((await as('stranger', '/crm/actions/get_me/try', { json: {} })).status).toBe(404);
  expect((await as('stranger', '')).text).not.toContain('"crm"');
});

test('a version that nobody has promoted does not get the secrets of a connection to a new host', async () => {
  const json = { name: 'crm', kind: 'connector', connector: 'crm', authKind: 'token', fields: { token: 'CANARY-crm' } };
  expect(await server.api('/api/v1/connections', { json })).toMatchObject({ status: 201 });
  const wider = await importAs('builder', '1.1.0', { host: 'localhost' });
  expect(wider.body).toMatchObject({ version: '1.1.0', isLatest: false });
  const call = { json: { version: '1.1.0', connection: 'crm' } };
  expect((await as('builder', '/crm/actions/get_me/try', call)).body).toMatchObject({
    status: 409,
    code: 'connector.approval_needed',
  });
  expect((await as('builder', '/crm/options/none', call)).status).toBe(409);
  const check = async (version: string): Promise<readonly unknown[]> => {
    const state = { Type: 'Task', Resource: 'connector:crm/get_me', Arguments: {}, Connection: 'crm' };
    const document = { ...webhookWorkflow('wider', state), connectors: { crm: version } };
    const { body } = await server.api('/api/v1/validate', { json: document });
    return body.problems.filter(({ path }) => path === '/connectors/crm');
  };
  expect(await check('1.1.0')).toMatchObject([{ code: 'connector.approval_needed', severity: 'error' }]);
  expect(await check('1.0.0')).toEqual([]);
  expect(seen).toEqual([]);
  const usual = { json: { version: '1.0.0', connection: 'crm' } };
  expect((await as('builder', '/crm/actions/get_me/try', usual)).body).toMatchObject({ status: 'succeeded' });
  expect(seen).toEqual(['Bearer CANARY-crm']);
});

describe('what a version may do is approved once, by whoever promotes', () => {
  const WIDE = { host: 'localhost' };
  const create = async (name: string): Promise<void> => {
    await importAs('owner', '1.0.0', { name, promote: true });
    const json = { name, kind: 'connector', connector: name, authKind: 'token', fields: { token: 'CANARY' } };
    expect(await server.api('/api/v1/connections', { json })).toMatchObject({ status: 201 });
  };
  const promote = (name: string, version: string, approved: readonly string[] = []): Promise<Answer> =>
    as('owner', `/${name}/versions/${version}/promote`, { json: { approved } });
  const yank = (name: string, version: string): Promise<Answer> =>
    as('owner', `/${name}/versions/${version}/yank`, { method: 'POST' });
  /** How a call with a connection ends, and what checking a document that pins it finds. */
  const standingOf = async (name: string, version: string): Promise<readonly unknown[]> => {
    const tried = await as('builder', `/${name}/actions/get_me/try`, { json: { version, connection: name } });
    const state = { Type: 'Task', Resource: `connector:${name}/get_me`, Arguments: {}, Connection: name };
    const document = { ...webhookWorkflow('pins', state), connectors: { [name]: version } };
    const checked = await server.api('/api/v1/validate', { json: document });
    const { problems } = checked.body as unknown as { problems: { path: string; code: string }[] };
    const codes = problems.filter(({ path }) => path === `/connectors/${name}`).map(({ code }) => code);
    const { code, status } = tried.body as unknown as { code?: string; status: string };
    return [code ?? status, ...codes];
  };
  const REFUSED = ['connector.approval_needed', 'connector.approval_needed'];

  test('a newer promotion approves nothing that may do more', async () => {
    await create('newer');
    expect((await importAs('builder', '1.1.0', { name: 'newer', ...WIDE })).body).toMatchObject({
      ...{ isApproved: false, approvalNeeded: ['localhost'] },
    });
    expect((await importAs('owner', '1.2.0', { name: 'newer', promote: true })).body).toMatchObject({ isLatest: true });
    expect(await standingOf('newer', '1.1.0')).toEqual(REFUSED);
    expect((await as('builder', '/newer/versions')).body.items).toMatchObject([
      { version: '1.2.0', isApproved: true, approvalNeeded: [] },
      { version: '1.1.0', isApproved: false, approvalNeeded: ['localhost'], permissions: { memoryMiB: 256 } },
      { version: '1.0.0', isApproved: true, approvalNeeded: [] },
    ]);
  });

  test('where the latest was yanked, nobody goes on with what nobody approved', async () => {
    await create('withdrawn');
    await importAs('builder', '1.1.0', { name: 'withdrawn', ...WIDE });
    await yank('withdrawn', '1.0.0');
    expect(await standingOf('withdrawn', '1.1.0')).toEqual(REFUSED);
    const unpinned = await as('builder', '/withdrawn/actions/get_me/try', { json: { connection: 'withdrawn' } });
    expect(unpinned.body).toMatchObject({ status: 404, code: 'connector.not_found' });
    expect((await promote('withdrawn', '1.1.0')).body).toMatchObject({ code: 'connector.approval_needed' });
  });

  test('what was approved stays so after a roll-back', async () => {
    await create('back');
    await importAs('owner', '1.1.0', { name: 'back', ...WIDE, promote: true, approved: ['localhost'] });
    expect((await promote('back', '1.0.0')).status).toBe(200);
    expect(await standingOf('back', '1.1.0')).toEqual(['succeeded']);
    expect((await promote('back', '1.1.0')).status).toBe(200);
  });

  test('also the first version waits for somebody who may promote', async () => {
    await importAs('builder', '1.0.0', { name: 'first' });
    const json = {
      name: 'first',
      kind: 'connector',
      connector: 'first',
      authKind: 'token',
      fields: { token: 'CANARY' },
    };
    await server.api('/api/v1/connections', { json });
    expect(await standingOf('first', '1.0.0')).toEqual(REFUSED);
    expect((await promote('first', '1.0.0')).status).toBe(200);
    expect(await standingOf('first', '1.0.0')).toEqual(['succeeded']);
  });

  test('what is blocked is not promoted', async () => {
    await create('blocked');
    await as('owner', '/blocked/versions/1.0.0/block', { json: { reason: 'It steals.' } });
    const refused = await promote('blocked', '1.0.0');
    expect(refused.body).toMatchObject({ status: 409, code: 'connector.blocked' });
    expect(refused.text).toContain('It steals.');
  });
});

test('what is only tried is not kept, and says what keeping it would', async () => {
  const dry = { name: 'dry', dryRun: true };
  const tried = await importAs('builder', '1.0.0', dry);
  expect(tried.body).toMatchObject({ version: '1.0.0', isLatest: false });
  expect(tried.headers.get('location')).toBeNull();
  expect((await as('builder', '/dry/versions')).status).toBe(404);
  expect((await importAs('builder', '1.0.0', { dryRun: true })).body).toMatchObject({
    status: 409,
    code: 'connector.version_taken',
  });
});

test('what is said to be better is one that may be used', async () => {
  await importAs('owner', '1.0.5');
  const deprecate = (successor: string): Promise<Answer> =>
    as('owner', '/crm/versions/1.0.5/deprecate', { json: { successor } });
  expect((await deprecate('1.0.5')).status).toBe(404);
  expect((await deprecate('7.7.7')).status).toBe(404);
  expect((await deprecate('1.0.0')).status).toBe(200);
});

test('a private key is not taken for a public one, and nothing but the key is kept', async () => {
  const add = (publicKey: string): Promise<Answer> =>
    server.api('/api/v1/publisher-keys', { json: { name: 'Build', publicKey } });
  const key = createPublisherKey();
  expect((await add(key.privateKeyPem)).body).toMatchObject({ status: 422, code: 'publisher_key.invalid' });
  expect((await add(`${key.publicKeyPem}\nnotes: CANARY`)).status).toBe(201);
  expect((await server.api('/api/v1/publisher-keys')).text).not.toContain('CANARY');
});

test('who asks for an action that is not there is told which are', async () => {
  const text = 'crm 1.0.0 has no action \\"get_you\\". It has: get_me.';
  const tried = await as('builder', '/crm/actions/get_you/try', { json: { version: '1.0.0' } });
  expect(tried.body).toMatchObject({ status: 404, code: 'connector.not_found' });
  expect(tried.text).toContain(text);
  const saved = await as('builder', '/crm/actions/get_you/sample', { method: 'PUT', json: { output: 1 } });
  expect(saved.text).toContain('It has: get_me.');
});

test('a sample that nobody can read whole is not kept', async () => {
  const save = (output: unknown): Promise<Answer> =>
    as('builder', '/crm/actions/get_me/sample', { method: 'PUT', json: { output } });
  expect((await save('x'.repeat(300_000))).body).toMatchObject({ status: 413, code: 'request.body_too_large' });
  expect((await save('x')).status).toBe(204);
});

test('who may not publish is told so before the body is read', async () => {
  const statusOf = (person: Person | 'nobody'): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      const headers = {
        ...{ 'content-type': 'application/gzip', 'content-length': '5000000' },
        ...(person === 'nobody' ? {} : { authorization: `Bearer ${keys.get(person) ?? ''}` }),
      };
      // Its body never comes.
      const sent = request(`${server.url}${CONNECTORS}/packages`, { method: 'POST', headers }, (response) => {
        resolve(response.statusCode);
        sent.destroy();
      });
      sent.once('error', reject);
      sent.flushHeaders();
    });
  expect(await statusOf('nobody')).toBe(401);
  expect(await statusOf('viewer')).toBe(403);
});

test('more uploads than can be looked at wait, or are refused', async () => {
  const headers = { 'content-type': 'application/gzip', 'millrace-signature': '' };
  const send = () =>
    as('builder', '/packages?draft=true', { method: 'POST', headers, body: Buffer.from('no package') });
  const answers = await Promise.all(Array.from({ length: 30 }, send));
  const codes = new Set(answers.map(({ body }) => (body as unknown as { code: string }).code));
  expect(codes).toEqual(new Set(['package.invalid', 'request.too_many_uploads']));
}, 60_000);
