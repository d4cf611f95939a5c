import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createTestDatabase, type TestDatabase } from '@millrace/testing';
import { OWNER, startTestServer, webhookWorkflow, type TestServer } from './testing/test-server.ts';

let database: TestDatabase;
let server: TestServer;
/** Accepts requests and never answers. */
let hanging: Server;
let hangingUrl: string;

beforeAll(async () => {
  hanging = createServer(() => undefined).listen(0, '127.0.0.1');
  await new Promise((resolve) => hanging.once('listening', resolve));
  const { port } = hanging.address() as AddressInfo;
  hangingUrl = `http://127.0.0.1:${port}/`;
  database = await createTestDatabase();
  server = await startTestServer(database.url, {
    MILLRACE_OUTBOUND_ALLOW: `127.0.0.1:${port}`,
    MILLRACE_HOOK_WAIT_SECONDS: '20',
  });
}, 60_000);

afterAll(async () => {
  await server.stop();
  hanging.closeAllConnections();
  hanging.close();
  await database.drop();
}, 60_000);

const order = { id: 'A-1', customerId: 'c-100', items: [{ sku: 'BOOK-7', quantity: 2, price: 24.9 }] };
const post = (body: string, type = 'application/json') => ({ method: 'POST', body, headers: { 'content-type': type } });

describe('the example', () => {
  test('answers the printed call before anybody has signed in', async () => {
    const answer = await server.send('/hooks/default/orders', { json: order });
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      status: 'confirmed',
      orderId: 'A-1',
      customer: 'Ada Bergström',
      discount: 4.98,
      total: 44.82,
    });
    const run = await server.api(`/api/v1/runs/${answer.headers.get('millrace-run-id') ?? ''}`);
    expect(run.body).toMatchObject({ status: 'succeeded', workflow: { name: 'order-intake' }, version: 1 });
  });

  test('says when somebody must approve, and when there is no such customer', async () => {
    const big = { ...order, customerId: 'c-104', items: [{ quantity: 10, price: 100 }] };
    expect((await server.send('/hooks/default/orders', { json: big })).body).toMatchObject({
      status: 'needs_approval',
      total: 1000,
    });
    const unknown = await server.send('/hooks/default/orders', { json: { ...order, customerId: 'c-999' } });
    expect(unknown.status).toBe(422);
    expect(unknown.body).toEqual({ status: 'refused', reason: 'There is no customer c-999.' });
  });
});

describe('what webhooks refuse', () => {
  test('malformed JSON, with the place', async () => {
    const answer = await server.send('/hooks/default/orders', post('{\n  "id": "A-1",\n  "items": [1, 2,]\n}'));
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.body).toMatchObject({
      code: 'request.json_malformed',
      position: { offset: 34, line: 3, column: 18 },
    });
  });

  test('a body of 20 MB, by an answer and not by a reset', async () => {
    const answer = await server.send('/hooks/default/orders', post(`"${'x'.repeat(20_000_000)}"`));
    expect(answer.status).toBe(413);
    expect(answer.body).toMatchObject({
      code: 'request.body_too_large',
      setting: 'MILLRACE_HOOK_BODY_LIMIT_BYTES',
      limit: 16_777_216,
    });
  });

  test('what inflates beyond the limit', async () => {
    const { gzipSync } = await import('node:zlib');
    const bomb = new Uint8Array(gzipSync(Buffer.alloc(50_000_000, 0x20)));
    const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
    expect(await server.send('/hooks/default/orders', { body: bomb, headers })).toMatchObject({ status: 413 });
  });

  test.each([
    ['a path without a workflow', '/hooks/default/nothing', {}, 404, 'hook.not_found'],
    ['another workspace', '/hooks/other/orders', { json: order }, 404, 'hook.not_found'],
    ['a method that the trigger does not name', '/hooks/default/orders', {}, 405, 'route.method_not_allowed'],
    ['JSON nested too deep', '/hooks/default/orders', post('['.repeat(101)), 400, 'request.json_too_deep'],
    [
      'bytes that are no UTF-8',
      '/hooks/default/orders',
      { body: Uint8Array.of(0x22, 0xff, 0x22), headers: { 'content-type': 'application/json' } },
      400,
      'request.json_malformed',
    ],
    [
      'an unknown compression',
      '/hooks/default/orders',
      { body: 'x', headers: { 'content-encoding': 'zstd' } },
      415,
      'request.encoding_unsupported',
    ],
  ])('%s', async (...[, path, call, status, code]) => {
    const answer = await server.send(path, call);
    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject({ code, status });
  });
});

describe('what webhooks keep', () => {
  test('U+0000 and lone surrogates, readable through the API as they were sent', async () => {
    await server.publish(webhookWorkflow('echo', { Type: 'Pass', Output: '{% $states.input.body %}' }));
    const text = '{"zero":"a\\u0000b","lone":"\\ud800","pair":"\\ud83d\\ude00","__proto__":{"isAdmin":true}}';
    const answer = await server.send('/hooks/default/echo', post(text));
    expect(answer.status).toBe(200);
    const expected = { zero: 'a\u0000b', lone: '\ud800', pair: '😀' };
    expect(answer.body).toEqual(expected);
    const run = await server.api(`/api/v1/runs/${answer.headers.get('millrace-run-id') ?? ''}`);
    expect(run.body.input.body).toEqual(expected);
    expect(run.text).toContain('a\\u0000b');
    expect(run.text).toContain('\\ud800');
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
  });

  test('headers without secrets, the query, and bodies of other types', async () => {
    await server.publish(webhookWorkflow('whole', { Type: 'Pass', Output: '{% $states.input %}' }));
    const send = async (body: string | Uint8Array<ArrayBuffer>, type: string) =>
      (
        await server.send('/hooks/default/whole?a=1&a=2', {
          method: 'PUT',
          body,
          headers: { 'content-type': type, authorization: 'Bearer secret-token', 'X-Kind': 'big' },
        })
      ).body;
    expect(await send('a=1&b=x&b=y', 'application/x-www-form-urlencoded')).toMatchObject({
      body: { a: '1', b: ['x', 'y'] },
      headers: { authorization: '[redacted]', 'x-kind': 'big' },
      query: { a: ['1', '2'] },
      method: 'PUT',
      path: 'whole',
    });
    expect(await send('hello', 'text/plain')).toMatchObject({ body: 'hello' });
    expect(await send(Uint8Array.of(1, 2, 255), 'image/png')).toMatchObject({
      body: { $base64: 'AQL/', type: 'image/png' },
    });
  });

  test('one run per dedupe key', async () => {
    const trigger = { dedupe: '{% $states.input.body.id %}', respond: 'accepted' };
    await server.publish(webhookWorkflow('once', { Type: 'Pass' }, trigger));
    const first = await server.send('/hooks/default/once', { json: { id: 'e-1' } });
    const again = await server.send('/hooks/default/once', { json: { id: 'e-1' } });
    const differs = await server.send('/hooks/default/once', { json: { id: 'e-1', more: true } });
    expect(first.status).toBe(202);
    expect(first.headers.get('location')).toBe(`/api/v1/runs/${first.body.runId}`);
    expect(first.headers.get('millrace-deduplicated')).toBeNull();
    expect([again, differs].map(({ body, headers }) => [body.runId, headers.get('millrace-deduplicated')])).toEqual([
      [first.body.runId, 'true'],
      [first.body.runId, 'body-differs'],
    ]);
    const invalid = await server.send('/hooks/default/once', { json: { id: 'x'.repeat(300) } });
    expect(invalid.body).toMatchObject({ status: 400, code: 'trigger.key_invalid' });
  });
});

describe('runs that go wrong', () => {
  test('an expression without end fails its step within its budget, while others are served', async () => {
    const endless = '{% ($loop := function($n) { $loop($n + 1) }; $loop(0)) %}';
    await server.publish(webhookWorkflow('endless', { Type: 'Pass', Output: endless }));
    const startedAt = performance.now();
    const failing = server.send('/hooks/default/endless', { json: {} });
    const slowest = await longestHealthCheck(failing);
    const answer = await failing;
    expect(answer.status).toBe(500);
    expect(answer.body).toMatchObject({
      code: 'run.failed',
      detail: expect.stringContaining('States.QueryEvaluationError') as string,
    });
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    expect(slowest).toBeLessThan(3000);
  });

  test('a service that never answers times out its step', async () => {
    const call = {
      Type: 'Task',
      Resource: 'connector:http/request',
      Arguments: { url: hangingUrl },
      TimeoutSeconds: 1,
    };
    await server.publish(webhookWorkflow('hanging', call));
    const answer = await server.send('/hooks/default/hanging', { json: {} });
    expect(answer.body).toMatchObject({
      status: 500,
      code: 'run.failed',
      detail: expect.stringContaining('States.Timeout') as string,
    });
    const steps = await server.api(`/api/v1/runs/${answer.body.runId}/steps`);
    expect(steps.body.items).toMatchObject([{ state: 'Only', status: 'failed', error: 'States.Timeout' }]);
  });

  test('the problem of a failed run never holds its payload', async () => {
    await server.publish(
      webhookWorkflow('failing', { Type: 'Pass', Output: '{% $error($states.input.body.secret) %}' }),
    );
    const answer = await server.send('/hooks/default/failing', { json: { secret: 'CANARY-PAYLOAD' } });
    expect(answer.status).toBe(500);
    expect(answer.text).not.toContain('CANARY-PAYLOAD');
    expect(server.log.join('')).not.toContain('CANARY-PAYLOAD');
  });
});

async function longestHealthCheck(until: Promise<unknown>): Promise<number> {
  const state = { isOver: false };
  void until.finally(() => (state.isOver = true));
  let longest = 0;
  while (!state.isOver) {
    const startedAt = performance.now();
    await server.send('/healthz');
    longest = Math.max(longest, performance.now() - startedAt);
  }
  return longest;
}

describe('the API', () => {
  test('names all of ten mistakes of a document, each with its place', async () => {
    const document = {
      millrace: 2,
      name: 'ten-mistakes',
      tilte: 'Misspelt',
      triggers: { hook: { type: 'webhook', path: '/bad path' } },
      machine: {
        StartAt: 'Nowhere',
        States: {
          A: { Type: 'Pass', Next: 'Missing', Output: '{% $unknownVariable %}' },
          B: { Type: 'Wait' },
          C: { Type: 'Task', Resource: 'connector:http/nothing', End: true },
          D: { Type: 'Pass', Output: '{% 1 + %}', Next: 'A', End: true },
          E: { Type: 'Sort', End: true },
        },
      },
    };
    const created = await server.api('/api/v1/workflows', { json: document });
    expect(created.status).toBe(201);
    const answer = await server.api('/api/v1/workflows/ten-mistakes/publish', { json: {} });
    expect(answer.status).toBe(422);
    const paths = answer.body.errors.map(({ path }) => path);
    for (const path of [
      '/millrace',
      '/tilte',
      '/triggers/hook/path',
      '/machine/StartAt',
      '/machine/States/A/Next',
      '/machine/States/B',
      '/machine/States/C/Resource',
      '/machine/States/D',
      '/machine/States/D/Output',
      '/machine/States/E/Type',
    ]) {
      expect(paths).toContain(path);
    }
    const validated = await server.api('/api/v1/validate', { json: document });
    expect(validated.body.problems).toEqual(answer.body.errors);
  });

  test('guards drafts against lost edits', async () => {
    const document = webhookWorkflow('guarded', { Type: 'Pass' });
    const created = await server.api('/api/v1/workflows', { json: document });
    expect(created.headers.get('etag')).toBe(`"${created.body.revision}"`);
    const put = (headers: Record<string, string>) =>
      server.api('/api/v1/workflows/guarded/draft', { method: 'PUT', json: { ...document, title: 'New' }, headers });
    expect((await put({})).body).toMatchObject({ status: 428, code: 'workflow.if_match_required' });
    expect(await put({ 'if-match': created.headers.get('etag') ?? '' })).toMatchObject({ status: 200 });
    expect((await put({ 'if-match': created.headers.get('etag') ?? '' })).body).toMatchObject({
      status: 412,
      code: 'workflow.draft_changed',
    });
    const renamed = await server.api('/api/v1/workflows/guarded/draft', {
      method: 'PUT',
      json: { ...document, name: 'other' },
      headers: { 'if-match': '"2"' },
    });
    expect(renamed.body).toMatchObject({ status: 422, errors: [{ path: '/name' }] });
  });

  test.each([
    [
      'another content type',
      '/api/v1/validate',
      { method: 'POST', body: 'a=1', headers: { 'content-type': 'text/plain' } },
      415,
      'request.media_type_unsupported',
    ],
    ['an unknown member', '/api/v1/workflows/order-intake/runs', { json: { inptu: {} } }, 422, 'request.invalid'],
    ['an unknown query parameter', '/api/v1/runs?limt=3', {}, 400, 'request.parameter_invalid'],
    ['a status that does not exist', '/api/v1/runs?status=done', {}, 400, 'request.parameter_invalid'],
    ['a cursor of somebody else', '/api/v1/runs?cursor=abc', {}, 400, 'list.cursor_invalid'],
    ['an id that is none', '/api/v1/runs/42', {}, 400, 'request.parameter_invalid'],
    ['an unknown run', '/api/v1/runs/01a20bb7-0796-715f-a250-e3f038bb1414', {}, 404, 'run.not_found'],
    ['an unknown workflow', '/api/v1/workflows/nothing', {}, 404, 'workflow.not_found'],
    ['an unknown address', '/api/v1/nothing', {}, 404, 'route.not_found'],
    ['a method that is not there', '/api/v1/connectors', { method: 'DELETE' }, 405, 'route.method_not_allowed'],
    ['a taken name', '/api/v1/workflows', { json: { name: 'order-intake' } }, 409, 'workflow.name_taken'],
  ])('refuses %s', async (...[, path, call, status, code]) => {
    const answer = await server.api(path, call);
    expect(answer.body).toMatchObject({ status, code, requestId: expect.any(String) as string });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('x-request-id')).toBe(answer.body.requestId);
  });

  test('takes the type of a body that is not sent for no body', async () => {
    const call = { method: 'POST', body: '', headers: { 'content-type': 'application/json' } };
    expect(await server.api('/api/v1/queues/order-intake/resume', call)).toMatchObject({ status: 200 });
    // Where one is needed, that is what is said.
    expect((await server.api('/api/v1/workflows', call)).body).toMatchObject({ status: 422, code: 'workflow.invalid' });
  });

  test('starts runs, waits for them, and knows an idempotency key again', async () => {
    await server.publish(webhookWorkflow('adder', { Type: 'Pass', Output: '{% $states.input.a + 1 %}' }));
    const run = (json: object, query = '') => server.api(`/api/v1/workflows/adder/runs${query}`, { json });
    expect(await run({ input: { a: 1 } }, '?wait=10')).toMatchObject({ status: 200, body: 2 });
    const first = await run({ input: { a: 5 }, idempotencyKey: 'k-1' });
    expect(first).toMatchObject({ status: 202, body: { runId: expect.any(String) as string } });
    expect((await run({ input: { a: 5 }, idempotencyKey: 'k-1' })).body.runId).toBe(first.body.runId);
    expect((await run({ input: { a: 6 }, idempotencyKey: 'k-1' })).body).toMatchObject({
      status: 422,
      code: 'idempotency.reused',
    });
    const failed = await run({ input: { a: 'text' } }, '?wait=10');
    expect(failed.body).toMatchObject({ status: 502, code: 'run.failed', runId: expect.any(String) as string });
    const listed = await server.api('/api/v1/runs?workflow=adder&status=succeeded,failed');
    expect(listed.body.items.length).toBeGreaterThanOrEqual(3);
  });

  test('tells a repetition what the first caller was told by a Respond step', async () => {
    const respond = {
      Type: 'Task',
      Resource: 'connector:core/respond',
      Arguments: { status: 201, body: '{% $states.input %}' },
      Output: 'not for callers',
    };
    await server.publish(webhookWorkflow('teller', respond, { dedupe: '{% $states.input.body.id %}' }));
    const call = (note: string) => server.send('/hooks/default/teller', { json: { id: 'o-7', note } });
    const [first, again] = [await call('one'), await call('one')];
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(again.body).toEqual(first.body);
    expect([first, again].map(({ headers }) => headers.get('millrace-deduplicated'))).toEqual([null, 'true']);
    const run = (input: object) =>
      server.api('/api/v1/workflows/teller/runs?wait=10', { json: { input, idempotencyKey: 'k-9' } });
    expect([(await run({ a: 5 })).body, (await run({ a: 5 })).body]).toEqual([{ a: 5 }, { a: 5 }]);
    expect((await run({ a: 6 })).body).toMatchObject({ status: 422, code: 'idempotency.reused' });
  });

  test('is described by its own document', async () => {
    const { body } = await server.send('/api/v1/openapi.json');
    expect(body).toMatchObject({ openapi: '3.1.0', paths: { '/api/v1/runs/{id}': expect.anything() as object } });
  });
});

describe('people', () => {
  const login = (body: object) => server.send('/api/v1/auth/login', { json: body });
  const cookieOf = (headers: Headers) => (headers.get('set-cookie') ?? '').split(';')[0] ?? '';

  test('sign in, are known, and sign out', async () => {
    const answer = await login(OWNER);
    expect(answer).toMatchObject({ status: 200, body: { role: 'owner', workspace: { slug: 'default' } } });
    expect(answer.headers.get('set-cookie')).toMatch(
      /^millrace=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=\d+$/,
    );
    const cookie = cookieOf(answer.headers);
    expect(await server.send('/api/v1/auth/session', { headers: { cookie } })).toMatchObject({ status: 200 });
    const logout = { method: 'POST', headers: { cookie, origin: server.url } };
    expect(await server.send('/api/v1/auth/logout', logout)).toMatchObject({ status: 204 });
    expect(await server.send('/api/v1/auth/session', { headers: { cookie } })).toMatchObject({ status: 401 });
  });

  test('are protected from changes that other sites ask for', async () => {
    const cookie = cookieOf((await login(OWNER)).headers);
    const create = (headers: Record<string, string>) =>
      server.send('/api/v1/api-keys', { json: { name: 'k' }, headers: { cookie, ...headers } });
    expect((await create({})).body).toMatchObject({ status: 403, code: 'auth.origin_refused' });
    expect((await create({ origin: 'https://evil.example' })).body).toMatchObject({ code: 'auth.origin_refused' });
    expect((await create({ origin: server.url, 'sec-fetch-site': 'cross-site' })).body).toMatchObject({
      code: 'auth.origin_refused',
    });
    expect(await create({ origin: server.url, 'sec-fetch-site': 'same-origin' })).toMatchObject({ status: 201 });
  });

  test('cannot be guessed: the sixth failure waits', async () => {
    const guess = () => login({ email: 'nobody@example.com', password: 'wrong wrong wrong' });
    for (let round = 0; round < 5; round += 1)
      expect((await guess()).body).toMatchObject({ code: 'auth.invalid_credentials' });
    const refused = await guess();
    expect(refused.body).toMatchObject({ status: 429, code: 'auth.too_many_attempts' });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  test('need credentials, and a key has only its scopes', async () => {
    expect((await server.send('/api/v1/runs')).body).toMatchObject({ status: 401, code: 'auth.required' });
    const { body } = await server.api('/api/v1/api-keys', { json: { name: 'reader', scopes: ['run.read'] } });
    const asReader = (path: string, call: object = {}) =>
      server.send(path, { ...call, headers: { authorization: `Bearer ${body.key}` } });
    const list = await asReader('/api/v1/runs?limit=1');
    expect(list.status).toBe(200);
    const run = await asReader(`/api/v1/runs/${list.body.items[0]?.id ?? ''}`);
    expect(run.body).not.toHaveProperty('input');
    expect((await asReader('/api/v1/workflows')).body).toMatchObject({ status: 403, code: 'auth.forbidden' });
    expect(await server.api(`/api/v1/api-keys/${body.id}`, { method: 'DELETE' })).toMatchObject({
      status: 204,
    });
    expect(await asReader('/api/v1/runs')).toMatchObject({ status: 401 });
  });

  test('cannot become owner twice, nor by a strange host name', async () => {
    const owner = { email: 'eve@example.com', name: 'Eve', password: 'another long password' };
    expect((await server.send('/api/v1/setup/owner', { json: owner })).body).toMatchObject({
      status: 409,
      code: 'auth.owner_exists',
    });
    expect((await server.send('/api/v1/setup')).body).toMatchObject({ ownerExists: true, needsToken: false });
    expect((await server.send('/api/v1/setup', { headers: { 'x-forwarded-for': '10.1.1.1' } })).body).toMatchObject({
      ownerExists: true,
    });
  });
});

describe('live events', () => {
  test('tell of a run from its acceptance to its end, and stop at sign-out', async () => {
    const login = await server.send('/api/v1/auth/login', { json: OWNER });
    const cookie = (login.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    const response = await fetch(`${server.url}/api/v1/runs/events`, { headers: { cookie } });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    const started = await server.send('/hooks/default/orders', { json: order });
    const runId = started.headers.get('millrace-run-id');
    await server.send('/api/v1/auth/logout', { method: 'POST', headers: { cookie, origin: server.url } });
    // The stream ends by itself, because the session did.
    const text = await response.text();
    const events = [...text.matchAll(/^event: (.*)\ndata: (.*)$/gm)].map(([, kind, data = '']) => ({
      kind,
      data: JSON.parse(data) as { runId: string },
    }));
    const kinds = events.filter(({ data }) => data.runId === runId).map(({ kind }) => kind);
    expect(kinds[0]).toBe('run.accepted');
    expect(kinds.at(-1)).toBe('run.ended');
    expect(kinds).toContain('step.ended');
  });

  test('of an unknown run are not opened', async () => {
    const path = '/api/v1/runs/01a20bb7-0796-715f-a250-e3f038bb1414/events';
    expect((await server.api(path)).body).toMatchObject({ status: 404, code: 'run.not_found' });
  });
});

describe('operation', () => {
  test('health, readiness, metrics and pages', async () => {
    expect((await server.send('/healthz')).body).toMatchObject({ status: 'ok' });
    expect((await server.send('/readyz')).body).toMatchObject({
      status: 'ready',
      checks: [
        { name: 'database', ok: true },
        { name: 'migrations', ok: true },
        { name: 'queue', ok: true },
      ],
    });
    expect((await server.send('/metrics')).text).toContain('millrace_http_request_seconds_bucket');
    const fromAfar = { headers: { 'x-forwarded-for': '203.0.113.7' } };
    expect((await server.send('/metrics', fromAfar)).body).toMatchObject({ status: 401 });
    expect((await server.send('/errors/request')).text).toContain('<h2 id="request.body_too_large">');
    expect((await server.send('/errors/nothing')).body).toMatchObject({ status: 404 });
  });

  test('a cancelled run stops', async () => {
    await server.publish(webhookWorkflow('sleeper', { Type: 'Wait', Seconds: 3600 }));
    const { body } = await server.api('/api/v1/workflows/sleeper/runs', { json: {} });
    const cancel = await server.api(`/api/v1/runs/${body.runId}/cancel`, { method: 'POST' });
    expect(cancel.status).toBe(202);
    expect(['cancelled', 'requested']).toContain(cancel.body.result);
  });
});
