// A service on loopback that numbers what happens in it, tells of it, and can be asked.
import { createHmac, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { ServiceEvent } from './event-connector.ts';

interface Hook {
  readonly id: string;
  readonly url: string;
  readonly secret: string;
}
type Route = (request: {
  readonly query: URLSearchParams;
  readonly body: Readonly<Record<string, unknown>>;
  readonly path: string;
}) => unknown;

const RETRY_MS = 150;
const WAIT_MS = 100;

export class EventService {
  readonly #server: Server;
  readonly hooks = new Map<string, Hook>();
  readonly events: ServiceEvent[] = [];
  readonly acknowledged: number[] = [];
  /** Requests so far: `POST /hooks`. */
  readonly requests: string[] = [];
  /** Deliveries that were answered, by status. */
  readonly statuses: number[] = [];
  /** Creates, and never answers. */
  isMute = false;
  #timer: NodeJS.Timeout | undefined;
  readonly #deliveries = new Set<Promise<void>>();
  #isClosed = false;

  private constructor() {
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  static async open(): Promise<EventService> {
    const service = new EventService();
    service.#server.listen(0, '127.0.0.1');
    await once(service.#server, 'listening');
    return service;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Lets something happen every so often. */
  start(everyMs: number): void {
    this.#timer = setInterval(() => this.happen(), everyMs);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  happen(): ServiceEvent {
    const event = { number: this.events.length + 1, at: new Date().toISOString() };
    this.events.push(event);
    for (const hook of this.hooks.values()) this.#track(this.#deliver(hook, event));
    return event;
  }

  /** Until what was told is taken. */
  async whenDelivered(): Promise<void> {
    await Promise.all(this.#deliveries);
  }

  async close(): Promise<void> {
    this.stop();
    this.#isClosed = true;
    await this.whenDelivered();
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #track(delivery: Promise<void>): void {
    const tracked = delivery.finally(() => this.#deliveries.delete(tracked));
    this.#deliveries.add(tracked);
  }

  /** Again and again, as long as somebody wants it. */
  async #deliver(hook: Hook, event: ServiceEvent): Promise<void> {
    while (!this.#isClosed && this.hooks.has(hook.id)) {
      const status = await this.deliverOnce(hook, event);
      if (status >= 200 && status < 300) return;
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }

  /** The status of the answer; 0 without one. */
  async deliverOnce({ url, secret }: Pick<Hook, 'url' | 'secret'>, event: ServiceEvent): Promise<number> {
    const body = JSON.stringify(event);
    const signature = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
    const headers = { 'content-type': 'application/json', 'x-signature': signature };
    const answer = await fetch(url, { method: 'POST', headers, body }).catch(() => undefined);
    await answer?.arrayBuffer().catch(() => undefined);
    const status = answer?.status ?? 0;
    this.statuses.push(status);
    return status;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', this.url);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString('utf8');
    const body = (text === '' ? {} : JSON.parse(text)) as Readonly<Record<string, unknown>>;
    const name = `${request.method ?? ''} /${pathname.split('/')[1] ?? ''}`;
    this.requests.push(name);
    const given = await this.#routes[name]?.({ query: searchParams, body, path: pathname });
    if (given === 'mute') return;
    response.statusCode = given === undefined ? 404 : 200;
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(given ?? {}));
  }

  readonly #routes: Readonly<Record<string, Route>> = {
    'POST /hooks': ({ body }) => {
      const hook = { id: randomUUID(), url: String(body.url), secret: String(body.secret) };
      this.hooks.set(hook.id, hook);
      return this.isMute ? 'mute' : { id: hook.id };
    },
    'GET /hooks': ({ query }) => ({
      hooks: [...this.hooks.values()].filter(({ url }) => url === query.get('url')).map(({ id }) => ({ id })),
    }),
    'DELETE /hooks': ({ path }) => (this.hooks.delete(path.split('/')[2] ?? '') ? {} : undefined),
    'GET /events': ({ query }) => {
      const [after, since, limit] = ['after', 'since', 'limit'].map((name) => query.get(name));
      const found = this.events.filter(
        ({ number, at }) => (after === null || after === undefined || number > Number(after)) && at >= (since ?? ''),
      );
      return { events: found.slice(0, limit === null ? undefined : Number(limit)) };
    },
    'GET /last': ({ query }) => ({
      last: this.events.findLast(({ at }) => at < (query.get('before') ?? ''))?.number ?? 0,
    }),
    'GET /wait': async ({ query }) => {
      const find = () => this.events.filter(({ number }) => number > Number(query.get('after')));
      if (find().length === 0) await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
      return { events: find().slice(0, 20) };
    },
    'POST /acknowledgements': ({ body }) => {
      this.acknowledged.push(Number(body.number));
      return {};
    },
  };
}
