import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FastifyReply } from 'fastify';
import { openEventStream, type EventStream } from './event-stream.ts';

let server: Server;
let stream: EventStream;
let response: ServerResponse;
let onOpen: () => void = () => undefined;

beforeEach(async () => {
  server = createServer((_request, raw) => {
    response = raw;
    stream = openEventStream({
      raw,
      getHeaders: () => ({ 'x-kept': '1' }),
      hijack: () => undefined,
    } as unknown as FastifyReply);
    onOpen();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

/** Opens the stream as a reader. */
function read(): Promise<IncomingMessage> {
  return new Promise((resolve) => {
    request({ port: (server.address() as AddressInfo).port, host: '127.0.0.1' }, resolve).end();
  });
}
async function textOf(message: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of message) text += String(chunk);
  return text;
}

test('says at once that it is open, and each event in two lines', async () => {
  onOpen = () => {
    stream.send('run.ended', () => '{"a":"b"}');
    stream.close();
  };
  const message = await read();
  expect(message.headers).toMatchObject({ 'content-type': 'text/event-stream; charset=utf-8', 'x-kept': '1' });
  expect(await textOf(message)).toBe('retry: 2000\n: open\n\nevent: run.ended\ndata: {"a":"b"}\n\n');
});

test('an event that cannot be told ends the stream, and nobody hears of it', async () => {
  onOpen = () => undefined;
  const message = await read();
  const failing = (): string => {
    throw new RangeError('Invalid time value');
  };
  expect(() => stream.send('step.ended', failing)).not.toThrow();
  await expect(textOf(message)).rejects.toThrow('aborted');
});

test('a reader who does not keep up is cut off, and its listeners told once', async () => {
  let closed = 0;
  onOpen = () => stream.onClose(() => (closed += 1));
  const message = await read();
  message.on('error', () => undefined).pause();
  const gone = new Promise((resolve) => response.once('close', resolve));
  const megabyte = `"${'x'.repeat(1024 * 1024)}"`;
  for (let count = 0; count < 64 && !response.destroyed; count += 1) stream.send('step.ended', () => megabyte);
  expect(response.destroyed).toBe(true);
  await gone;
  stream.send('step.ended', () => megabyte);
  stream.close();
  expect(closed).toBe(1);
});
