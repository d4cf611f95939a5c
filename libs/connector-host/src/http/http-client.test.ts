// Requests to servers of this test that misbehave in every way a stranger's may.
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import type { FileReference, Files, HttpRequest, HttpResponse } from '@millrace/connector-sdk';
import { createOutboundGuard } from '@millrace/security';
import { DEFAULT_HOST_LIMITS } from '../host-limits.ts';
import { createSender } from './http-client.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function listen(server: Server): Promise<string> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    for (const socket of sockets) socket.destroy();
    return new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
const serve = (answer: RequestListener): Promise<string> => listen(createHttpServer(answer));
/** A server that speaks bytes, for what no HTTP library would send. */
const serveRaw = (onData: (socket: Socket) => void): Promise<string> =>
  listen(createTcpServer((socket) => socket.once('data', () => onData(socket))));

function client(
  {
    signal = new AbortController().signal,
    allow = ['127.0.0.1'],
    limits = DEFAULT_HOST_LIMITS,
  }: { signal?: AbortSignal; allow?: string[]; limits?: typeof DEFAULT_HOST_LIMITS } = {},
  files: Files = memoryFiles().files,
): (request: HttpRequest) => Promise<HttpResponse> {
  const guard = createOutboundGuard({ allow });
  closing.push(() => guard.close());
  return createSender({ guard, files, deadline: { signal }, userAgent: 'Millrace', limits });
}

function memoryFiles(): { files: Files; kept: Map<string, Buffer> } {
  const kept = new Map<string, Buffer>();
  const files: Files = {
    read: ({ $file }) => Promise.resolve([kept.get($file) ?? Buffer.from('')] as unknown as AsyncIterable<Uint8Array>),
    write: async ({ name, type, data }) => {
      const chunks: Uint8Array[] = [];
      for await (const chunk of data) chunks.push(chunk);
      const bytes = Buffer.concat(chunks);
      const $file = `sha256:${kept.size}`;
      kept.set($file, bytes);
      return { $file, name, type, size: bytes.length };
    },
  };
  return { files, kept };
}

const fatal = (code: string) =>
  expect.objectContaining({ connectorFailure: 'fatal', detail: expect.objectContaining({ code }) as object }) as Error;
const retryable = expect.objectContaining({ connectorFailure: 'retryable' }) as Error;
const unknownOutcome = expect.objectContaining({ isOutcomeUnknown: true }) as Error;
const timeout = expect.objectContaining({ errorName: 'States.Timeout' }) as Error;

/** What arrived, as JSON. */
const echo: RequestListener = (request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const { method, url, headers } = request;
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ method, url, headers, body: Buffer.concat(chunks).toString() }));
  });
};
interface Echo {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}
const echoed = async (work: Promise<HttpResponse>): Promise<Echo> => (await work).body as unknown as Echo;

describe('what is sent', () => {
  test('query, headers and credentials', async () => {
    const url = await serve(echo);
    const seen = await echoed(
      client()({
        method: 'GET',
        url: `${url}/a?x=1`,
        query: { tag: ['a', 'b c'], empty: '' },
        headers: { 'X-Ref': 'ä', Host: 'evil.example.com', 'Content-Length': '5' },
        credentials: { headers: { authorization: 'Bearer t' }, query: { key: 'k&' } },
      }),
    );
    expect(seen).toMatchObject({ method: 'GET', url: '/a?x=1&tag=a&tag=b+c&empty=&key=k%26', body: '' });
    expect(seen.headers).toMatchObject({
      authorization: 'Bearer t',
      host: new URL(url).host,
      'user-agent': 'Millrace',
    });
    expect(seen.headers['content-length']).toBeUndefined();
  });

  test.each([
    [{ kind: 'json', value: { a: ['ü', null] } }, 'application/json', '{"a":["ü",null]}'],
    [{ kind: 'form', fields: { a: '1 2', b: ['x', 'y&'] } }, 'application/x-www-form-urlencoded', 'a=1+2&b=x&b=y%26'],
    [{ kind: 'text', text: 'hello' }, 'text/plain; charset=utf-8', 'hello'],
    [{ kind: 'bytes', bytes: Buffer.from('bytes') }, 'application/octet-stream', 'bytes'],
  ] as const)('a body: %j', async (body, type, sent) => {
    const seen = await echoed(client()({ method: 'POST', url: await serve(echo), body }));
    expect(seen.headers['content-type']).toBe(type);
    expect(seen.body).toBe(sent);
  });

  test('multipart, with a file, and no way out of a part', async () => {
    const { files, kept } = memoryFiles();
    kept.set('sha256:f', Buffer.from('file bytes'));
    const file = { $file: 'sha256:f', name: 'a"\r\nb.txt', type: 'text/plain', size: 10 };
    const parts = [
      { name: 'note"\r\nX-Admin: 1', value: 'text' },
      { name: 'doc', value: file },
      { name: 'small', value: { $base64: 'w7xi', name: 'ü.bin' } },
      { name: 'nameless', value: { $base64: '', type: 'image/png' } },
    ];
    const seen = await echoed(
      client({}, files)({ method: 'POST', url: await serve(echo), body: { kind: 'multipart', parts } }),
    );
    expect(seen.headers['content-type']).toMatch(/^multipart\/form-data; boundary=millrace-/);
    expect(seen.headers).toMatchObject({ 'content-length': String(Buffer.byteLength(seen.body)) });
    expect(seen.body).toContain('name="note%22%0D%0AX-Admin: 1"\r\n\r\ntext\r\n');
    expect(seen.body).toContain('filename="a%22%0D%0Ab.txt"\r\nContent-Type: text/plain\r\n\r\nfile bytes\r\n');
    expect(seen.body).toContain('filename="ü.bin"\r\nContent-Type: application/octet-stream\r\n\r\nüb\r\n');
    expect(seen.body).toContain('filename="file"\r\nContent-Type: image/png\r\n\r\n\r\n');
  });

  test('a file as the body', async () => {
    const { files, kept } = memoryFiles();
    kept.set('sha256:f', Buffer.from('file bytes'));
    const file = { $file: 'sha256:f', name: 'a.pdf', type: 'application/pdf', size: 10 };
    const seen = await echoed(
      client({}, files)({ method: 'PUT', url: await serve(echo), body: { kind: 'file', file } }),
    );
    expect(seen).toMatchObject({ method: 'PUT', body: 'file bytes', headers: { 'content-type': 'application/pdf' } });
    expect(seen.headers).toMatchObject({ 'content-length': '10' });
    expect(seen.headers['transfer-encoding']).toBeUndefined();
  });

  test.each([
    [{ size: 9 }, 'longer'],
    [{ size: 11 }, 'shorter'],
  ])('no file that is not as long as it says: %j', async (claim) => {
    const { files, kept } = memoryFiles();
    kept.set('sha256:f', Buffer.from('file bytes'));
    const file = { $file: 'sha256:f', name: 'a.pdf', type: 'application/pdf', ...claim };
    await expect(
      client({}, files)({ method: 'PUT', url: await serve(echo), body: { kind: 'file', file } }),
    ).rejects.toEqual(fatal('connector.arguments_invalid'));
  });

  test('a file of unknown size, in chunks', async () => {
    const { files, kept } = memoryFiles();
    kept.set('sha256:f', Buffer.from('file bytes'));
    const file = { $file: 'sha256:f', name: 'a.pdf', type: 'application/pdf' } as FileReference;
    const url = await serve(echo);
    for (const body of [
      { kind: 'file', file } as const,
      { kind: 'multipart', parts: [{ name: 'f', value: file }] } as const,
    ]) {
      const seen = await echoed(client({}, files)({ method: 'PUT', url, body }));
      expect(seen.body).toContain('file bytes');
      expect(seen.headers).toMatchObject({ 'transfer-encoding': 'chunked' });
    }
  });

  test.each([
    [{ 'X-Ref': 'abc\r\nX-Admin: 1\r\n\r\nGET /x' }],
    [{ 'X: y\r\nHost': 'evil' }],
    [{ 'X-Ref': 'nul\u0000' }],
    [{ 'X-Ref': '☃' }],
    [{ '': 'no name' }],
  ])('no header breaks out: %j', async (headers) => {
    let requests = 0;
    const url = await serve((_request, response) => {
      requests += 1;
      response.end();
    });
    await expect(client()({ method: 'GET', url, headers })).rejects.toEqual(fatal('outbound.header_invalid'));
    expect(requests).toBe(0);
  });
});

describe('what is read', () => {
  const answering =
    (headers: Record<string, string>, body: string | Buffer): RequestListener =>
    (_request, response) =>
      response.writeHead(200, headers).end(body);
  const read = async (headers: Record<string, string>, body: string | Buffer, more: Partial<HttpRequest> = {}) =>
    (await client()({ method: 'GET', url: await serve(answering(headers, body)), ...more })).body;

  test.each([
    ['JSON', 'application/json', '{"a":1}', { a: 1 }],
    ['JSON of a vendor', 'application/vnd.acme+json; charset=utf-8', '[1]', [1]],
    ['JSON with a byte order mark', 'application/json', '\ufeff{"a":1}', { a: 1 }],
    ['JSON as a text', 'text/json', '{"a":1}', { a: 1 }],
    ['no JSON at all', 'application/json', '', null],
    ['text', 'text/csv', 'a;b', 'a;b'],
    ['XML', 'application/atom+xml', '<a/>', '<a/>'],
    ['bytes', 'image/png', Buffer.from([1, 2, 255]), 'AQL/'],
    ['Latin 1', 'text/plain; charset=iso-8859-1', Buffer.from([0xe4]), 'ä'],
    ['an unknown charset', 'text/plain; charset=klingon', 'ok', 'ok'],
    ['UTF-16 JSON', 'application/json; charset=utf-16le', Buffer.from('{"a":"ü"}', 'utf16le'), { a: 'ü' }],
    ['strange texts', 'application/json', '"\\ud800 \\u0000"', '\ud800 \u0000'],
  ])('%s', async (...[, type, body, expected]) => {
    expect(await read({ 'content-type': type }, body)).toEqual(expected);
  });

  test.each([
    ['gzip', gzipSync('{"a":1}')],
    ['x-gzip', gzipSync('{"a":1}')],
    ['br', brotliCompressSync('{"a":1}')],
    ['deflate', deflateSync('{"a":1}')],
    ['deflate', deflateRawSync('{"a":1}')],
    ['identity', Buffer.from('{"a":1}')],
  ])('inflates %s', async (encoding, body) => {
    expect(await read({ 'content-type': 'application/json', 'content-encoding': encoding }, body)).toEqual({ a: 1 });
  });

  test.each(['gzip', 'br', 'deflate', 'zstd', 'gzip, gzip'])(
    'a body that is not the %s it claims to be',
    async (encoding) => {
      await expect(read({ 'content-encoding': encoding }, 'garbage garbage garbage')).rejects.toEqual(
        fatal('connector.body_malformed'),
      );
    },
  );

  test.each(['gzip', 'br', 'deflate'])('nothing, encoded as %s', async (encoding) => {
    expect(await read({ 'content-encoding': encoding }, '')).toBe('');
  });

  test.each([
    ['HEAD', 200],
    ['GET', 204],
    ['GET', 205],
    ['GET', 304],
  ])('an answer that has no body: %s, %d', async (method, status) => {
    const url = await serve((_request, response) =>
      response.writeHead(status, { 'content-encoding': 'gzip', 'content-type': 'text/html' }).end(),
    );
    const ok = 'any';
    expect(await client()({ method, url, ok })).toMatchObject({ status, body: null });
    expect(await client()({ method, url, ok, as: 'text' })).toMatchObject({ status, body: '' });
  });

  test('a proxy that refuses in a page of its own is read as text, by whoever looks at refusals', async () => {
    const url = await serve((_, response) =>
      response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>502</h1>'),
    );
    const asked = { method: 'GET', url, ok: 'any', as: 'json' } as const;
    expect(await client()(asked)).toMatchObject({ status: 502, body: '<h1>502</h1>' });
  });

  test('garbage instead of JSON says so, with its beginning', async () => {
    await expect(read({ 'content-type': 'application/json' }, '<html>Oops</html>')).rejects.toMatchObject({
      connectorFailure: 'fatal',
      detail: { code: 'connector.body_malformed', body: '<html>Oops</html>' },
    });
  });

  test.each(['{"__proto__":{"polluted":true},"a":1}', '{"\\u005f_proto__":{"polluted":true},"a":1}'])(
    'no prototype comes in: %s',
    async (text) => {
      const body = await read({ 'content-type': 'application/json' }, text);
      expect(Object.keys(body as object)).toEqual(['a']);
      expect((body as { polluted?: boolean }).polluted).toBeUndefined();
    },
  );

  test('several cookies stay several, other repeated headers are joined', async () => {
    const url = await serve((_request, response) =>
      response.writeHead(200, { 'set-cookie': ['a=1; Path=/; HttpOnly', 'b=2, 3'], 'x-two': ['1', '2'] }).end(),
    );
    const { headers, cookies } = await client()({ method: 'GET', url });
    expect(cookies).toEqual([
      { name: 'a', value: '1', attributes: { path: '/', httponly: '' } },
      { name: 'b', value: '2, 3', attributes: {} },
    ]);
    expect(headers['set-cookie']).toBeUndefined();
    expect(headers['x-two']).toBe('1, 2');
  });

  test.each(['once', 'in two packets'])('the final answer after an early hint, sent %s', async (how) => {
    const url = await serveRaw((socket) => {
      const final = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
      const hint = 'HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n';
      if (how === 'once') socket.end(`${hint}${final}`);
      else socket.write(hint, () => setImmediate(() => socket.end(final)));
    });
    expect(await client()({ method: 'GET', url })).toMatchObject({ status: 200, body: 'ok' });
  });

  test.each([
    ['attachment; filename="r\u00e9sum\u00e9.pdf"; filename*=UTF-8\'\'%C3%BCber.pdf', 'über.pdf'],
    ['attachment; filename="../../etc/passwd"', '.._.._etc_passwd'],
    [undefined, 'report.pdf'],
  ])('a file, named by %s', async (disposition, name) => {
    const { files, kept } = memoryFiles();
    const headers = {
      'content-type': 'application/pdf',
      ...(disposition === undefined ? {} : { 'content-disposition': disposition }),
    };
    const url = await serve(answering(headers, 'bytes'));
    const { body } = await client({}, files)({ method: 'GET', url: `${url}/report.pdf`, as: 'file' });
    expect(body).toEqual({ $file: 'sha256:0', name, type: 'application/pdf', size: 5 });
    expect(kept.get('sha256:0')?.toString()).toBe('bytes');
  });

  test('a body may be as long as the limit, and not a byte longer; a request may only ask for less', async () => {
    const url = await serve((_request, response) => response.end('x'.repeat(1000)));
    const read = (most: number, maxResponseBytes?: number) =>
      client({ limits: { ...DEFAULT_HOST_LIMITS, response: { most, setting: 'SETTING' } } })({
        ...{ method: 'GET', url, as: 'text' },
        ...(maxResponseBytes === undefined ? {} : { maxResponseBytes }),
      });
    expect((await read(1000)).body).toBe('x'.repeat(1000));
    expect((await read(2000, 1000)).body).toBe('x'.repeat(1000));
    const hint = 'Ask for less, or receive it as a file.';
    const refused = { code: 'outbound.response_too_large', limit: 999, actual: 1000, hint };
    await expect(read(999)).rejects.toMatchObject({ detail: { ...refused, setting: 'SETTING' } });
    await expect(read(999, 5000)).rejects.toMatchObject({ detail: { ...refused, setting: 'SETTING' } });
    await expect(read(5000, 999)).rejects.toMatchObject({ detail: { ...refused, setting: 'maxResponseBytes' } });
  });

  test('an endless body is cut at its limit', async () => {
    const url = await serve((_request, response) => {
      response.on('error', () => undefined);
      const more = (): void => {
        response.write('x'.repeat(65_536), () => {
          if (!response.destroyed) more();
        });
      };
      more();
    });
    const request = { method: 'GET', url, maxResponseBytes: 200_000 } as const;
    await expect(client()(request)).rejects.toEqual(fatal('outbound.response_too_large'));
    await expect(client()({ ...request, as: 'file' })).rejects.toEqual(fatal('outbound.response_too_large'));
  });

  test('a bomb is cut after inflating', async () => {
    const bomb = gzipSync(Buffer.alloc(50 * 1024 * 1024));
    await expect(read({ 'content-encoding': 'gzip' }, bomb)).rejects.toEqual(fatal('outbound.response_too_large'));
  });

  test('an endless body of an error is not waited for', async () => {
    const url = await serve((_request, response) => {
      response.on('error', () => undefined);
      const more = (): void => {
        response.write('x'.repeat(65_536), () => {
          if (!response.destroyed) more();
        });
      };
      response.writeHead(400);
      more();
    });
    await expect(client()({ method: 'GET', url })).rejects.toMatchObject({
      detail: { status: 400, body: 'x'.repeat(2048) },
    });
  });
});

describe('what a status stands for', () => {
  const answer = async (method: string, status: number, headers: Record<string, string> = {}): Promise<unknown> => {
    const url = await serve((_request, response) => response.writeHead(status, headers).end('why'));
    return client()({ method, url }).catch((cause: unknown) => cause);
  };

  test.each([
    ['GET', 400, 'fatal'],
    ['GET', 404, 'fatal'],
    ['POST', 409, 'fatal'],
    ['POST', 422, 'fatal'],
    ['GET', 403, 'fatal'],
    ['GET', 302, 'fatal'],
    ['GET', 304, 'fatal'],
    ['GET', 401, 'pause'],
    ['POST', 429, 'retryable'],
    ['POST', 503, 'retryable'],
    ['POST', 425, 'retryable'],
    ['GET', 500, 'retryable'],
    ['PUT', 502, 'retryable'],
    ['DELETE', 504, 'retryable'],
    ['GET', 408, 'retryable'],
  ])('%s, %d: %s', async (method, status, family) => {
    expect(await answer(method, status)).toMatchObject({ connectorFailure: family, detail: { status } });
  });

  test.each([500, 502, 504, 408])('a POST answered %d may have taken effect', async (status) => {
    expect(await answer('POST', status)).toMatchObject({ isOutcomeUnknown: true, detail: { status, body: 'why' } });
  });

  test.each([
    ['3', 3000],
    ['0', 0],
    ['99999999999', 3_600_000],
    ['soon', undefined],
    ['-5', undefined],
    ['1.5', undefined],
  ])('Retry-After: %s', async (retryAfter, expected) => {
    const failure = (await answer('GET', 429, { 'retry-after': retryAfter })) as { retryAfterMs?: number };
    expect(failure).toMatchObject({ errorName: 'Connector.RateLimited' });
    expect(failure.retryAfterMs).toBe(expected);
  });

  test('Retry-After as a date, also one that has passed', async () => {
    const soon = (await answer('GET', 503, { 'retry-after': new Date(Date.now() + 60_000).toUTCString() })) as {
      retryAfterMs: number;
    };
    expect(soon.retryAfterMs).toBeGreaterThan(50_000);
    expect(soon.retryAfterMs).toBeLessThanOrEqual(60_000);
    expect(await answer('GET', 503, { 'retry-after': 'Wed, 21 Oct 2015 07:28:00 GMT' })).toMatchObject({
      retryAfterMs: 0,
    });
  });

  test('a used-up quota that says 403', async () => {
    expect(await answer('GET', 403, { 'x-ratelimit-remaining': '0' })).toMatchObject({
      errorName: 'Connector.RateLimited',
    });
  });
});

describe('connections that break', () => {
  test('nobody listens: a later attempt may work, whatever the method', async () => {
    const url = await serve(echo);
    await closing.pop()?.();
    for (const method of ['GET', 'POST']) await expect(client()({ method, url })).rejects.toEqual(retryable);
  });

  test('TLS that fails was never a request', async () => {
    const url = (await serveRaw((socket) => socket.end('no TLS here'))).replace('http:', 'https:');
    await expect(client()({ method: 'POST', url })).rejects.toEqual(retryable);
  });

  test.each([
    ['reset', (socket: Socket) => socket.resetAndDestroy()],
    ['ended without a word', (socket: Socket) => socket.end()],
    ['answered with garbage', (socket: Socket) => socket.end('\u0000\u0001garbage\r\n\r\n')],
    [
      'cut in the middle of a body',
      (socket: Socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf'),
    ],
    [
      'two lengths',
      (socket: Socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab'),
    ],
    [
      'headers without end',
      (socket: Socket) => socket.end(`HTTP/1.1 200 OK\r\n${`x-pad: ${'y'.repeat(1000)}\r\n`.repeat(100)}`),
    ],
  ])('%s: a read may be repeated, a write leaves a doubt', async (_name, misbehave) => {
    const url = await serveRaw(misbehave);
    await expect(client()({ method: 'GET', url })).rejects.toEqual(retryable);
    await expect(client()({ method: 'POST', url, body: { kind: 'json', value: {} } })).rejects.toEqual(unknownOutcome);
    await expect(client()({ method: 'POST', url, isRepeatable: true })).rejects.toEqual(retryable);
  });
});

describe('time', () => {
  test.each([
    ['no answer', () => undefined],
    ['half a header', (socket: Socket) => socket.write('HTTP/1.1 200 OK\r\nx-slow: ')],
  ])('%s: a read times out, a write leaves a doubt', async (_name, misbehave) => {
    const url = await serveRaw((socket) => void misbehave(socket));
    await expect(client()({ method: 'GET', url, timeoutMs: 60 })).rejects.toEqual(timeout);
    await expect(client()({ method: 'POST', url, timeoutMs: 60 })).rejects.toEqual(unknownOutcome);
    await expect(client()({ method: 'POST', url, timeoutMs: 60, isRepeatable: true })).rejects.toEqual(timeout);
  });

  test('a body that drips is cut in time; the answer was there', async () => {
    const url = await serveRaw((socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nx'));
    await expect(client()({ method: 'POST', url, timeoutMs: 60 })).rejects.toEqual(timeout);
    await expect(client()({ method: 'GET', url, timeoutMs: 60, as: 'file' })).rejects.toEqual(timeout);
  });

  test('an aborted call ends with the reason of its signal', async () => {
    const controller = new AbortController();
    const url = await serve(() => controller.abort(new Error('cancelled')));
    await expect(client({ signal: controller.signal })({ method: 'GET', url })).rejects.toThrow('cancelled');
  });
});

describe('redirects', () => {
  const redirecting =
    (status: number, location: string): RequestListener =>
    (request, response) => {
      if (request.url === '/end') echo(request, response);
      else response.writeHead(status, { location }).end();
    };

  test('are not followed unless asked for', async () => {
    const url = await serve(redirecting(302, '/end'));
    await expect(client()({ method: 'GET', url })).rejects.toMatchObject({ detail: { status: 302, location: '/end' } });
    expect(await client()({ method: 'GET', url, ok: 'any' })).toMatchObject({ status: 302 });
  });

  test.each([
    [301, 'POST', 'GET', ''],
    [302, 'POST', 'GET', ''],
    [303, 'PUT', 'GET', ''],
    [303, 'HEAD', 'HEAD', ''],
    [307, 'POST', 'POST', '"x"'],
    [308, 'PUT', 'PUT', '"x"'],
    [301, 'DELETE', 'DELETE', '"x"'],
  ])('%d of a %s becomes a %s', async (...[status, method, becomes, body]) => {
    const url = await serve((request, response) => {
      if (request.url === '/end' && request.method === 'HEAD') response.writeHead(200, { 'x-method': 'HEAD' }).end();
      else redirecting(status, '/end')(request, response);
    });
    const request: HttpRequest = {
      method,
      url: `${url}/start`,
      query: { a: '1' },
      maxRedirects: 1,
      ...(method === 'HEAD' ? {} : { body: { kind: 'json', value: 'x' } }),
    };
    const answer = await client()(request);
    expect(answer.url).toBe(`${url}/end`);
    if (method === 'HEAD') expect(answer.headers['x-method']).toBe('HEAD');
    else expect(answer.body).toMatchObject({ method: becomes, body, url: '/end' });
  });

  test('the same origin keeps credentials; another one loses them, cookies and the body', async () => {
    const other = await serve(echo);
    const here = await serve((request, response) =>
      request.url === '/same'
        ? echo(request, response)
        : response.writeHead(307, { location: request.url === '/a' ? '/same' : `${other}/end` }).end(),
    );
    const request: HttpRequest = {
      method: 'POST',
      url: `${here}/a`,
      headers: { cookie: 'a=1', 'x-api-key': 'k', 'x-ref': 'r', 'content-type': 'application/json' },
      credentials: { headers: { authorization: 'Bearer t' } },
      body: { kind: 'json', value: 1 },
      maxRedirects: 3,
    };
    const same = await echoed(client()(request));
    expect(same).toMatchObject({ body: '1', headers: { authorization: 'Bearer t', cookie: 'a=1', 'x-api-key': 'k' } });
    const away = await echoed(client()({ ...request, url: `${here}/b` }));
    expect(away).toMatchObject({ body: '', headers: { 'x-ref': 'r' } });
    for (const name of ['authorization', 'cookie', 'x-api-key', 'content-type'])
      expect(away.headers[name]).toBeUndefined();
  });

  test('a loop ends at the limit, at most five', async () => {
    let requests = 0;
    const url = await serve((_request, response) => {
      requests += 1;
      response.writeHead(302, { location: '/' }).end();
    });
    await expect(client()({ method: 'GET', url, maxRedirects: 99 })).rejects.toEqual(
      fatal('outbound.redirect_blocked'),
    );
    expect(requests).toBe(6);
  });

  test.each([
    ['http://169.254.169.254/latest/meta-data/', 'outbound.address_blocked'],
    ['http://[::ffff:169.254.169.254]/', 'outbound.address_blocked'],
    ['http://10.0.0.1/', 'outbound.address_blocked'],
    ['http://user:word@127.0.0.1/', 'outbound.url_invalid'],
    ['file:///etc/passwd', 'outbound.scheme_blocked'],
    ['javascript:alert(1)', 'outbound.scheme_blocked'],
  ])('to %s is refused: %s', async (location, code) => {
    const url = await serve(redirecting(302, location));
    await expect(
      client({ allow: ['127.0.0.1', '169.254.0.0/16'] })({ method: 'GET', url, maxRedirects: 5 }),
    ).rejects.toMatchObject({ code });
  });

  test('to something that is no URL is refused', async () => {
    const url = await serve(redirecting(302, 'http://['));
    await expect(client()({ method: 'GET', url, maxRedirects: 5 })).rejects.toEqual(fatal('outbound.redirect_blocked'));
  });
});
