import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BrokenWire, type Wire } from '../wire/wire.ts';

/** A wire that answers on a loopback port. */
export interface ServedWire {
  /** `http://127.0.0.1:1234/api` */
  readonly url: string;
  close(): Promise<void>;
}

/** Answers real requests: as if they had gone to `base`. */
export async function serveWire(wire: Wire, base: URL): Promise<ServedWire> {
  const server = createServer((incoming, response) => void answer({ incoming, response }, wire, base));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}${base.pathname.replace(/\/$/, '')}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Exchange {
  readonly incoming: IncomingMessage;
  readonly response: ServerResponse;
}

async function answer({ incoming, response }: Exchange, wire: Wire, base: URL): Promise<void> {
  const gone = new AbortController();
  response.on('close', () => gone.abort());
  try {
    const chunks: Uint8Array[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Uint8Array);
    const headers = Object.entries(incoming.headers).map(([name, value]) => [name, [value ?? ''].flat().join(', ')]);
    const answered = await wire(
      {
        method: incoming.method ?? 'GET',
        url: new URL(incoming.url ?? '/', base).href,
        headers: Object.fromEntries(headers) as Record<string, string>,
        body: Buffer.concat(chunks),
      },
      gone.signal,
    );
    const cookies = answered.cookies === undefined ? {} : { 'set-cookie': [...answered.cookies] };
    response.writeHead(answered.status, { ...answered.headers, ...cookies }).end(answered.body);
  } catch (cause) {
    // What a broken wire looks like from outside; anything else is a mistake of the fake, said aloud.
    if (cause instanceof BrokenWire || gone.signal.aborted) incoming.socket.destroy();
    else response.writeHead(500, { 'content-type': 'text/plain' }).end(String(cause));
  }
}
