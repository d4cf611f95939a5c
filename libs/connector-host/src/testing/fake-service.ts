import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { JsonValue } from '@millrace/connector-sdk';
import { SERVICES, STRANGER } from './certificates.ts';

/** A request that reached a service. */
export interface SeenRequest {
  readonly host: string;
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly text: string;
  readonly json: JsonValue;
}
export interface ServiceAnswer {
  readonly status?: number;
  readonly body?: JsonValue;
  readonly headers?: Readonly<Record<string, string>>;
}
/** By method and address: `GET api.example.com/path`. */
export type Routes = Readonly<Record<string, (request: SeenRequest) => ServiceAnswer>>;

/** Services that pieces know by name, all at one port of this machine. */
export class FakeService {
  readonly requests: SeenRequest[] = [];
  readonly #server: Server;
  routes: Routes = {};

  private constructor(isStranger: boolean) {
    this.#server = createServer(isStranger ? STRANGER : SERVICES, (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { host = '' } = request.headers;
        const url = new URL(request.url ?? '/', `https://${host}`);
        const text = Buffer.concat(chunks).toString('utf8');
        const { method = 'GET', headers } = request;
        const seen = { host, method, path: url.pathname, query: url.searchParams, headers, text, json: parse(text) };
        this.requests.push(seen);
        const route = this.routes[`${method} ${host}${url.pathname}`];
        const {
          status = 200,
          body = {},
          headers: answered,
        } = route?.(seen) ?? { status: 404, body: { error: 'no route' } };
        response.writeHead(status, { 'content-type': 'application/json', ...answered }).end(JSON.stringify(body));
      });
    });
  }

  static async start({ isStranger = false } = {}): Promise<FakeService> {
    const service = new FakeService(isStranger);
    await new Promise<void>((resolve) => service.#server.listen(0, '127.0.0.1', resolve));
    return service;
  }

  /** These names lead here. */
  hosts(...names: readonly string[]): ReadonlyMap<string, { readonly address: string; readonly port: number }> {
    const { port } = this.#server.address() as AddressInfo;
    return new Map(names.map((name) => [name, { address: '127.0.0.1', port }]));
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

function parse(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return null;
  }
}
