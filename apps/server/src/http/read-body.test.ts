import { randomBytes } from 'node:crypto';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { dropRestOf, readBody, type BodyLimit } from './read-body.ts';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** A server that answers with what it read, or with the code of why it did not. */
async function serve(limit: Partial<BodyLimit> = {}): Promise<number> {
  const server = createServer((incoming: IncomingMessage, response: ServerResponse) => {
    readBody(incoming, { limitBytes: 1000, setting: 'SETTING', ...limit }).then(
      (body) => response.end(body),
      (error: unknown) => {
        dropRestOf(incoming);
        response.setHeader('connection', 'keep-alive');
        response.end((error as { code: string }).code);
      },
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

function send(port: number, body: Uint8Array | string, headers: Record<string, string> = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const call = request({ port, host: '127.0.0.1', method: 'POST', headers }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', () => resolve(text));
    });
    call.on('error', reject);
    call.end(body);
  });
}

/** What comes back for bytes written to a connection that is left open. */
async function speak(port: number, write: (socket: Socket) => void): Promise<{ text: string; socket: Socket }> {
  const socket = connect(port, '127.0.0.1');
  closing.push(() => socket.destroy());
  socket.on('error', () => undefined);
  const text = await new Promise<string>((resolve) => {
    socket.once('data', (chunk) => resolve(chunk.toString()));
    socket.once('connect', () => write(socket));
  });
  return { text, socket };
}

test.each([
  ['identity', (text: string) => Buffer.from(text)],
  ['gzip', gzipSync],
  ['X-GZIP', gzipSync],
  ['deflate', deflateSync],
  ['br', brotliCompressSync],
])('reads %s', async (encoding, encode) => {
  expect(await send(await serve(), encode('hello'), { 'content-encoding': encoding })).toBe('hello');
});

test.each([
  ['too long', 'x'.repeat(1001), {}, 'request.body_too_large'],
  ['too long without saying so', 'x'.repeat(1001), { 'transfer-encoding': 'chunked' }, 'request.body_too_large'],
  ['too long once inflated', gzipSync('x'.repeat(1001)), { 'content-encoding': 'gzip' }, 'request.body_too_large'],
  [
    'a bomb',
    gzipSync(Buffer.alloc(20_000_000)).subarray(0, 1000),
    { 'content-encoding': 'gzip' },
    'request.body_too_large',
  ],
  ['not what it claims', 'x', { 'content-encoding': 'gzip' }, 'request.malformed'],
  [
    'cut short inside its compression',
    gzipSync('hello').subarray(0, -4),
    { 'content-encoding': 'gzip' },
    'request.malformed',
  ],
  ['of an unknown compression', 'x', { 'content-encoding': 'zstd' }, 'request.encoding_unsupported'],
])('refuses a body that is %s', async (...[, body, headers, code]) => {
  expect(await send(await serve(), body, headers)).toBe(code);
});

test('refuses what grows to more than a hundred times its length, and takes the rest', async () => {
  const port = await serve({ limitBytes: 20_000_000 });
  const gzip = { 'content-encoding': 'gzip' };
  expect(await send(port, gzipSync(Buffer.alloc(10_000_000)), gzip)).toBe('request.inflated_too_large');
  const deflated = deflateSync(Buffer.alloc(10_000_000));
  expect(await send(port, deflated, { 'content-encoding': 'deflate' })).toBe('request.inflated_too_large');
  // Dense, but not past the ratio; and short texts may be as dense as they like.
  const dense = randomBytes(1000).toString('hex').repeat(90);
  expect(dense.length / gzipSync(dense).length).toBeGreaterThan(50);
  expect(await send(port, gzipSync(dense), gzip)).toBe(dense);
  const short = 'x'.repeat(64 * 1024);
  expect(await send(port, gzipSync(short), gzip)).toBe(short);
  expect(await send(port, gzipSync(`${short}x`), gzip)).toBe('request.inflated_too_large');
});

test('refuses by the announced length, before a byte of it has come', async () => {
  const { text } = await speak(await serve(), (socket) =>
    socket.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 20000000\r\n\r\n'),
  );
  expect(text).toContain('request.body_too_large');
});

test('a refused body is read on, and the connection stays good for another request', async () => {
  const { socket } = await speak(await serve(), (open) =>
    open.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3000000\r\n\r\n'),
  );
  const next = new Promise<string>((resolve) => socket.once('data', (chunk) => resolve(chunk.toString())));
  socket.write(Buffer.alloc(3_000_000));
  socket.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nok');
  expect(await next).toContain('\r\nok');
});

test('a sender who wants the connection closed can still send all and read the answer', async () => {
  const port = await serve();
  const errors: Error[] = [];
  const { text, socket } = await speak(port, (open) => {
    open.on('error', (error) => errors.push(error));
    open.write('POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 3000000\r\n\r\n');
  });
  await new Promise((resolve) => socket.write(Buffer.alloc(3_000_000), resolve));
  expect(text).toContain('request.body_too_large');
  expect(errors).toEqual([]);
});

test('a sender without end is cut off', async () => {
  const port = await serve();
  const socket = connect(port, '127.0.0.1');
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  socket.on('error', () => undefined).resume();
  socket.write('POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n');
  const chunk = Buffer.concat([Buffer.from('100000\r\n'), Buffer.alloc(0x100000), Buffer.from('\r\n')]);
  const more = (): void => {
    while (!socket.destroyed && socket.write(chunk));
  };
  socket.on('drain', more);
  more();
  await closed;
});

test('bytes are counted as they are held, and may be refused', async () => {
  const held: number[] = [];
  const limit = { onHeld: (bytes: number) => void held.push(bytes) };
  expect(await send(await serve(limit), gzipSync('hello'), { 'content-encoding': 'gzip' })).toBe('hello');
  expect(held.at(-1)).toBe(5);
  const refusing = {
    onHeld: () => {
      throw Object.assign(new Error('full'), { code: 'intake.saturated' });
    },
  };
  expect(await send(await serve(refusing), 'hello')).toBe('intake.saturated');
  expect(await send(await serve(refusing), gzipSync('hello'), { 'content-encoding': 'gzip' })).toBe('intake.saturated');
});
