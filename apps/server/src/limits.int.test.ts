import { deflateRawSync, gzipSync } from 'node:zlib';
import { createTestDatabase, until, type TestDatabase } from '@millrace/testing';
import { readAnswer, speak } from './testing/speak.ts';
import { startTestServer, webhookWorkflow, type TestServer } from './testing/test-server.ts';

const HOOK_LIMIT = 64 * 1024;
let database: TestDatabase;
let server: TestServer;

beforeAll(async () => {
  database = await createTestDatabase();
  server = await startTestServer(database.url, {
    MILLRACE_HOOK_BODY_LIMIT_BYTES: String(HOOK_LIMIT),
    MILLRACE_API_BODY_LIMIT_BYTES: String(32 * 1024),
    MILLRACE_HEADER_LIMIT_BYTES: '8192',
    MILLRACE_API_CALLS_PER_MINUTE: '60',
    MILLRACE_API_BURST: '100',
  });
  await server.publish(webhookWorkflow('sizes', { Type: 'Pass', Output: '{% $length($states.input.body) %}' }));
}, 60_000);

afterAll(async () => {
  await server.stop();
  await database.drop();
}, 60_000);

const text = { 'content-type': 'text/plain' };
const hook = (body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = text) =>
  server.send('/hooks/default/sizes', { body, headers });

describe('at the edge', () => {
  test('of a webhook body', async () => {
    expect(await hook('x'.repeat(HOOK_LIMIT))).toMatchObject({ status: 200, text: String(HOOK_LIMIT) });
    const refused = await hook('x'.repeat(HOOK_LIMIT + 1));
    expect(refused.body).toMatchObject({
      status: 413,
      code: 'request.body_too_large',
      limit: HOOK_LIMIT,
      actual: HOOK_LIMIT + 1,
      setting: 'MILLRACE_HOOK_BODY_LIMIT_BYTES',
    });
  });

  test('of an API body', async () => {
    const padded = (bytes: number) => `{"name":"edge","x":"${'x'.repeat(bytes - 22)}"}`;
    expect(padded(32 * 1024)).toHaveLength(32 * 1024);
    const post = (body: string) =>
      server.api('/api/v1/validate', { method: 'POST', body, headers: { 'content-type': 'application/json' } });
    expect((await post(padded(32 * 1024))).status).toBe(200);
    expect((await post(padded(32 * 1024 + 1))).body).toMatchObject({ status: 413, code: 'request.body_too_large' });
  });

  test('of headers', async () => {
    const request = (bytes: number): string => {
      const start = 'GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX-Long: ';
      return `${start}${'x'.repeat(bytes - start.length - 4)}\r\n\r\n`;
    };
    expect(await speak(server.url, request(8000))).toMatch(/^HTTP\/1.1 200 /);
    const { status, body } = readAnswer(await speak(server.url, request(8400)));
    expect({ status, body }).toMatchObject({
      status: 431,
      body: { code: 'request.headers_too_large', limit: 8192, setting: 'MILLRACE_HEADER_LIMIT_BYTES' },
    });
  });

  test.each([
    ['no compression that we know', 'zstd', new Uint8Array([1]), 415, 'request.encoding_unsupported'],
    ['two compressions', 'gzip, br', new Uint8Array(gzipSync('x')), 415, 'request.encoding_unsupported'],
    ['not what it says', 'gzip', new Uint8Array(deflateRawSync('x')), 400, 'request.malformed'],
    [
      'too long once inflated',
      'gzip',
      new Uint8Array(gzipSync('x'.repeat(HOOK_LIMIT + 1))),
      413,
      'request.body_too_large',
    ],
  ])('of compressions: %s', async (...[, encoding, body, status, code]) => {
    const answer = await hook(body, { ...text, 'content-encoding': encoding });
    expect(answer.body).toMatchObject({ status, code });
  });

  test('of forms that a webhook gets', async () => {
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const fields = (count: number) => Array.from({ length: count }, (_, index) => `f${index}=1`).join('&');
    // The workflow wants a text: that it fails shows that it ran.
    expect((await hook(fields(1000), form)).body).toMatchObject({ code: 'run.failed' });
    expect((await hook(fields(1001), form)).body).toMatchObject({
      ...{ status: 400, code: 'request.form_too_complex', limit: 1000, actual: 1001 },
    });
    expect((await hook(`${'n'.repeat(200)}=1`, form)).body).toMatchObject({ code: 'run.failed' });
    expect((await hook(`${'n'.repeat(201)}=1`, form)).body).toMatchObject({
      ...{ code: 'request.form_too_complex', limit: 200, actual: 201 },
    });
  });

  test('of JSON', async () => {
    const json = { 'content-type': 'application/json' };
    const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
    expect((await hook(nested(100), json)).body).toMatchObject({ code: 'run.failed' });
    expect((await hook(nested(101), json)).body).toMatchObject({
      status: 400,
      code: 'request.json_too_deep',
      limit: 100,
      actual: 101,
      setting: 'MILLRACE_MAX_JSON_DEPTH',
    });
  });

  test('of a page of a list', async () => {
    expect((await server.api('/api/v1/runs?limit=200')).status).toBe(200);
    const refused = await server.api('/api/v1/runs?limit=201');
    expect(refused.body).toMatchObject({ status: 400, code: 'request.parameter_invalid' });
    expect(JSON.stringify(refused.body)).toContain('200');
  });

  test('of keys', async () => {
    const start = (idempotencyKey: string) =>
      server.api('/api/v1/workflows/sizes/runs', { json: { input: { body: 'x' }, idempotencyKey } });
    expect((await start('k'.repeat(256))).status).toBe(202);
    expect((await start('k'.repeat(257))).body).toMatchObject({ status: 400, code: 'trigger.key_invalid' });
    expect((await start('ü'.repeat(129))).body).toMatchObject({
      status: 400,
      code: 'trigger.key_invalid',
      actual: 258,
    });
  });
});

describe('how often', () => {
  test('one key may call, and what it is told', async () => {
    const { body } = await server.api('/api/v1/api-keys', { json: { name: 'busy', scopes: ['workflow.read'] } });
    const headers = { authorization: `Bearer ${body.key}` };
    const call = () => server.send('/api/v1/workflows?limit=1', { headers });
    const first = await call();
    expect(first.headers.get('ratelimit-policy')).toBe('"api";q=60;w=60');
    expect(first.headers.get('ratelimit')).toBe('"api";r=99;t=0');
    const answers = await Promise.all(Array.from({ length: 160 }, call));
    const refused = answers.filter(({ status }) => status === 429);
    // The bucket fills a little while the calls come, which may take half a minute.
    expect(refused.length).toBeGreaterThan(20);
    expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(99);
    expect(refused[0]?.body).toMatchObject({
      code: 'request.rate_limited',
      limit: 60,
      setting: 'MILLRACE_API_CALLS_PER_MINUTE',
    });
    expect(refused[0]?.headers.get('retry-after')).toBe('1');
    expect(refused[0]?.headers.get('ratelimit')).toMatch(/^"api";r=0;t=1$/);
    // Others are not held up by it, nor is a hook.
    expect((await server.api('/api/v1/workflows?limit=1')).status).toBe(200);
    expect((await hook('x')).status).toBe(200);
    await until(async () => (await call()).status === 200);
  });
});

describe('a full queue', () => {
  let small: TestDatabase;
  let busy: TestServer;
  beforeAll(async () => {
    small = await createTestDatabase();
    busy = await startTestServer(small.url, { MILLRACE_MAX_QUEUED: '2' });
  }, 60_000);
  afterAll(async () => {
    await busy.stop();
    await small.drop();
  }, 60_000);

  test('refuses at every door, keeps nothing, and says when to come back', async () => {
    await busy.publish({
      ...{ millrace: 1, name: 'one-by-one', settings: { concurrency: { max: 1 } } },
      triggers: {
        hook: { type: 'webhook', path: 'queue', respond: 'accepted' },
        page: { type: 'form', path: 'queue' },
      },
      machine: {
        QueryLanguage: 'JSONata',
        StartAt: 'Sleep',
        States: { Sleep: { Type: 'Wait', Seconds: 3600, End: true } },
      },
    } as { name: string });
    const call = () => busy.send('/hooks/default/queue', { json: {} });
    const refused = await until(async () => {
      const answer = await call();
      return answer.status === 429 ? answer : undefined;
    });
    expect(refused.body).toMatchObject({
      code: 'intake.backlog_full',
      limit: 2,
      setting: 'MILLRACE_MAX_QUEUED',
    });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    const count = async () => (await busy.api('/api/v1/runs?workflow=one-by-one&limit=200')).body.items.length;
    const before = await count();
    expect(await call()).toMatchObject({ status: 429 });
    const form = { method: 'POST', body: 'a=1', headers: { 'content-type': 'application/x-www-form-urlencoded' } };
    const page = await busy.send('/forms/default/queue', form);
    expect(page.status).toBe(429);
    expect(page.text).toContain('<h1>Too many runs are waiting</h1>');
    expect((await busy.api('/api/v1/workflows/one-by-one/runs', { json: {} })).body).toMatchObject({ status: 429 });
    expect(await count()).toBe(before);
  });
});
