import { createTestDatabase, type TestDatabase } from '@millrace/testing';
import { startServer } from '../start-server.ts';
import { startTestServer, type TestServer } from '../testing/test-server.ts';

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

const CANARY = 'CANARY_b7f3a91c';
const path = '/api/v1/connections';
const create = (name: string, fields: object = { secret: CANARY }) =>
  server.api(path, { json: { name, kind: 'secret', fields } });

async function asKey(
  scopes: readonly string[],
): Promise<(to: string, call?: object) => ReturnType<TestServer['send']>> {
  const { body } = await server.api('/api/v1/api-keys', { json: { name: 'k', scopes } });
  return (to, call = {}) => server.send(to, { ...call, headers: { authorization: `Bearer ${body.key}` } });
}

test('a secret goes in and never comes out', async () => {
  const made = await create('shop');
  expect(made.status).toBe(201);
  expect(made.headers.get('location')).toBe(`${path}/shop`);
  expect(made.body).toMatchObject({ name: 'shop', kind: 'secret', fieldNames: ['secret'], version: 1 });
  const read = await server.api(`${path}/shop`);
  const list = await server.api(`${path}?limit=200`);
  const listed = list.body.items.find(({ id }) => id === read.body.id);
  expect(read.body).toEqual({ ...listed, usedBy: [] });
  for (const { text } of [made, read, list]) expect(text).not.toContain(CANARY);
  expect(server.log.join('')).not.toContain(CANARY);
});

test('replacing raises the version, and says how long the fields before count', async () => {
  await create('rotating');
  const replace = (json: object) => server.api(`${path}/rotating/fields`, { method: 'PUT', json });
  const day = await replace({ fields: { secret: 'new', extra: 'x' } });
  expect(day.body).toMatchObject({ version: 2, fieldNames: ['extra', 'secret'] });
  const { previousUntil, updatedAt } = day.body as unknown as { previousUntil: string; updatedAt: string };
  expect(Date.parse(previousUntil) - Date.parse(updatedAt)).toBe(24 * 3_600_000);
  expect((await replace({ fields: { secret: 'newer' }, previousHours: 0 })).body).not.toHaveProperty('previousUntil');
});

test.each([
  ['a name that is taken', { name: 'taken', fields: { secret: 'x' } }, 409, 'connection.name_taken'],
  ['a name that is none', { name: 'No Name', fields: { secret: 'x' } }, 422, 'request.invalid'],
  ['no field', { name: 'empty', fields: {} }, 422, 'request.invalid'],
  ['an empty field', { name: 'empty', fields: { secret: '' } }, 422, 'request.invalid'],
  ['a field that is no text', { name: 'empty', fields: { secret: 5 } }, 422, 'request.invalid'],
  [
    'a member that is unknown',
    { name: 'empty', fields: { secret: 'x' }, workspaceId: 'other' },
    422,
    'request.invalid',
  ],
  ['more than 64 KiB', { name: 'large', fields: { secret: 'x'.repeat(65_536) } }, 422, 'vault.too_large'],
])('refuses %s', async (...[, json, status, code]) => {
  await create('taken');
  const answer = await server.api(path, { json });
  expect(answer.body).toMatchObject({ status, code });
});

test('deleting, and what is not there', async () => {
  await create('gone');
  expect(await server.api(`${path}/gone`, { method: 'DELETE' })).toMatchObject({ status: 204 });
  for (const call of [{}, { method: 'DELETE' }]) {
    expect((await server.api(`${path}/gone`, call)).body).toMatchObject({ status: 404, code: 'connection.not_found' });
  }
  const fields = { method: 'PUT', json: { fields: { secret: 'x' } } };
  expect((await server.api(`${path}/gone/fields`, fields)).body).toMatchObject({ code: 'connection.not_found' });
});

test('who may what', async () => {
  await create('guarded');
  const reader = await asKey(['connection.read']);
  expect(await reader(`${path}/guarded`)).toMatchObject({ status: 200 });
  expect((await reader(path, { json: { name: 'x', fields: { secret: 'x' } } })).body).toMatchObject({
    status: 403,
    code: 'auth.forbidden',
  });
  expect(await reader(`${path}/guarded`, { method: 'DELETE' })).toMatchObject({ status: 403 });
  const stranger = await asKey(['workflow.read']);
  expect(await stranger(path)).toMatchObject({ status: 403 });
  for (const address of [path, `${path}/guarded`, `${path}/`, '/API/v1/Connections', `/${path}`]) {
    const { status, text } = await server.send(address);
    expect(text).not.toContain('fieldNames');
    if (address.startsWith('/api/')) expect([401, 404]).toContain(status);
  }
  // The maker may delete without the right to delete everybody's.
  const writer = await asKey(['connection.write']);
  expect(await writer(`${path}/guarded`, { method: 'DELETE' })).toMatchObject({ status: 204 });
});

test('a database whose secrets have another key is not served, and says why', async () => {
  const environment = {
    DATABASE_URL: database.url,
    MILLRACE_PORT: '0',
    MILLRACE_DATA_DIR: '/nonexistent',
    MILLRACE_LOG_LEVEL: 'silent',
  };
  const wrong = startServer({
    environment: { ...environment, MILLRACE_ENCRYPTION_KEY: Buffer.alloc(32, 8).toString('base64') },
  });
  await expect(wrong).rejects.toMatchObject({ code: 'vault.key_mismatch' });
  await expect(startServer({ environment })).rejects.toMatchObject({
    code: 'vault.key_mismatch',
    message: expect.stringContaining('MILLRACE_ENCRYPTION_KEY') as string,
  });
}, 60_000);

describe('without a key', () => {
  let bare: TestDatabase;
  let keyless: TestServer;
  beforeAll(async () => {
    bare = await createTestDatabase();
    keyless = await startTestServer(bare.url, { MILLRACE_ENCRYPTION_KEY: '' });
  }, 60_000);
  afterAll(async () => {
    await keyless.stop();
    await bare.drop();
  }, 60_000);

  test('nothing secret is kept, and the server says what it lacks', async () => {
    const answer = await keyless.api(path, { json: { name: 'shop', fields: { secret: 'x' } } });
    expect(answer.body).toMatchObject({ status: 503, code: 'vault.no_key' });
    expect((await keyless.api(path)).body.items).toEqual([]);
  });
});
