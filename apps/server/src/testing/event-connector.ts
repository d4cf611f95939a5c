import type { InstalledConnector } from '@millrace/connector-host';
import {
  auth,
  defineConnector,
  httpPolling,
  pollingTrigger,
  streamTrigger,
  t,
  webhookTrigger,
  type TriggerItem,
} from '@millrace/connector-sdk';
import { describeConnector } from '@millrace/connector-sdk/platform';

/** A numbered thing of the service of `event-service.ts`. */
export interface ServiceEvent {
  readonly number: number;
  readonly at: string;
}
interface RemoteHook {
  readonly id: string;
  readonly expires_at?: string;
}

const Event = t.Object({ number: t.Integer(), at: t.String() });
const sample: ServiceEvent = { number: 1, at: '2026-03-01T09:30:00Z' };
/** What the service does not look at: with another label, the same is wanted in another shape. */
const input = t.Object({ label: t.Optional(t.String()) }, { additionalProperties: false });
const toItem = (event: ServiceEvent): TriggerItem<ServiceEvent> => ({ id: `event-${event.number}`, data: event });
const toRemote = ({ id, expires_at: expiresAt }: RemoteHook) => ({
  remoteId: id,
  ...(expiresAt === undefined ? {} : { expiresAt }),
});
const shared = { input, output: Event, sample };
const signed = { hmac: 'sha256', header: 'x-signature', prefix: 'sha256=', encoding: 'hex' } as const;

const TRIGGERS = {
  event_told: webhookTrigger({
    ...{ ...shared, title: 'Event told', verify: signed },
    subscription: {
      identity: ({ label = '' }) => ({ label }),
      create: async ({ http }, { url, secret }) =>
        toRemote((await http.post<RemoteHook>('/hooks', { json: { url, secret } })).body),
      find: async ({ http }, { url }) => {
        const { body } = await http.get<{ readonly hooks: readonly RemoteHook[] }>('/hooks', { query: { url } });
        return body.hooks.map(toRemote)[0] ?? null;
      },
      remove: ({ http }, { remoteId }) => http.delete('/hooks/{id}', { path: { id: remoteId }, ok: [204, 404] }),
    },
    handshake: ({ query }) => (typeof query.challenge === 'string' ? { body: query.challenge } : null),
    receive: (_, request) => [toItem(request.json as unknown as ServiceEvent)],
  }),
  event_found: pollingTrigger({
    ...{ ...shared, title: 'Event found', everySeconds: 15, cursor: t.Object({ after: t.Integer() }) },
    async poll({ http }, { cursor, start, limit }) {
      const query = { ...(cursor ?? { since: start.toISOString() }), limit: Math.min(limit, 20) };
      const { events } = (await http.get<{ readonly events: readonly ServiceEvent[] }>('/events', { query })).body;
      const after = events.at(-1)?.number ?? cursor?.after;
      // Nothing was there yet: from the same moment on again.
      if (after === undefined) return { items: [], cursor: { after: await lastBefore(http, start) } };
      return { items: events.map(toItem), cursor: { after }, more: events.length === query.limit };
    },
  }),
  event_listed: httpPolling({
    ...{ ...shared, title: 'Event listed', everySeconds: 15 },
    request: { method: 'GET', path: '/events' },
    records: 'events',
    incremental: { field: 'at', send: { query: 'since' }, format: 'iso' },
    id: '{% "event-" & record.number %}',
  }),
  event_streamed: streamTrigger({
    ...{ ...shared, title: 'Event streamed', cursor: t.Object({ after: t.Integer() }) },
    async stream({ http, signal }, { cursor, emit }) {
      for (let after = cursor?.after ?? 0; !signal.aborted;) {
        const { body } = await http.get<{ readonly events: readonly ServiceEvent[] }>('/wait', {
          query: { after },
        });
        for (const event of body.events) {
          await emit(toItem(event), { after: event.number });
          await http.post('/acknowledgements', { json: { number: event.number } });
          after = event.number;
        }
      }
    },
  }),
  app_told: webhookTrigger({
    ...{ ...shared, title: 'Event told to the app', verify: signed },
    account: ({ headers }) => headers['x-account'] ?? null,
    receive: (_, request) => [toItem(request.json as unknown as ServiceEvent)],
  }),
  pasted_told: webhookTrigger({
    ...{ ...shared, title: 'Event told here', verify: { none: 'a test' } },
    receive: (_, request) => [toItem(request.json as unknown as ServiceEvent)],
  }),
};

/** A connector of every kind of trigger, for the service at this address. */
export function makeEventConnector(baseUrl: string): InstalledConnector {
  const connector = defineConnector({
    ...{ name: 'events', title: 'Events', description: 'Numbered events.', categories: ['test'], baseUrl },
    permissions: { hosts: ['127.0.0.1'] },
    auth: {
      app: auth.custom({
        title: 'An account of the app',
        fields: t.Object({ account: t.String(), webhookSecret: t.Secret() }, { additionalProperties: false }),
        test: ({ connection: { account } }) => (typeof account === 'string' ? { id: account } : {}),
      }),
    },
    actions: {},
    triggers: TRIGGERS,
  });
  return {
    ...{ origin: 'built-in', connector, manifest: describeConnector(connector, '1.0.0') },
    ...{ icon: '<svg xmlns="http://www.w3.org/2000/svg"/>', readme: '' },
  };
}

async function lastBefore(
  http: Parameters<Parameters<typeof pollingTrigger>[0]['poll']>[0]['http'],
  start: Date,
): Promise<number> {
  const { body } = await http.get<{ readonly last: number }>('/last', { query: { before: start.toISOString() } });
  return body.last;
}
