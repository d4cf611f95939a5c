// The action through the real host and guard, to servers of this test on loopback.
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo, Socket } from 'node:net';
import { createConnectorHost, installBuiltIn, type ActionOutcome, type HostFiles } from '@millrace/connector-host';
import type { JsonValue } from '@millrace/connector-sdk';
import { createOutboundGuard } from '@millrace/security';
import httpConnector from '../index.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  server.on('connection', (socket: Socket) => socket.on('error', () => undefined));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const kept = new Map<string, Buffer>();
const files: HostFiles = {
  write: async ({ name, type, data }) => {
    const bytes = await collect(data);
    const $file = `sha256:${name}`;
    kept.set($file, bytes);
    return { $file, name, type, size: bytes.length };
  },
  read: ({ $file }) => {
    const bytes = kept.get($file);
    if (bytes === undefined)
      return Promise.reject(Object.assign(new Error('No such file.'), { code: 'file.not_found' }));
    return Promise.resolve([bytes] as unknown as AsyncIterable<Uint8Array>);
  },
};
async function collect(data: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of data) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const installed = installBuiltIn(httpConnector, createRequire(import.meta.url).resolve);

interface Surroundings {
  readonly allow?: readonly string[];
  readonly timeoutMs?: number;
}
function request(
  input: JsonValue,
  { allow = ['127.0.0.1'], timeoutMs = 5000 }: Surroundings = {},
): Promise<ActionOutcome> {
  const guard = createOutboundGuard({ allow });
  closing.push(() => guard.close());
  return createConnectorHost({ connectors: [installed], guard, files, evaluate: () => undefined }).call({
    workspaceId: 'w',
    connector: 'http',
    action: 'request',
    arguments: input,
    idempotencyKey: 'k'.repeat(52),
    run: { id: 'r', workflow: 'orders', state: 'Call', path: '/Call', attempt: 1 },
    timeoutMs,
    signal: new AbortController().signal,
  });
}
const bodyOf = (outcome: ActionOutcome): unknown =>
  outcome.kind === 'returned' ? (outcome.output as { body: unknown }).body : outcome;
const causeOf = (outcome: ActionOutcome): Record<string, unknown> =>
  outcome.kind === 'threw' ? (JSON.parse(outcome.cause) as Record<string, unknown>) : {};

const echo: RequestListener = (incoming: IncomingMessage, response) => {
  void collect(incoming).then((body) => {
    const { method, url, headers } = incoming;
    response.setHeader('content-type', 'application/json');
    response.end(method === 'HEAD' ? undefined : JSON.stringify({ method, url, headers, body: body.toString() }));
  });
};

describe('what it sends', () => {
  test.each(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])('%s', async (method) => {
    expect(bodyOf(await request({ url: await serve(echo), method }))).toMatchObject({ method, url: '/' });
  });

  test('HEAD', async () => {
    expect(await request({ url: await serve(echo), method: 'HEAD' })).toMatchObject({
      output: { status: 200, body: null },
    });
  });

  test('GET unless told otherwise, with a body only where one is given', async () => {
    const url = await serve(echo);
    expect(bodyOf(await request({ url }))).toMatchObject({ method: 'GET', body: '' });
    expect(bodyOf(await request({ url, body: { a: 1 } }))).toMatchObject({ method: 'GET', body: '{"a":1}' });
    expect(await request({ url, method: 'HEAD', body: { a: 1 } })).toMatchObject({ error: 'Connector.Fatal' });
  });

  test('query and headers of texts, numbers and truth values', async () => {
    const input = { url: await serve(echo), query: { tag: ['a', 2], page: 3, all: true }, headers: { 'X-Page': 3 } };
    expect(bodyOf(await request(input))).toMatchObject({
      url: '/?tag=a&tag=2&page=3&all=true',
      headers: { 'x-page': '3' },
    });
  });

  test('nothing where a mapping found nothing', async () => {
    const seen = bodyOf(await request({ url: await serve(echo), query: { a: null, b: 1 }, headers: { 'x-a': null } }));
    expect(seen).toMatchObject({ url: '/?b=1' });
    expect((seen as { headers: object }).headers).not.toHaveProperty('x-a');
  });

  test.each([
    [{ a: [1] }, 'json', 'application/json', '{"a":[1]}'],
    [null, 'json', 'application/json', 'null'],
    [
      { a: 1, b: ['x', true], c: { d: 1 } },
      'form',
      'application/x-www-form-urlencoded',
      'a=1&b=x&b=true&c=%7B%22d%22%3A1%7D',
    ],
    ['hello', 'text', 'text/plain; charset=utf-8', 'hello'],
    [{ a: 1 }, 'text', 'text/plain; charset=utf-8', '{"a":1}'],
    ['aGVsbG8=', 'binary', 'application/octet-stream', 'hello'],
  ])('%j as %s', async (...[body, bodyType, type, sent]) => {
    const seen = bodyOf(await request({ url: await serve(echo), method: 'POST', body, bodyType }));
    expect(seen).toMatchObject({ body: sent, headers: { 'content-type': type } });
  });

  test('the content type can be named', async () => {
    const input = {
      url: await serve(echo),
      method: 'POST',
      body: '<a/>',
      bodyType: 'text',
      headers: { 'Content-Type': 'application/xml' },
    };
    expect(bodyOf(await request(input))).toMatchObject({ headers: { 'content-type': 'application/xml' } });
  });

  test('files, as a part and as the whole body', async () => {
    kept.set('sha256:f', Buffer.from('file bytes'));
    const file = { $file: 'sha256:f', name: 'a.txt', type: 'text/plain', size: 10 };
    const url = await serve(echo);
    const parts = bodyOf(
      await request({
        url,
        method: 'POST',
        bodyType: 'multipart',
        body: { doc: file, note: 'n', list: [1, { a: 2 }] },
      }),
    );
    expect((parts as { body: string }).body).toMatch(
      /name="doc"; filename="a.txt"[\s\S]*file bytes[\s\S]*name="note"\r\n\r\nn\r\n[\s\S]*\{"a":2\}/,
    );
    expect(bodyOf(await request({ url, method: 'PUT', bodyType: 'binary', body: file }))).toMatchObject({
      body: 'file bytes',
    });
    const gone = await request({ url, method: 'PUT', bodyType: 'binary', body: { ...file, $file: 'sha256:gone' } });
    expect(gone).toMatchObject({ kind: 'threw', error: 'Connector.Fatal' });
    expect(causeOf(gone)).toMatchObject({ code: 'file.not_found' });
  });

  test('bytes that a webhook brought along, as a part and as the whole body', async () => {
    const file = { $base64: Buffer.from('file bytes').toString('base64'), name: 'a.png', type: 'image/png' };
    const url = await serve(echo);
    const multipart = bodyOf(await request({ url, method: 'POST', bodyType: 'multipart', body: { doc: file } }));
    expect((multipart as { body: string }).body).toContain(
      'name="doc"; filename="a.png"\r\nContent-Type: image/png\r\n\r\nfile bytes\r\n',
    );
    expect(bodyOf(await request({ url, method: 'PUT', bodyType: 'binary', body: file }))).toMatchObject({
      body: 'file bytes',
      headers: { 'content-type': 'image/png', 'content-length': '10' },
    });
  });

  test.each([
    ['text', 'form'],
    [{ a: { $base64: 'not base64!' } }, 'multipart'],
    [{ $base64: 'not base64!' }, 'binary'],
    [[1], 'multipart'],
    ['not base64!', 'binary'],
    [{ a: 1 }, 'binary'],
  ])('%j is no %s body', async (body, bodyType) => {
    expect(await request({ url: 'https://example.com/', method: 'POST', body, bodyType })).toMatchObject({
      error: 'Connector.Fatal',
    });
  });

  test.each([
    [
      { type: 'basic', username: 'ada', password: 's3cret-wörd' },
      '/',
      `Basic ${Buffer.from('ada:s3cret-wörd').toString('base64')}`,
    ],
    [{ type: 'bearer', token: 's3cret-wörd' }, '/', undefined],
    [{ type: 'bearer', token: 's3cret-word' }, '/', 'Bearer s3cret-word'],
    [{ type: 'apiKey', name: 'X-Key', value: 's3cret-word' }, '/', undefined],
    [{ type: 'apiKey', name: 'key', value: 's3cret-word', in: 'query' }, '/?key=s3cret-word', undefined],
  ])('credentials: %j', async (auth, url, authorization) => {
    const outcome = await request({ url: await serve(echo), auth });
    expect(bodyOf(outcome)).toMatchObject({ url, headers: authorization === undefined ? {} : { authorization } });
    expect(outcome.secrets[0]).toMatch(/^s3cret/);
    if ('name' in auth && auth.name === 'X-Key')
      expect(bodyOf(outcome)).toMatchObject({ headers: { 'x-key': 's3cret-word' } });
  });

  test('the idempotency key, when the service knows a header for it', async () => {
    const outcome = await request({ url: await serve(echo), method: 'POST', idempotencyHeader: 'Idempotency-Key' });
    expect(bodyOf(outcome)).toMatchObject({ headers: { 'idempotency-key': 'k'.repeat(52) } });
  });
});

describe('what it gives', () => {
  test('status, headers and body', async () => {
    const url = await serve((_request, response) =>
      response.writeHead(201, { 'content-type': 'application/json', 'x-ref': '7' }).end('{"id":1}'),
    );
    expect(await request({ url, method: 'POST' })).toMatchObject({
      kind: 'returned',
      output: { status: 201, headers: { 'x-ref': '7' }, body: { id: 1 } },
    });
  });

  test('cookies, of which the ones that scripts must not read are secrets', async () => {
    const url = await serve((_request, response) =>
      response.writeHead(200, { 'set-cookie': ['session=s3cret-word; HttpOnly; Path=/', 'lang=en'] }).end(),
    );
    const outcome = await request({ url });
    expect(outcome).toMatchObject({
      output: {
        cookies: [
          { name: 'session', value: 's3cret-word', attributes: { httponly: '', path: '/' } },
          { name: 'lang', value: 'en' },
        ],
      },
      secrets: ['s3cret-word'],
    });
  });

  test('null for an answer without a body', async () => {
    const url = await serve((_request, response) => response.writeHead(204).end());
    expect(await request({ url, method: 'DELETE' })).toMatchObject({ output: { status: 204, body: null } });
  });

  test.each([
    ['json', 'text/plain', '[1]', [1]],
    ['text', 'application/json', '[1]', '[1]'],
    ['base64', 'text/plain', 'hello', 'aGVsbG8='],
  ])('read as %s', async (...[responseType, type, sent, body]) => {
    const url = await serve((_request, response) => response.writeHead(200, { 'content-type': type }).end(sent));
    expect(bodyOf(await request({ url, responseType }))).toEqual(body);
  });

  test('a file, streamed', async () => {
    const url = await serve((_request, response) => response.writeHead(200, { 'content-type': 'text/csv' }).end('a;b'));
    expect(bodyOf(await request({ url: `${url}/list.csv`, responseType: 'file' }))).toEqual({
      $file: 'sha256:list.csv',
      name: 'list.csv',
      type: 'text/csv',
      size: 3,
    });
  });
});

describe('what can go wrong', () => {
  const answering = (status: number, headers: Record<string, string> = {}) =>
    serve((_request, response) => response.writeHead(status, headers).end('{"why":"because"}'));

  test.each([
    ['GET', 404, 'Connector.Fatal'],
    ['GET', 401, 'Connector.Auth'],
    ['GET', 403, 'Connector.Fatal'],
    ['POST', 429, 'Connector.RateLimited'],
    ['GET', 500, 'Connector.Retryable'],
    ['POST', 503, 'Connector.Retryable'],
    ['POST', 500, 'Connector.OutcomeUnknown'],
  ])('%s, %d: %s', async (method, status, error) => {
    const outcome = await request({ url: await answering(status, { 'retry-after': '' }), method });
    expect(outcome).toMatchObject({ kind: 'threw', error });
    expect(causeOf(outcome)).toMatchObject({ status, body: '{"why":"because"}', connector: 'http', action: 'request' });
  });

  test('a keyed POST that failed may be repeated', async () => {
    const outcome = await request({ url: await answering(500), method: 'POST', idempotencyHeader: 'Idempotency-Key' });
    expect(outcome).toMatchObject({ error: 'Connector.Retryable' });
  });

  test('Retry-After reaches the run', async () => {
    expect(await request({ url: await answering(429, { 'retry-after': '7' }) })).toMatchObject({ retryAfterMs: 7000 });
  });

  test('failOnError: false gives whatever status came', async () => {
    expect(await request({ url: await answering(500), method: 'POST', failOnError: false })).toMatchObject({
      kind: 'returned',
      output: { status: 500 },
    });
  });

  test('garbage instead of JSON', async () => {
    const url = await serve((_request, response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"a":'),
    );
    const outcome = await request({ url });
    expect(outcome).toMatchObject({ error: 'Connector.Fatal' });
    expect(causeOf(outcome)).toMatchObject({ code: 'connector.body_malformed', body: '{"a":' });
  });

  test('a service that hangs', async () => {
    const url = await serve(() => undefined);
    expect(await request({ url, timeoutSeconds: 0.05 })).toMatchObject({ error: 'States.Timeout' });
    expect(await request({ url, method: 'POST', timeoutSeconds: 0.05 })).toMatchObject({
      error: 'Connector.OutcomeUnknown',
    });
    expect(await request({ url, method: 'POST' }, { timeoutMs: 50 })).toMatchObject({ error: 'States.Timeout' });
  });

  test('a service that resets', async () => {
    const url = await serve((incoming) => incoming.socket.resetAndDestroy());
    expect(await request({ url })).toMatchObject({ error: 'Connector.Retryable' });
    expect(await request({ url, method: 'POST' })).toMatchObject({ error: 'Connector.OutcomeUnknown' });
  });

  test('an answer that is too large', async () => {
    const url = await serve((_request, response) => response.end('x'.repeat(10_000)));
    const outcome = await request({ url, maxResponseBytes: 1000 });
    expect(outcome).toMatchObject({ error: 'Connector.Fatal' });
    expect(causeOf(outcome)).toMatchObject({ code: 'outbound.response_too_large' });
  });

  test('redirects: followed when asked for, never in circles, never inside', async () => {
    const url = await serve((incoming, response) => {
      const targets: Record<string, string> = {
        '/once': '/end',
        '/loop': '/loop',
        '/inside': 'http://169.254.169.254/latest/',
      };
      const location = targets[incoming.url ?? ''];
      if (location === undefined) echo(incoming, response);
      else response.writeHead(302, { location }).end();
    });
    expect(await request({ url: `${url}/once` })).toMatchObject({ error: 'Connector.Fatal' });
    expect(bodyOf(await request({ url: `${url}/once`, maxRedirects: 1 }))).toMatchObject({ url: '/end' });
    expect(causeOf(await request({ url: `${url}/loop`, maxRedirects: 5 }))).toMatchObject({
      code: 'outbound.redirect_blocked',
    });
    expect(causeOf(await request({ url: `${url}/inside`, maxRedirects: 5 }))).toMatchObject({
      code: 'outbound.address_blocked',
    });
  });

  test('closed networks stay closed, and nothing is dialled', async () => {
    let connections = 0;
    const url = await serve(() => (connections += 1));
    const outcome = await request({ url }, { allow: [] });
    expect(outcome).toMatchObject({ error: 'Connector.Fatal' });
    expect(causeOf(outcome)).toMatchObject({ code: 'outbound.address_blocked' });
    expect(causeOf(outcome).message).toContain('MILLRACE_OUTBOUND_ALLOW');
    expect(connections).toBe(0);
  });

  test.each([
    [{}, 'connector.arguments_invalid'],
    [{ url: 'https://example.com', retries: 3 }, 'connector.arguments_invalid'],
    [{ url: 'not a url' }, 'outbound.url_invalid'],
    [{ url: 'https://example.com', headers: { 'a\r\nb': 'c' } }, 'outbound.header_invalid'],
  ])('%j: %s', async (input, code) => {
    const outcome = await request(input);
    expect(outcome).toMatchObject({ error: 'Connector.Fatal' });
    expect(causeOf(outcome)).toMatchObject({ code });
  });
});
