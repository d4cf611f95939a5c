import { createTestDatabase, until, type TestDatabase } from '@millrace/testing';
import { readAnswer, speak } from '../testing/speak.ts';
import { startTestServer, webhookWorkflow, type TestServer } from '../testing/test-server.ts';

let database: TestDatabase;
let server: TestServer;

beforeAll(async () => {
  database = await createTestDatabase();
  server = await startTestServer(database.url);
  await server.publish(webhookWorkflow('whole', { Type: 'Pass', Output: '{% $states.input %}' }));
  await server.publish(webhookWorkflow('nested', { Type: 'Pass' }, { path: 'a/b' }));
}, 60_000);

afterAll(async () => {
  await server.stop();
  await database.drop();
}, 60_000);

/** A request written by hand. */
const post = (path: string, headers: string, body = ''): string =>
  `POST ${path} HTTP/1.1\r\nHost: hooks.example\r\n${headers}\r\n${body}`;

describe('whatever a sender says of its body', () => {
  test.each(['json', ' ', ';;', 'a b/c'])('the type %j loses no event', async (type) => {
    const text = await speak(
      server.url,
      post('/hooks/default/whole', `Content-Type: ${type}\r\nContent-Length: 7\r\nConnection: close\r\n`, '{"a":1}'),
    );
    const { status, body } = readAnswer(text);
    expect(status).toBe(200);
    expect(body).toMatchObject({ body: '{"a":1}', headers: { 'content-type': type.trim() } });
  });

  test('a type that some proxy doubled is still that type', async () => {
    const headers = 'Content-Type: application/json, application/json\r\nContent-Length: 7\r\nConnection: close\r\n';
    const { body } = readAnswer(await speak(server.url, post('/hooks/default/whole', headers, '{"a":1}')));
    expect(body).toMatchObject({ body: { a: 1 } });
  });

  test('multipart fields and files reach the workflow', async () => {
    const form = new FormData();
    form.append('note', 'hällo');
    form.append('doc', new Blob(['bytes'], { type: 'text/csv' }), 'ü.csv');
    const response = await fetch(`${server.url}/hooks/default/whole`, { method: 'POST', body: form });
    expect(await response.json()).toMatchObject({
      body: { note: 'hällo', doc: { $base64: 'Ynl0ZXM=', name: 'ü.csv', type: 'text/csv' } },
    });
  });

  test('numbers beyond all numbers are null, in the answer and in what is kept', async () => {
    const headers = { 'content-type': 'application/json' };
    const answer = await server.send('/hooks/default/whole', { method: 'POST', body: '{"n":1e400,"m":5}', headers });
    expect(answer.body).toMatchObject({ body: { n: null, m: 5 } });
    const run = await server.api(`/api/v1/runs/${answer.headers.get('millrace-run-id') ?? ''}`);
    expect(run.body.input.body).toEqual({ n: null, m: 5 });
  });
});

describe('answers that do not wait for what is still being sent', () => {
  test.each([
    ['a body that is announced as too long', '/hooks/default/whole', 413, 'request.body_too_large'],
    ['an unknown path', '/hooks/default/nothing', 404, 'hook.not_found'],
  ])('%s', async (...[, path, status, code]) => {
    const text = await speak(server.url, post(path, 'Connection: close\r\nContent-Length: 20000000\r\n'), {
      until: '"errors"',
    });
    const answer = readAnswer(text);
    expect(answer).toMatchObject({ status, body: { code } });
    // Closing now would reset the connection under a sender who has not read the answer yet.
    expect(answer.head).toContain('connection: keep-alive');
  });
});

test('a sender who wants the connection closed gets that too, once it has sent all', async () => {
  const text = await speak(
    server.url,
    post('/hooks/default/nothing', 'Connection: close\r\nContent-Length: 7\r\n', '{"a":1}'),
  );
  expect(readAnswer(text)).toMatchObject({ status: 404, body: { code: 'hook.not_found' } });
});

describe('paths', () => {
  test('a slash in disguise is another path, and keeps nobody from the right one', async () => {
    expect((await server.send('/hooks/default%2Fa/b', { json: {} })).body).toMatchObject({ code: 'hook.not_found' });
    expect(await server.send('/hooks/default/a/b', { json: {} })).toMatchObject({ status: 200 });
  });

  test.each([
    ['U+0000', '/hooks/default/a%00b', 404, 'hook.not_found'],
    ['U+0000 in the workspace', '/hooks/de%00fault/a', 404, 'hook.not_found'],
    ['dots', '/hooks/default/x/%2e%2e/whole', 404, 'hook.not_found'],
    ['a slash at the end', '/hooks/default/whole/', 404, 'hook.not_found'],
    ['a name without measure', `/hooks/${'a'.repeat(600)}/x`, 414, 'request.uri_too_long'],
    ['no percent code', '/hooks/default/%zz', 400, 'request.malformed'],
    ['no UTF-8', '/hooks/default/%ff', 400, 'request.malformed'],
  ])('%s', async (...[, path, status, code]) => {
    const answer = readAnswer(await speak(server.url, post(path, 'Content-Length: 0\r\nConnection: close\r\n')));
    expect(answer).toMatchObject({ status, body: { status, code, requestId: expect.any(String) as string } });
    expect(answer.head).toContain('content-type: application/problem+json');
    expect(answer.head).toContain('x-content-type-options: nosniff');
  });

  test('a method is not said to be impossible and possible at once', async () => {
    const answer = await server.send(`/hooks/${'a'.repeat(600)}/x`);
    expect(answer.body).toMatchObject({ status: 404, code: 'route.not_found' });
  });

  test.each(['HEAD', 'OPTIONS', 'TRACE'])('%s starts no run', async (method) => {
    const text = await speak(
      server.url,
      `${method} /hooks/default/whole HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
    );
    expect(text).toMatch(/^HTTP\/1.1 405 /);
    expect(text.toLowerCase()).toContain('allow: ');
    expect(text).not.toContain('millrace-run-id');
  });
});

test('a dedupe key that no database can keep is refused, not a fault of ours', async () => {
  await server.publish(webhookWorkflow('keyed', { Type: 'Pass' }, { dedupe: '{% $states.input.body.id %}' }));
  for (const id of ['a\u0000b', 'a\ud800b']) {
    const answer = await server.send('/hooks/default/keyed', { json: { id } });
    expect(answer.body).toMatchObject({ status: 400, code: 'trigger.key_invalid' });
  }
});

test('a run goes on when its caller hangs up', async () => {
  await server.publish(webhookWorkflow('waiting', { Type: 'Wait', Seconds: 1 }));
  const hangUp = new AbortController();
  const call = fetch(`${server.url}/hooks/default/waiting`, { method: 'POST', signal: hangUp.signal });
  const find = async () => (await server.api('/api/v1/runs?workflow=waiting')).body.items[0]?.status;
  await until(async () => (await server.send('/metrics')).text.includes('millrace_callers_waiting 1'));
  hangUp.abort();
  await expect(call).rejects.toThrow();
  await until(async () => (await find()) === 'succeeded');
});
