import { once } from 'node:events';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

/** One effect: a request that arrived whole. */
export interface SunkEffect {
  /** Body of the request, an object. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly text: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
}
/** How the sink answers. In every case the effect has happened. */
export type SinkAnswer =
  | { readonly kind: 'ok'; readonly body?: unknown }
  | {
      readonly kind: 'failed';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: unknown;
    }
  /** The connection breaks in the place of an answer. */
  | { readonly kind: 'dropped' };

export interface EffectSink {
  readonly port: number;
  close(): Promise<void>;
}

/** A system that workflows change, in this process. It decides about each effect when it has seen it. */
export async function startEffectSink(
  receive: (effect: SunkEffect) => SinkAnswer & { readonly delayMs?: number },
): Promise<EffectSink> {
  const server = createServer((request, response) => {
    readText(request).then(
      (text) => answerEffect({ request, response, text }, receive),
      () => response.destroy(),
    );
  });
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, close: () => closeServer(server) };
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function answerEffect(
  { request, response, text }: { request: IncomingMessage; response: ServerResponse; text: string },
  receive: Parameters<typeof startEffectSink>[0],
): void {
  const body = parseObject(text);
  if (body === undefined) {
    response.writeHead(400).end();
    return;
  }
  const { searchParams: query } = new URL(request.url ?? '/', 'http://sink');
  const { delayMs = 0, ...answer } = receive({ body, text, query, headers: request.headers });
  if (delayMs === 0) send(response, answer);
  else setTimeout(() => send(response, answer), delayMs);
}

function send(response: ServerResponse, answer: SinkAnswer): void {
  if (answer.kind === 'dropped') {
    response.socket?.resetAndDestroy();
    return;
  }
  const json = { 'content-type': 'application/json' };
  const body = JSON.stringify(answer.body ?? { done: answer.kind === 'ok' });
  if (answer.kind === 'ok') response.writeHead(200, json).end(body);
  else response.writeHead(answer.status, { ...json, ...answer.headers }).end(body);
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    return undefined;
  }
}

async function closeServer(server: Server): Promise<void> {
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
}
