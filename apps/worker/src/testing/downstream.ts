import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One call that a workflow made. */
export interface DownstreamCall {
  readonly path: string;
  readonly key: string;
  readonly runId: string;
  /** The `BaseUrl` of whoever executes the run. */
  readonly baseUrl: string;
  answer(): void;
}

/** A system that workflows call. It answers at once, but not below `/held/`, until the test says so. */
export class Downstream {
  readonly calls: DownstreamCall[] = [];
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async open(): Promise<Downstream> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const downstream = new Downstream(server);
    server.on('request', (request, response) => {
      let text = '';
      request.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      request.on('end', () => {
        const path = request.url ?? '';
        downstream.#receive({ path, key: String(request.headers['idempotency-key']), text, response });
      });
    });
    return downstream;
  }

  #receive({ text, response, ...seen }: { path: string; key: string; text: string; response: ServerResponse }): void {
    const { runId, baseUrl } = JSON.parse(text) as { readonly runId: string; readonly baseUrl: string };
    const answer = (): void => {
      if (!response.headersSent) response.writeHead(200, { 'content-type': 'application/json' }).end('{"done":true}');
    };
    this.calls.push({ ...seen, runId, baseUrl, answer });
    if (!seen.path.startsWith('/held/')) answer();
  }

  get address(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** A state that calls here and tells who does. */
  task(path: string, rest: Readonly<Record<string, unknown>> = { End: true }): Readonly<Record<string, unknown>> {
    return {
      Type: 'Task',
      Resource: 'connector:http/request',
      Arguments: {
        method: 'POST',
        url: `http://${this.address}${path}`,
        body: { runId: '{% $states.context.Execution.Id %}', baseUrl: '{% $states.context.Millrace.BaseUrl %}' },
      },
      ...rest,
    };
  }

  of(runId: string): readonly DownstreamCall[] {
    return this.calls.filter((call) => call.runId === runId);
  }

  answerAll(): void {
    for (const call of this.calls) call.answer();
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
