import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { until } from '../until.ts';
import { createTcpProxy, type TcpProxy } from './tcp-proxy.ts';

/** Answers every chunk with itself. */
let echo: Server;
let heard: string;
let proxy: TcpProxy;

beforeEach(async () => {
  heard = '';
  echo = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => {
      heard += chunk.toString();
      socket.write(chunk);
    });
    socket.on('end', () => socket.end());
  }).listen(0, '127.0.0.1');
  await once(echo, 'listening');
  const { port } = echo.address() as AddressInfo;
  proxy = await createTcpProxy(() => ({ host: '127.0.0.1', port }));
});
afterEach(async () => {
  await proxy.close();
  echo.close();
});

/** A connection through the proxy, and what came back by it. A reset may be heard of as one, or as an end. */
function open() {
  const socket: Socket = connect(proxy.port, '127.0.0.1');
  const seen = { text: '', end: '' };
  socket.on('data', (chunk: Buffer) => (seen.text += chunk.toString()));
  socket.on('error', (cause: NodeJS.ErrnoException) => (seen.end = cause.code ?? cause.name));
  socket.on('end', () => (seen.end = 'end'));
  return { socket, seen };
}

test('passes on both ways, and the end of both sides', async () => {
  const { socket, seen } = open();
  socket.write('hello');
  await until(() => seen.text === 'hello');
  socket.end();
  await until(() => seen.end === 'end' && proxy.connections === 0);
});

test('asks for its target at every connection', async () => {
  const other = createServer((socket) => socket.end('other')).listen(0, '127.0.0.1');
  await once(other, 'listening');
  let port = (echo.address() as AddressInfo).port;
  const moving = await createTcpProxy(() => ({ host: '127.0.0.1', port }));
  port = (other.address() as AddressInfo).port;
  const socket = connect(moving.port, '127.0.0.1');
  const [chunk] = (await once(socket, 'data')) as [Buffer];
  expect(chunk.toString()).toBe('other');
  socket.destroy();
  await moving.close();
  other.close();
});

test('reset breaks what is open, and what comes', async () => {
  const { socket, seen } = open();
  socket.write('before');
  await until(() => seen.text === 'before');
  proxy.setMode({ kind: 'reset' });
  await until(() => seen.end !== '');
  const next = open();
  await until(() => next.seen.end !== '');
  expect(next.seen.text).toBe('');
  expect(heard).toBe('before');
});

test('dropReply lets the request arrive and breaks in the place of the answer', async () => {
  proxy.setMode({ kind: 'dropReply' });
  const { socket, seen } = open();
  socket.write('do it');
  await until(() => seen.end !== '');
  expect([heard, seen.text]).toEqual(['do it', '']);
});

test('cutAfter gives so many bytes of the answer and no more', async () => {
  proxy.setMode({ kind: 'cutAfter', bytes: 4 });
  const { socket, seen } = open();
  socket.write('abcdefgh');
  await until(() => seen.end !== '');
  expect([heard, seen.text]).toEqual(['abcdefgh', 'abcd']);
});

test('what falls into a black hole never arrives; connections that are not meant go on', async () => {
  // The first connection is above the share, the second one below.
  const witness = open();
  witness.socket.write('0');
  await until(() => witness.seen.text === '0');
  proxy.setMode({ kind: 'blackHole' }, 0.5);
  const victim = open();
  await new Promise((resolve) => victim.socket.write('lost', resolve));
  for (const round of ['01', '012', '0123']) {
    witness.socket.write(round.slice(-1));
    await until(() => witness.seen.text === round);
  }
  expect([heard, victim.seen.text, victim.seen.end]).toEqual(['0123', '', '']);
  victim.socket.destroy();
  witness.socket.destroy();
});

test('delay keeps the order and takes its time, both ways', async () => {
  proxy.setMode({ kind: 'delay', milliseconds: 30 });
  const { socket, seen } = open();
  const startedAt = performance.now();
  socket.write('one');
  socket.write('two');
  await until(() => seen.text === 'onetwo');
  expect(performance.now() - startedAt).toBeGreaterThanOrEqual(59);
  socket.destroy();
});

test('what comes after the delay does not overtake what was delayed', async () => {
  proxy.setMode({ kind: 'delay', milliseconds: 50 });
  const { socket, seen } = open();
  socket.write('one');
  await until(() => proxy.held > 0);
  proxy.setMode({ kind: 'pass' });
  socket.write('two');
  await until(() => seen.text.length === 6);
  expect(seen.text).toBe('onetwo');
  socket.destroy();
});

test('throttle lets so many bytes pass in a second', async () => {
  proxy.setMode({ kind: 'throttle', bytesPerSecond: 10_000 });
  const { socket, seen } = open();
  const startedAt = performance.now();
  socket.write('x'.repeat(500));
  await until(() => seen.text.length === 500);
  expect(performance.now() - startedAt).toBeGreaterThanOrEqual(99);
  socket.destroy();
});

test('a share means that part of the connections', async () => {
  proxy.setMode({ kind: 'reset' }, 0.5);
  const opened = Array.from({ length: 20 }, open);
  for (const { socket } of opened) socket.write('hello');
  await until(() => opened.every(({ seen }) => seen.end !== '' || seen.text === 'hello'));
  const broken = opened.filter(({ seen }) => seen.end !== '').length;
  expect(broken).toBeGreaterThan(5);
  expect(broken).toBeLessThan(15);
  for (const { socket } of opened) socket.destroy();
});
