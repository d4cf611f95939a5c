import type { OutgoingHttpHeaders } from 'node:http';
import type { FastifyReply } from 'fastify';

const HEARTBEAT_MS = 15_000;
/** A reader this far behind should be sent less, by whoever can. */
const BEHIND_BYTES = 128 * 1024;
/** A reader this far behind is cut off: the page reloads what it missed. */
const MAX_BUFFERED_BYTES = 1024 * 1024;

export const EVENT_STREAM_TYPE = 'text/event-stream; charset=utf-8';

export interface EventStream {
  /** Sends the JSON that `data` gives. Never throws into whoever tells of the event: that is a run at work. */
  send(event: string, data: () => string): void;
  /** Whether the reader has much to read still. */
  isBehind(): boolean;
  /** Called each time that it has read all of it. */
  onDrain(listener: () => void): void;
  close(): void;
  /** Called once, whoever ends it. */
  onClose(listener: () => void): void;
}

/** Turns the reply into server-sent events (HTML Living Standard §9.2). */
export function openEventStream(reply: FastifyReply): EventStream {
  // Headers set so far, by hooks, must go out: hijacking bypasses them.
  const headers = reply.getHeaders() as OutgoingHttpHeaders;
  reply.hijack();
  const response = reply.raw;
  response.writeHead(200, {
    ...headers,
    'content-type': EVENT_STREAM_TYPE,
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  response.write('retry: 2000\n: open\n\n');
  const heartbeat = setInterval(() => write(': heartbeat\n\n'), HEARTBEAT_MS);
  heartbeat.unref();

  function write(text: string): void {
    if (response.destroyed || response.writableEnded) return;
    response.write(text);
    if (response.writableLength > MAX_BUFFERED_BYTES) response.destroy();
  }
  return {
    send: (event, data) => {
      try {
        // JSON has no line breaks of its own, so one data line carries any value.
        write(`event: ${event}\ndata: ${data()}\n\n`);
      } catch {
        // Without this event the reader would not know that it misses one: reconnected, it reads anew.
        response.destroy();
      }
    },
    isBehind: () => response.writableLength > BEHIND_BYTES,
    onDrain: (listener) => void response.on('drain', listener),
    close: () => response.end(),
    onClose: (listener) => {
      response.once('close', () => {
        clearInterval(heartbeat);
        listener();
      });
    },
  };
}
