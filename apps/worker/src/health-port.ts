import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ServerError, type Execution } from '@millrace/server/execution';

const JSON_TYPE = 'application/json; charset=utf-8';
const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** Answers orchestrators and Prometheus, on the port that the settings name; without one it does nothing. */
export class HealthPort {
  readonly #execution: Pick<Execution, 'health' | 'probe' | 'printMetrics'>;
  #server: Server | undefined;
  #isDraining = false;

  constructor(execution: Pick<Execution, 'health' | 'probe' | 'printMetrics'>) {
    this.#execution = execution;
  }

  /** Resolves with its address once it listens. `server.port_taken` or `server.listen_failed` when it cannot. */
  async open(): Promise<string | undefined> {
    const { host, port } = this.#execution.health;
    if (port === undefined) return undefined;
    const server = createServer(({ method, url = '' }, response) => {
      this.#answer(method === 'GET' || method === 'HEAD' ? url.replace(/\?.*$/, '') : '', response).catch(() =>
        response.destroy(),
      );
    });
    this.#server = server;
    server.listen(port, host);
    try {
      await once(server, 'listening');
    } catch (cause) {
      throw cannotListen(cause as NodeJS.ErrnoException, { host, port });
    }
    const { address, port: actual } = server.address() as AddressInfo;
    return `http://${address.includes(':') ? `[${address}]` : address}:${actual}`;
  }

  async #answer(path: string, response: ServerResponse): Promise<void> {
    switch (path) {
      case '/healthz':
        send(response, 200, { type: JSON_TYPE, body: JSON.stringify({ status: 'ok' }) });
        return;
      case '/readyz': {
        const checks = await this.#execution.probe.check();
        const isReady = !this.#isDraining && checks.every(({ ok }) => ok);
        const body = JSON.stringify({ status: isReady ? 'ready' : 'not_ready', checks });
        send(response, isReady ? 200 : 503, { type: JSON_TYPE, body });
        return;
      }
      case '/metrics':
        send(response, 200, { type: METRICS_TYPE, body: await this.#execution.printMetrics() });
        return;
      default:
        send(response, 404, { type: 'text/plain', body: 'GET /healthz, /readyz or /metrics.\n' });
    }
  }

  /** From now on the worker is not ready: it takes no more runs. */
  noteDraining(): void {
    this.#isDraining = true;
  }

  async close(): Promise<void> {
    const server = this.#server;
    if (server?.listening !== true) return;
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  }
}

function send(response: ServerResponse, status: number, { type, body }: { type: string; body: string }): void {
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(body);
}

function cannotListen(
  cause: NodeJS.ErrnoException,
  { host, port }: { readonly host: string; readonly port: number },
): ServerError {
  return cause.code === 'EADDRINUSE'
    ? new ServerError(
        'server.port_taken',
        `Port ${port} on ${host} is taken by another program. Choose another: MILLRACE_WORKER_HEALTH_PORT=${port + 1}`,
        { cause },
      )
    : new ServerError('server.listen_failed', `The worker cannot listen on ${host}:${port}: ${cause.message}`, {
        cause,
      });
}
