import { action, auth, defineConnector, httpAction, t } from '@millrace/connector-sdk';
import { sample, Status, Ticket, type TicketPage } from './ticket.ts';
import { ticketCreated, ticketUpdated } from './triggers.ts';

const CLOSED = { additionalProperties: false };
const DAY_MS = 86_400_000;

export default defineConnector({
  name: 'acme-desk',
  title: 'Acme Desk',
  description: 'Tickets of the Acme help desk.',
  categories: ['support'],
  baseUrl: 'https://{connection.subdomain}.acme-desk.example/api/v2',
  permissions: { hosts: ['{connection.subdomain}.acme-desk.example'] },
  rateLimit: { requests: 200, perSeconds: 60, concurrent: 8 },
  auth: {
    token: auth.bearer({
      title: 'API token',
      fields: t.Object({ subdomain: t.String({ pattern: '^[a-z0-9-]{1,40}$' }), token: t.Secret() }, CLOSED),
      test: { request: { method: 'GET', path: '/me' }, label: '{% body.email %}' },
    }),
  },
  options: {
    async agents({ http }, { search, cursor }) {
      const { body } = await http.get<{ agents: { id: string; name: string }[]; next: string | null }>('/agents', {
        query: { q: search, cursor },
        as: 'json',
      });
      return { items: body.agents.map(({ id, name }) => ({ value: id, label: name })), next: body.next };
    },
  },
  actions: {
    // Data only: no code, no sandbox, same shape.
    list_tickets: httpAction({
      title: 'List tickets',
      effects: 'read',
      input: t.Object({ status: t.Optional(Status) }, CLOSED),
      record: Ticket,
      sample,
      request: { method: 'GET', path: '/tickets', query: { status: '{% input.status %}' } },
      records: 'tickets',
      paginate: {
        by: 'cursor',
        next: 'meta.next_cursor',
        send: { query: 'cursor' },
        size: { query: 'per_page', max: 100 },
      },
    }),
    create_ticket: action({
      title: 'Create a ticket',
      effects: 'write',
      input: t.Object(
        {
          subject: t.String({ title: 'Subject', maxLength: 200 }),
          agent: t.Optional(t.String({ title: 'Agent', 'x-ui': { options: { action: 'agents' } } })),
        },
        CLOSED,
      ),
      output: Ticket,
      sample,
      idempotency: {
        naturalKey: 'external_id',
        // Asked before any second attempt.
        async verify({ http, idempotencyKey }) {
          const { body } = await http.get<TicketPage>('/tickets', {
            query: { external_id: idempotencyKey },
            as: 'json',
          });
          return body.tickets[0] ?? null;
        },
      },
      compensate: { action: 'delete_ticket', arguments: { id: '{% $states.result.id %}' } },
      async run({ http, idempotencyKey }, input) {
        const { body } = await http.post<Ticket>('/tickets', { json: { ...input, external_id: idempotencyKey } });
        return body;
      },
    }),
    wait_for_solution: action({
      title: 'Wait until a ticket is solved',
      effects: 'write',
      input: t.Object(
        {
          id: t.String({ title: 'Number' }),
          days: t.Integer({ title: 'Days at most', minimum: 1, maximum: 90, default: 14 }),
        },
        CLOSED,
      ),
      output: Ticket,
      sample,
      // One watcher for each ticket: setting it again is harmless.
      idempotency: 'method',
      async run({ http, clock, callbackUrl, wait }, { id, days }) {
        const url = await callbackUrl();
        await http.put('/tickets/{id}/watcher', { path: { id }, json: { url } });
        return wait({ callback: true, until: clock.nowMs() + days * DAY_MS, state: { watching: id } });
      },
      // In another process perhaps, days later. Whoever knows the address may have called it: the desk is asked.
      async resume({ http }, _input, { state }) {
        const { body } = await http.get<Ticket>('/tickets/{id}', { path: { id: state.watching }, as: 'json' });
        return body;
      },
    }),
    delete_ticket: httpAction({
      title: 'Delete a ticket',
      effects: 'write',
      idempotency: 'method',
      input: t.Object({ id: t.String({ title: 'Number' }) }, CLOSED),
      output: t.Null(),
      sample: null,
      // Gone already: undone. Whatever the service says of it, nothing is left to give.
      request: { method: 'DELETE', path: '/tickets/{id}', empty: [204, 404] },
    }),
  },
  triggers: { ticket_created: ticketCreated, ticket_updated: ticketUpdated },
  tables: {
    tickets: {
      primaryKey: ['id'],
      keys: [{ column: 'status', operators: ['='] }],
      cost: { rows: 50_000 },
      list: { action: 'list_tickets', inputs: { status: 'status' } },
    },
  },
});
