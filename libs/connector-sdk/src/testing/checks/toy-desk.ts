// A small help desk for the tests of the checks: a fake, and connectors for it that are good or have one fault.
import { action, httpAction, type Action, type CodeAction, type HttpAction } from '../../action.ts';
import { auth } from '../../auth.ts';
import { defineConnector, type Connector, type ConnectorDefinition } from '../../connector.ts';
import type { ActionContext } from '../../context.ts';
import type { JsonObject } from '../../json.ts';
import { t } from '../../schema.ts';
import { fakeApi, type FakeApi, type FakeRoute } from '../fake/fake-api.ts';
import { cutPage } from '../fake/fake-pages.ts';
import type { TestCase } from '../test-case.ts';
import { toSubject, type Problems, type Subject } from './subject.ts';

export interface ToyTicket {
  readonly id: string;
  readonly subject: string;
  readonly at: string;
  readonly ref?: string;
}
export interface ToyState {
  tickets: ToyTicket[];
  /** Idempotency keys, and what was made under them. */
  keys: Record<string, string>;
  messages: { id: string; isDone: boolean }[];
  onMessage?: () => void;
}

export const CLOSED = { additionalProperties: false };
export const Ticket = t.Object({ id: t.String(), subject: t.String(), at: t.String() });
export const sample = { id: '1', subject: 'Fire', at: '2026-03-01T09:30:00Z' };
export const ticketNo = (index: number, at = new Date('2026-03-01T09:30:00Z')): ToyTicket => ({
  ...{ id: String(index + 1), subject: `Fire ${index + 1}`, at: at.toISOString() },
});
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const PAGE_SIZE = 5;

const HOOK_ROUTES: Readonly<Record<string, FakeRoute<ToyState>>> = {
  'GET /hooks': ({ query }, { hooks }) => ({ json: hooks.list.filter(({ url }) => url === query.url) }),
  'POST /hooks': ({ json }, { hooks }) => {
    const { url, secret, ...about } = json as JsonObject;
    return { json: hooks.add({ url: text(url), secret: text(secret), about }) };
  },
  'PATCH /hooks/{id}': ({ params }, { hooks }) => {
    const hook = hooks.extend(params.id ?? '');
    return hook === undefined ? { status: 410 } : { json: hook };
  },
  'DELETE /hooks/{id}': ({ params }, { hooks }) => ({ status: hooks.remove(params.id ?? '') ? 204 : 404 }),
  'GET /messages': async (_, { state }) => {
    const waiting = () => state.messages.filter(({ isDone }) => !isDone).map(({ id }) => id);
    if (waiting().length === 0) await new Promise<void>((resolve) => (state.onMessage = resolve));
    return { json: waiting() };
  },
  'POST /messages/{id}/done': ({ params }, { state }) => {
    state.messages = state.messages.map((message) =>
      message.id === params.id ? { ...message, isDone: true } : message,
    );
    return { status: 204 };
  },
};

export function toyFake(): FakeApi<ToyState> {
  return fakeApi<ToyState>({
    base: 'https://desk.example/api',
    state: () => ({ tickets: [], keys: {}, messages: [] }),
    effects: ({ tickets, messages }) => ({ tickets, messages }),
    hookLifetimeSeconds: 3600,
    accepts: ({ headers, path }) => path === '/session' || headers.authorization === 'Bearer toy-token-123',
    routes: {
      'POST /session': () => ({ json: { token: 'toy-token-123' } }),
      'GET /me': () => ({ json: { email: 'ada@desk.example' } }),
      'GET /agents': ({ query }) => ({
        json: { agents: ['Ada', 'Grace'].filter((name) => name.includes(query.q ?? '')) },
      }),
      'GET /tickets': ({ query }, { state }) => {
        const found = state.tickets
          .filter(({ ref }) => query.ref === undefined || ref === query.ref)
          .filter(({ at }) => at >= (query.since ?? '') && at > (query.after ?? ''))
          .toSorted((one, other) => (one.at < other.at ? -1 : 1));
        const size = Math.min(Number(query.limit ?? PAGE_SIZE), 100);
        const { records, next } = cutPage(found, { cursor: query.cursor, size });
        return { json: { tickets: records, next } };
      },
      'POST /tickets': ({ json, headers }, { state, nowMs }) => {
        const { subject, ref } = json as JsonObject;
        const key = headers['idempotency-key'];
        const known = state.tickets.find(
          (ticket) => (ref !== undefined && ticket.ref === ref) || (key !== undefined && state.keys[key] === ticket.id),
        );
        if (known !== undefined) return { json: known };
        const id = String(state.tickets.length + 1);
        const made = { id, subject: text(subject), at: new Date(nowMs() - (nowMs() % 86_400_000)).toISOString() };
        const ticket = typeof ref === 'string' ? { ...made, ref } : made;
        state.tickets.push(ticket);
        if (key !== undefined) state.keys[key] = id;
        return { status: 201, json: ticket };
      },
      'DELETE /tickets/{id}': ({ params }, { state }) => {
        const left = state.tickets.filter(({ id }) => id !== params.id);
        const status = left.length === state.tickets.length ? 404 : 204;
        state.tickets = left;
        return { status };
      },
      ...HOOK_ROUTES,
    },
  });
}

/** A connector for it, of whatever members. */
export function aDesk(changes: Partial<ConnectorDefinition> = {}): Connector {
  return defineConnector({
    ...{ name: 'desk', title: 'Desk', description: 'A desk.', categories: ['support'] },
    baseUrl: 'https://desk.example/api',
    permissions: { hosts: ['desk.example'] },
    auth: { token: auth.bearer({ title: 'Token', test: { request: { method: 'GET', path: '/me' } } }) },
    actions: {},
    ...changes,
  });
}

/** What a check finds in a connector of these members. */
export function aSubject(
  changes: Partial<ConnectorDefinition>,
  cases: readonly TestCase<ToyState>[] = [],
  fake: FakeApi<ToyState> = toyFake(),
): Subject {
  return toSubject({
    connector: aDesk(changes),
    about: { version: '1.0.0', icon: '' },
    fake: fake,
    cases: cases as readonly TestCase[],
    connections: { desk: { auth: 'token', fields: { token: 'toy-token-123' } } },
  });
}

/** What a check finds in an action. */
export async function problemsOfAction(
  check: (subject: Subject, tried: never) => Promise<Problems>,
  tried: Action,
  changes: { readonly more?: Readonly<Record<string, Action>>; readonly tried?: object } = {},
): Promise<Problems> {
  const found = { action: 'tried', input: {}, ...changes.tried };
  const subject = aSubject({ actions: { ...changes.more, tried } }, [found]);
  return check(subject, found as never);
}

/** An action in code that reads. */
export function aRead(run: (context: ActionContext) => unknown): CodeAction {
  return action({
    ...{ title: 'Read', effects: 'read', input: t.Object({}, CLOSED), output: t.Unknown(), sample: null },
    run: run,
  });
}

/** An action in code that writes. */
export function aWrite(
  idempotency: NonNullable<CodeAction['idempotency']>,
  run: (context: ActionContext) => unknown,
): CodeAction {
  return action({
    ...{
      title: 'Write',
      effects: 'write',
      idempotency,
      input: t.Object({}, CLOSED),
      output: t.Unknown(),
      sample: null,
    },
    run: run,
  });
}

/** A list that is data. */
export function aList(changes: Partial<HttpAction> = {}): HttpAction {
  const list = httpAction({
    ...{ title: 'List tickets', effects: 'read', input: t.Object({}, CLOSED), record: Ticket, sample },
    request: { method: 'GET', path: '/tickets' },
    records: 'tickets',
    paginate: { by: 'cursor', next: 'next', send: { query: 'cursor' } },
  });
  return { ...list, ...changes };
}
