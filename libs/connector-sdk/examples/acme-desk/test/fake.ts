import { readFileSync } from 'node:fs';
import type { JsonObject } from '@millrace/connector-sdk';
import { cutPage, fakeApi, type FakeApi } from '@millrace/connector-sdk/testing';
import type { Ticket } from '../src/ticket.ts';

interface KeptTicket extends Ticket {
  readonly external_id?: string;
  readonly watcher?: string;
}
export interface DeskState {
  tickets: KeptTicket[];
}
const AGENTS = [
  { id: 'A-1', name: 'Ada' },
  { id: 'A-2', name: 'Grace' },
];

const shown = ({ external_id: _, watcher: __, ...ticket }: KeptTicket): Ticket => ticket;
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The help desk, as far as the connector knows it. */
export const desk: FakeApi<DeskState> = fakeApi<DeskState>({
  base: 'https://acme.acme-desk.example/api/v2',
  state: () => ({ tickets: [] }),
  description: JSON.parse(readFileSync(new URL('./openapi.json', import.meta.url), 'utf8')) as JsonObject,
  hookLifetimeSeconds: 86_400,
  accepts: ({ headers }) => headers.authorization === 'Bearer desk-token-4711',
  routes: {
    'GET /me': () => ({ json: { email: 'ada@acme.example' } }),
    'GET /agents': ({ query }) => ({
      json: { agents: AGENTS.filter(({ name }) => name.includes(query.q ?? '')), next: null },
    }),
    'GET /tickets': ({ query }, { state }) => {
      const { status, external_id, updated_since = '' } = query;
      const found = state.tickets
        .filter((ticket) => status === undefined || ticket.status === status)
        .filter((ticket) => external_id === undefined || ticket.external_id === external_id)
        .filter((ticket) => ticket.updated_at >= updated_since);
      const sorted =
        query.sort === undefined ? found : found.toSorted((a, b) => (a.updated_at < b.updated_at ? -1 : 1));
      const { records, next } = cutPage(sorted, { cursor: query.cursor, size: Number(query.per_page ?? 100) });
      return { json: { tickets: records.map(shown), meta: { next_cursor: next } } };
    },
    'POST /tickets': ({ json }, { state, nowMs }) => {
      const { subject, external_id } = json as JsonObject;
      const known = state.tickets.find((ticket) => ticket.external_id === external_id);
      const ticket: KeptTicket = known ?? {
        ...{ id: `T-${state.tickets.length + 1}`, subject: textOf(subject), status: 'open' },
        ...{ updated_at: new Date(nowMs()).toISOString(), external_id: textOf(external_id) },
      };
      if (known === undefined) state.tickets.push(ticket);
      return { status: known === undefined ? 201 : 200, json: shown(ticket) };
    },
    'GET /tickets/{id}': ({ params }, { state }) => {
      const found = state.tickets.find(({ id }) => id === params.id);
      return found === undefined ? { status: 404 } : { json: shown(found) };
    },
    'PUT /tickets/{id}/watcher': ({ params, json }, { state }) => {
      const { url } = json as JsonObject;
      const watched = state.tickets.find(({ id }) => id === params.id);
      state.tickets = state.tickets.map((ticket) =>
        ticket === watched ? { ...ticket, watcher: textOf(url) } : ticket,
      );
      return { status: watched === undefined ? 404 : 204 };
    },
    'DELETE /tickets/{id}': ({ params }, { state }) => {
      const isThere = state.tickets.some(({ id }) => id === params.id);
      state.tickets = state.tickets.filter(({ id }) => id !== params.id);
      return { status: isThere ? 204 : 404 };
    },
    'GET /hooks': ({ query }, { hooks }) => ({ json: { hooks: hooks.list.filter(({ url }) => url === query.url) } }),
    'POST /hooks': ({ json }, { hooks }) => {
      const { url, secret, ...about } = json as JsonObject;
      return { status: 201, json: hooks.add({ url: textOf(url), secret: textOf(secret), about }) };
    },
    'PATCH /hooks/{id}': ({ params }, { hooks }) => {
      const hook = hooks.extend(params.id ?? '');
      return hook === undefined ? { status: 404 } : { json: hook };
    },
    'DELETE /hooks/{id}': ({ params }, { hooks }) => ({ status: hooks.remove(params.id ?? '') ? 204 : 404 }),
  },
});
