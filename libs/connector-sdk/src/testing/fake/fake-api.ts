// A stateful fake of a service: in process, or on a loopback port.
import type { Awaitable } from '../../awaitable.ts';
import { TestClock } from '../platform/test-clock.ts';
import { breakWire, type Fault } from '../wire/faults.ts';
import { BrokenWire, bytesOf, NO_BYTES, type Wire, type WireRequest, type WireResponse } from '../wire/wire.ts';
import { complaintsOf, type ApiDescription } from './api-description.ts';
import { connectFake, type FakeDial, type FakeSocket } from './fake-socket.ts';
import { FakeHooks } from './fake-hooks.ts';
import { readFakeRequest, type FakeAnswer, type FakeRequest } from './fake-request.ts';
import { matchRoute, readRoutes, type Route } from './match-route.ts';
import { serveWire, type ServedWire } from './serve-wire.ts';

/** What the routes of a fake have at hand. */
export interface FakeService<State> {
  readonly state: State;
  /** Its subscriptions. */
  readonly hooks: FakeHooks;
  /** Epoch milliseconds, of the fake's own clock. */
  readonly nowMs: () => number;
  /** Answers of before for a key that came before: how services that know an idempotency key work. Without a key: does it. */
  readonly once: (key: string | undefined, work: () => FakeAnswer) => FakeAnswer;
}
export type FakeRoute<State> = (request: FakeRequest, service: FakeService<State>) => Awaitable<FakeAnswer>;

export interface FakeDefinition<State> {
  /** Where it answers: `https://acme.desk.example/api`. Everything else cannot be reached. Default: not by HTTP. */
  readonly base?: string;
  /** What it holds in the beginning. */
  readonly state: () => State;
  /** `GET /tickets/{id}`: below `base`, the first that matches. */
  readonly routes?: Readonly<Record<string, FakeRoute<State>>>;
  /** By `host:port`: what it does with a connection. */
  readonly sockets?: Readonly<Record<string, FakeSocket<State>>>;
  /** Whether it knows who asks; else it answers 401. */
  readonly accepts?: (request: FakeRequest) => boolean;
  /** What of the state others see; default all of it. */
  readonly effects?: (state: State) => unknown;
  /** The vendor's own description of its API, or an excerpt: each request is checked against it. */
  readonly description?: ApiDescription;
  /** How long a subscription lives. */
  readonly hookLifetimeSeconds?: number;
}

/** A fake service. */
export interface FakeApi<State = unknown> extends FakeService<State> {
  readonly base: string;
  readonly wire: Wire;
  readonly dial: FakeDial;
  /** All that came since the beginning, in order. */
  readonly requests: readonly FakeRequest[];
  /** What does not fit the description, a sentence each. */
  readonly complaints: readonly string[];
  /** Its clock, of which subscriptions and late answers know the time. */
  readonly clock: TestClock;
  /** What others see of the state. */
  readonly effects: unknown;
  /** What goes wrong with the next requests: one, or as many as said, of those that `only` lets pass. */
  fail(fault: Fault, which?: { readonly times?: number; readonly only?: (request: WireRequest) => boolean }): void;
  /** As it was in the beginning: nothing came, nothing fails. */
  reset(): void;
  /** Answers on a loopback port, too. */
  serve(): Promise<ServedWire>;
}

/** Makes a fake of its routes. */
export function fakeApi<State>(definition: FakeDefinition<State>): FakeApi<State> {
  return new Fake(definition);
}

interface Planned {
  readonly fault: Fault;
  readonly only: (request: WireRequest) => boolean;
  left: number;
}

const NOWHERE = 'https://no-http.invalid';

class Fake<State> implements FakeApi<State> {
  readonly clock = new TestClock();
  readonly wire: Wire;
  readonly #definition: FakeDefinition<State>;
  readonly #routes: readonly Route<FakeRoute<State>>[];
  readonly #base: URL;
  #state: State;
  #hooks: FakeHooks;
  #requests: FakeRequest[] = [];
  #complaints: string[] = [];
  #planned: Planned[] = [];
  #answers = new Map<string, FakeAnswer>();

  constructor(definition: FakeDefinition<State>) {
    this.#definition = definition;
    this.#routes = readRoutes(definition.routes ?? {});
    this.#base = new URL(definition.base ?? NOWHERE);
    this.#state = definition.state();
    this.#hooks = this.#newHooks();
    this.wire = breakWire(
      {
        wire: (request) => this.#answer(request),
        passTime: (waitMs, signal) => this.clock.wait(waitMs, signal),
      },
      (request) => this.#nextFault(request),
    );
  }

  get base(): string {
    return this.#definition.base ?? NOWHERE;
  }
  get state(): State {
    return this.#state;
  }
  get hooks(): FakeHooks {
    return this.#hooks;
  }
  get requests(): readonly FakeRequest[] {
    return this.#requests;
  }
  get complaints(): readonly string[] {
    return this.#complaints;
  }
  get effects(): unknown {
    const { effects = (state: State): unknown => state } = this.#definition;
    return effects(this.#state);
  }
  readonly nowMs = (): number => this.clock.nowMs();

  readonly once = (key: string | undefined, work: () => FakeAnswer): FakeAnswer => {
    const answer = (key === undefined ? undefined : this.#answers.get(key)) ?? work();
    if (key !== undefined) this.#answers.set(key, answer);
    return answer;
  };

  readonly dial: FakeDial = ({ host, port, tls = false }) => {
    const serve = this.#definition.sockets?.[`${host}:${port}`];
    if (serve === undefined) return Promise.reject(new Error('nobody answers there'));
    return Promise.resolve(connectFake({ tls }, (connection) => serve(connection, this.#service)));
  };

  fail(
    fault: Fault,
    { times = 1, only = () => true }: Partial<Omit<Planned, 'fault'>> & { readonly times?: number } = {},
  ): void {
    this.#planned.push({ fault, only, left: times });
  }

  reset(): void {
    this.#state = this.#definition.state();
    this.#hooks = this.#newHooks();
    [this.#requests, this.#complaints, this.#planned] = [[], [], []];
    this.#answers = new Map();
  }

  serve(): Promise<ServedWire> {
    return serveWire(this.wire, this.#base);
  }

  #newHooks(): FakeHooks {
    return new FakeHooks(() => this.clock.nowMs(), this.#definition.hookLifetimeSeconds);
  }

  #nextFault(request: WireRequest): Fault | undefined {
    const planned = this.#planned.find(({ left, only }) => left > 0 && only(request));
    if (planned !== undefined) planned.left -= 1;
    return planned?.fault;
  }

  async #answer(wired: WireRequest): Promise<WireResponse> {
    const url = new URL(wired.url);
    const basePath = this.#base.pathname.replace(/\/$/, '');
    if (url.origin !== this.#base.origin || !`${url.pathname}/`.startsWith(`${basePath}/`))
      throw new BrokenWire(`the fake is at ${this.base}, and not at ${wired.url}`, {
        code: 'ENOTFOUND',
        wasSent: false,
      });
    const request = readFakeRequest(wired, basePath);
    this.#requests.push(request);
    return toWire(await this.#respond(request));
  }

  #respond(request: FakeRequest): Awaitable<FakeAnswer> {
    const { description, accepts = () => true } = this.#definition;
    const complaints = description === undefined ? [] : complaintsOf(description, request);
    this.#complaints.push(...complaints);
    if (complaints.length > 0) return { status: 400, json: { message: complaints.join(' ') } };
    if (!accepts(request)) return { status: 401, json: { message: 'Who are you?' } };
    const found = matchRoute(this.#routes, request);
    if (found === undefined) return { status: 404, json: { message: `The fake has no ${request.path}.` } };
    if (found === 'otherMethod')
      return { status: 405, json: { message: `The fake has no ${request.method} of this.` } };
    return found.handle({ ...request, params: found.params }, this.#service);
  }

  get #service(): FakeService<State> {
    return { state: this.#state, hooks: this.#hooks, nowMs: this.nowMs, once: this.once };
  }
}

function toWire({ json, text, bytes, headers = {}, cookies, ...answer }: FakeAnswer): WireResponse {
  const body =
    bytes ?? (text === undefined ? (json === undefined ? NO_BYTES : bytesOf(JSON.stringify(json))) : bytesOf(text));
  const type =
    json === undefined
      ? text === undefined
        ? {}
        : { 'content-type': 'text/plain' }
      : { 'content-type': 'application/json' };
  const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
  return {
    status: answer.status ?? (body.length === 0 ? 204 : 200),
    headers: { ...type, ...Object.fromEntries(lower) },
    ...(cookies === undefined ? {} : { cookies }),
    body,
  };
}
