import { createTestDatabase, type TestDatabase } from '@millrace/testing';
import { startTestServer, webhookWorkflow, type TestServer } from '../testing/test-server.ts';

let database: TestDatabase;
let server: TestServer;

beforeAll(async () => {
  database = await createTestDatabase();
  server = await startTestServer(database.url);
  await server.publish(webhookWorkflow('flow', { Type: 'Pass' }));
}, 60_000);

afterAll(async () => {
  await server.stop();
  await database.drop();
}, 60_000);

describe('texts that no database can keep', () => {
  test.each([
    ['/api/v1/workflows/a%00b'],
    ['/api/v1/workflows/a%00b/draft'],
    ['/api/v1/workflows/a%00b/versions'],
    ['/api/v1/workflows/a%00b/versions/1'],
    ['/api/v1/workflows?cursor=%00'],
    ['/api/v1/runs?workflow=a%00b'],
  ])('in %s', async (path) => {
    expect((await server.api(path)).body).toMatchObject({ status: 400, code: 'request.parameter_invalid' });
  });

  test.each([
    ['the name of a key', '/api/v1/api-keys', { name: 'a\u0000b' }, '/name'],
    ['half of a character', '/api/v1/api-keys', { name: 'a\ud800' }, '/name'],
    ['a note', '/api/v1/workflows/flow/publish', { note: '\u0000' }, '/note'],
    ['an idempotency key', '/api/v1/workflows/flow/runs', { idempotencyKey: '\u0000' }, '/idempotencyKey'],
    ['an e-mail address', '/api/v1/auth/login', { email: 'a\u0000@b.c', password: 'x' }, '/email'],
  ])('as %s', async (...[, path, json, pointer]) => {
    expect((await server.api(path, { json })).body).toMatchObject({
      status: 422,
      code: 'request.invalid',
      errors: [{ path: pointer }],
    });
  });
});

test('a query parameter that the path names is none of the query', async () => {
  const answer = await server.api('/api/v1/workflows/flow/runs?name=other', { json: {} });
  expect(answer.body).toMatchObject({ status: 400, errors: [{ path: '/name' }] });
});

test.each(['/%61pi/v1/runs', '/api/v1/runs', '/api/v1/nothing'])('%s is data that nobody keeps', async (path) => {
  const { headers } = await server.api(path);
  expect(headers.get('cache-control')).toBe('no-store');
  expect(headers.get('content-security-policy')).toBe("default-src 'none'; frame-ancestors 'none'");
});

describe('Authorization that is no key of ours', () => {
  const headers = { authorization: 'Basic YWRhOnNlY3JldA==' };

  test.each(['/healthz', '/demo/customers/c-100', '/api/v1/setup'])(
    'does not close %s, which is public',
    async (path) => {
      expect(await server.send(path, { headers })).toMatchObject({ status: 200 });
    },
  );

  test('opens nothing', async () => {
    expect((await server.send('/api/v1/runs', { headers })).body).toMatchObject({ status: 401, code: 'auth.required' });
  });

  test('does not excuse from saying which page asks', async () => {
    const login = { email: 'ada@example.com', password: 'correct horse battery' };
    const answer = await server.send('/api/v1/auth/login', {
      json: login,
      headers: { ...headers, origin: 'https://evil.example' },
    });
    expect(answer.body).toMatchObject({ status: 403, code: 'auth.origin_refused' });
  });
});

test('a key made with a key does not outlive it', async () => {
  const make = async (key: string | undefined, expiresInDays: number) => {
    const call = {
      json: { name: 'k', expiresInDays },
      ...(key === undefined ? {} : { headers: { authorization: `Bearer ${key}` } }),
    };
    const { body } = await server.api('/api/v1/api-keys', call);
    return body as unknown as { readonly key: string; readonly expiresAt: string };
  };
  const short = await make(undefined, 1);
  const wanted = await make(short.key, 3650);
  expect(wanted.expiresAt).toBe(short.expiresAt);
  expect(Date.parse((await make(undefined, 30)).expiresAt)).toBeGreaterThan(Date.parse(short.expiresAt));
});

test('pages about errors run nothing', async () => {
  const { headers } = await server.send('/errors/request');
  expect(headers.get('content-security-policy')).toContain("default-src 'none'");
});

test.each([
  ['a form', 'application/x-www-form-urlencoded', 'a=1', { a: '1' }],
  ['text', 'text/plain', 'hi', 'hi'],
  ['JSON', 'application/json', '{"a":1}', { a: 1 }],
])('the echo says %s', async (...[, type, body, read]) => {
  const answer = await server.send('/demo/echo?x=1&x=2', {
    method: 'PUT',
    body,
    headers: { 'content-type': type, authorization: 'Basic abc' },
  });
  expect(answer.body).toMatchObject({
    method: 'PUT',
    path: '/demo/echo',
    query: { x: ['1', '2'] },
    headers: { 'content-type': type, authorization: '[redacted]' },
    body: read,
  });
});
