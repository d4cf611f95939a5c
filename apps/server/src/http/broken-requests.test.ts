import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { pino } from 'pino';
import { Metrics } from '../metrics/metrics.ts';
import { answerBrokenRequests } from './broken-requests.ts';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});
const log: string[] = [];

async function serve(handler: (request: IncomingMessage, response: ServerResponse) => void): Promise<number> {
  const limits = { headersTimeout: 50, requestTimeout: 50, connectionsCheckingInterval: 10, maxHeaderSize: 1024 };
  const server = createServer(limits, handler);
  const answer = answerBrokenRequests({
    log: pino({}, { write: (line: string) => void log.push(line) }),
    metrics: new Metrics(),
    headerLimitBytes: 1024,
  });
  server.on('clientError', (error: Error, socket) => answer(error, socket as Socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

/** All that comes back until the connection ends. */
function speak(port: number, text: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    let answer = '';
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
    socket.on('error', () => undefined).on('close', () => resolve(answer));
  });
}

const never = (): void => undefined;

test.each([
  ['no HTTP', 'hello\r\n\r\n', 400, 'request.malformed'],
  [
    'two lengths',
    'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab',
    400,
    'request.malformed',
  ],
  [
    'a length and chunks',
    'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    400,
    'request.malformed',
  ],
  [
    'a broken chunk',
    'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
    400,
    'request.malformed',
  ],
  [
    'headers without measure',
    `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(2000)}\r\n\r\n`,
    431,
    'request.headers_too_large',
  ],
  ['headers that never end', 'GET / HTTP/1.1\r\nHost: a\r\n', 408, 'request.timeout'],
  ['a body that never ends', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc', 408, 'request.timeout'],
])('%s: a problem document, and the end of the connection', async (...[, text, status, code]) => {
  const answer = await speak(await serve(never), text);
  const [head = '', body = ''] = answer.split('\r\n\r\n');
  expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  expect(head).toContain('content-type: application/problem+json');
  expect(head).toContain('connection: close');
  expect(JSON.parse(body)).toMatchObject({ status, code, requestId: expect.any(String) as string, errors: [] });
  expect(log.at(-1)).toContain(code);
});

test('what comes behind a request under way is not answered in its place', async () => {
  const seen: string[] = [];
  const port = await serve((request) => void seen.push(request.url ?? ''));
  expect(await speak(port, 'GET /first HTTP/1.1\r\nHost: a\r\n\r\ngarbage\r\n\r\n')).toBe('');
  expect(seen).toEqual(['/first']);
});
