// What is noted of requests to servers of this test.
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { FatalError, type Files, type HttpRequest } from '@millrace/connector-sdk';
import { createOutboundGuard } from '@millrace/security';
import { DEFAULT_HOST_LIMITS } from '../host-limits.ts';
import { SERVICES, STRANGER, TEST_AUTHORITY } from '../testing/certificates.ts';
import { createSender } from './http-client.ts';
import { shownUrl, type ExchangeWatch, type HttpExchange } from './http-exchange.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const HOST = 'service.example';

/** The port of a server that answers as told. */
async function listen(server: Server & { closeAllConnections(): void }): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return (server.address() as AddressInfo).port;
}
const serve = (answer: RequestListener): Promise<number> => listen(createHttpServer(answer));
const ok: RequestListener = (_request, response) => response.end('ok');

const noFile = (): Promise<never> => Promise.reject(new FatalError('No files in this test.'));
const NO_FILES = { read: noFile, write: noFile } as unknown as Files;

/** Sends, and gives what was noted until the request was over, however it ended. */
function noting({
  signal = new AbortController().signal,
  onAnswer,
}: { readonly signal?: AbortSignal; readonly onAnswer?: () => void } = {}): (
  request: HttpRequest,
) => Promise<readonly HttpExchange[]> {
  const guard = createOutboundGuard({
    allow: [HOST, '127.0.0.1'],
    resolve: () => Promise.resolve([{ address: '127.0.0.1', family: 4 }]),
    authority: TEST_AUTHORITY,
  });
  closing.push(() => guard.close());
  return async (request) => {
    const watches: ExchangeWatch[] = [];
    const noteExchange = (watch: ExchangeWatch): void => {
      watches.push(watch);
      const answered = watch.answered.bind(watch);
      watch.answered = (status) => {
        answered(status);
        onAnswer?.();
      };
    };
    const around = { guard, files: NO_FILES, limits: DEFAULT_HOST_LIMITS, deadline: { signal }, noteExchange };
    const send = createSender({ ...around, userAgent: 'Millrace' });
    await send(request).catch(() => undefined);
    return watches.map(({ exchange }) => exchange);
  };
}
const get = (url: string): HttpRequest => ({ method: 'GET', url });
const someMs = expect.any(Number) as number;

test('the phases of a request that needed a connection, and of a later one, which had it', async () => {
  const url = `http://${HOST}:${await serve(ok)}/orders`;
  const send = noting();
  const [first] = await send(get(url));
  expect(first).toEqual({
    ...{ method: 'GET', url, status: 200, receivedBytes: 2 },
    ...{ dnsMs: someMs, connectMs: someMs, firstByteMs: someMs, transferMs: someMs, durationMs: someMs },
  });
  // The first connection may still be busy with its end when the second request is sent.
  await send(get(url));
  const [third] = await send(get(url));
  expect(third).toEqual({
    ...{ method: 'GET', url, status: 200, receivedBytes: 2, isReused: true },
    ...{ firstByteMs: someMs, transferMs: someMs, durationMs: someMs },
  });
});

test('two requests at once have a connection each', async () => {
  const url = `http://${HOST}:${await serve(ok)}/`;
  const send = noting();
  const both = await Promise.all([send(get(url)), send(get(url))]);
  expect(both.flat()).toEqual(
    [1, 2].map(() => expect.objectContaining({ connectMs: someMs, dnsMs: someMs }) as object),
  );
});

test('a body that is streamed is no exception', async () => {
  const url = `http://127.0.0.1:${await serve((request, response) => request.resume().on('end', () => response.end()))}/`;
  const parts = [{ name: 'a', value: 'b' }];
  const [sent] = await noting()({ method: 'POST', url, body: { kind: 'multipart', parts } });
  expect(sent).toMatchObject({ status: 200, connectMs: someMs, firstByteMs: someMs });
  expect(sent).not.toHaveProperty('dnsMs');
});

test('the phases together are not longer than the whole', async () => {
  const port = await listen(createHttpsServer(SERVICES, ok));
  const [exchange] = await noting()(get(`https://${HOST}:${port}/`));
  expect(exchange).toMatchObject({ status: 200, dnsMs: someMs, connectMs: someMs, tlsMs: someMs });
  const { dnsMs = 0, connectMs = 0, tlsMs = 0, firstByteMs = 0, transferMs = 0, durationMs = 0 } = exchange ?? {};
  // Each is rounded to a tenth.
  expect(dnsMs + connectMs + tlsMs + firstByteMs + transferMs).toBeLessThanOrEqual(durationMs + 0.3);
  expect(tlsMs).toBeGreaterThan(0);
});

test('a service that nobody vouches for: the connection was there, TLS was not', async () => {
  const port = await listen(createHttpsServer(STRANGER, ok));
  const [exchange] = await noting()(get(`https://${HOST}:${port}/`));
  expect(exchange).toMatchObject({ connectMs: someMs, error: expect.stringMatching(/SIGN|CERT|VERIFY/) as string });
  expect(exchange).not.toHaveProperty('tlsMs');
  expect(exchange).not.toHaveProperty('status');
});

test('a service that is not there', async () => {
  const server = createHttpServer(ok);
  const port = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  const [exchange] = await noting()(get(`http://127.0.0.1:${port}/`));
  expect(exchange).toEqual({
    ...{ method: 'GET', url: `http://127.0.0.1:${port}/` },
    ...{ error: 'ECONNREFUSED', durationMs: someMs },
  });
});

test('a refusal with a long body, of which only the beginning is read, has no error of its own', async () => {
  const port = await serve((_request, response) => response.writeHead(404).end('x'.repeat(500_000)));
  const [exchange] = await noting()(get(`http://127.0.0.1:${port}/`));
  expect(exchange).toMatchObject({ status: 404 });
  expect(exchange).not.toHaveProperty('error');
});

test('each hop of a redirect is a request', async () => {
  const port = await serve((request, response) =>
    request.url === '/old' ? response.writeHead(302, { location: '/new' }).end() : response.end('here'),
  );
  const origin = `http://127.0.0.1:${port}`;
  const hops = await noting()({ ...get(`${origin}/old`), maxRedirects: 2 });
  expect(hops.map(({ url, status }) => [url, status])).toEqual([
    [`${origin}/old`, 302],
    [`${origin}/new`, 200],
  ]);
});

test('a request whose call was given up', async () => {
  const controller = new AbortController();
  const port = await serve((_request, response) => response.write('beginning'));
  const onAnswer = (): void => controller.abort(new Error('The time is up.'));
  const [exchange] = await noting({ signal: controller.signal, onAnswer })(get(`http://127.0.0.1:${port}/`));
  expect(exchange).toMatchObject({ status: 200, error: 'Error' });
});

test('credentials in a query are masked, by the name that the connection gives them and by names that tell', () => {
  const url = new URL('https://api.example.com/v1?k=abc123&page=2&access_token=def456&q=a%20b');
  expect(shownUrl(url, ['k'])).toBe(
    'https://api.example.com/v1?k=%5Bredacted%5D&page=2&access_token=%5Bredacted%5D&q=a+b',
  );
  expect(url.search).toContain('abc123');
  expect(shownUrl(new URL(`https://api.example.com/?q=${'x'.repeat(5000)}`))).toHaveLength(2001);
});
