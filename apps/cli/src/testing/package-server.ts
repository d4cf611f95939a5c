// A server that takes packages, as far as the command line sees it.
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

export interface TakenRequest {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}
export interface Answer {
  readonly status: number;
  readonly body: unknown;
}
export interface PackageServer {
  readonly url: string;
  readonly requests: readonly TakenRequest[];
  /** Resolves when as many requests have been answered. */
  taken(count: number): Promise<void>;
  close(): Promise<void>;
}

/** Answers each request as it is told. `wanted`: a port; any unless given. */
export async function servePackages(answer: (request: TakenRequest) => Answer, wanted = 0): Promise<PackageServer> {
  const requests: TakenRequest[] = [];
  const waiting: { readonly count: number; readonly resolve: () => void }[] = [];
  const server = createServer((incoming, outgoing) => {
    void buffer(incoming).then((body) => {
      const request = { method: incoming.method ?? '', path: incoming.url ?? '', headers: incoming.headers, body };
      requests.push(request);
      const { status, body: value } = answer(request);
      outgoing.writeHead(status, { 'content-type': 'application/json', connection: 'close' });
      outgoing.end(typeof value === 'string' ? value : JSON.stringify(value));
      for (const { count, resolve } of waiting) if (requests.length >= count) resolve();
    });
  });
  await new Promise<void>((resolve) => server.listen(wanted, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    taken: (count) =>
      new Promise((resolve) => (requests.length >= count ? resolve() : waiting.push({ count, resolve }))),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
