import { pollingTrigger, t, webhookTrigger, type JsonObject, type RemoteSubscription } from '@millrace/connector-sdk';
import { sample, Ticket, type TicketPage } from './ticket.ts';

interface Hook {
  readonly id: string;
  readonly expires_at: string;
}
const CLOSED = { additionalProperties: false };
const toSubscription = ({ id, expires_at }: Hook): RemoteSubscription => ({ remoteId: id, expiresAt: expires_at });

export const ticketCreated = webhookTrigger({
  title: 'Ticket created',
  input: t.Object({ queue: t.Optional(t.String({ title: 'Queue' })) }, CLOSED),
  output: Ticket,
  sample,
  subscription: {
    identity: ({ queue }) => ({ event: 'ticket.created', queue: queue ?? null }),
    async create({ http }, { url, secret, identity }) {
      const { body } = await http.post<Hook>('/hooks', { json: { ...(identity as JsonObject), url, secret } });
      return toSubscription(body);
    },
    async find({ http }, { url }) {
      const { body } = await http.get<{ hooks: Hook[] }>('/hooks', { query: { url } });
      return body.hooks.map(toSubscription)[0] ?? null;
    },
    async renew({ http }, { remoteId: id }) {
      const { body } = await http.patch<Hook>('/hooks/{id}', { path: { id }, json: { extend: true } });
      return toSubscription(body);
    },
    remove: ({ http }, { remoteId: id }) => http.delete('/hooks/{id}', { path: { id }, ok: [204, 404] }),
  },
  verify: { hmac: 'sha256', header: 'x-acme-signature', prefix: 'sha256=', encoding: 'hex' },
  receive: (_context, { headers, json }) => [
    { id: headers['x-acme-delivery'] ?? '', data: (json as unknown as { ticket: Ticket }).ticket },
  ],
});

export const ticketUpdated = pollingTrigger({
  title: 'Ticket updated',
  input: t.Object({}, CLOSED),
  output: Ticket,
  sample,
  cursor: t.Object({ since: t.String() }),
  async poll({ http }, { cursor, start, limit }) {
    const since = cursor?.since ?? start.toISOString();
    const { body } = await http.get<TicketPage>('/tickets', {
      query: { updated_since: since, sort: 'updated_at', per_page: limit },
      as: 'json',
    });
    const items = body.tickets.map((ticket) => ({ id: `${ticket.id}@${ticket.updated_at}`, data: ticket }));
    const last = body.tickets.at(-1);
    return { items, cursor: { since: last?.updated_at ?? since }, more: items.length === limit };
  },
});
