import { indexTest, type TestStyle } from './test-files.ts';
import type { TemplateNames } from './template-names.ts';

/** The sources of a connector in code: a read as data, a write and a trigger as functions, and their tests. */
export function codeFiles(names: TemplateNames, style: TestStyle): Readonly<Record<string, string>> {
  return {
    'src/index.ts': index(names),
    'src/auth.ts': AUTH,
    'src/ticket.ts': TICKET,
    'src/actions/create-ticket.ts': CREATE_TICKET,
    'src/actions/list-tickets.ts': LIST_TICKETS,
    'src/triggers/ticket-updated.ts': TICKET_UPDATED,
    'src/index.test.ts': indexTest(style),
    'src/actions/create-ticket.test.ts': createTicketTest(style),
    'src/triggers/ticket-updated.test.ts': ticketUpdatedTest(style),
  };
}

const index = ({
  name,
  title,
  host,
}: TemplateNames): string => `import { defineConnector } from '@millrace/connector-sdk';
import { createTicket } from './actions/create-ticket.ts';
import { listTickets } from './actions/list-tickets.ts';
import { token } from './auth.ts';
import { ticketUpdated } from './triggers/ticket-updated.ts';

/** ${title}. */
export default defineConnector({
  name: '${name}',
  title: '${title}',
  description: 'Tickets of ${title}.',
  categories: ['support'],
  baseUrl: 'https://${host}/v1',
  permissions: { hosts: ['${host}'] },
  auth: { token },
  actions: { list_tickets: listTickets, create_ticket: createTicket },
  triggers: { ticket_updated: ticketUpdated },
});
`;

export const AUTH = `import { auth } from '@millrace/connector-sdk';

/** A token from the service's settings page. The platform adds it to requests; the code here never sees it. */
export const token = auth.bearer({
  title: 'API token',
  test: { request: { method: 'GET', path: '/me' }, label: '{% body.email %}' },
});
`;

export const TICKET = `import { t, type Static } from '@millrace/connector-sdk';

export const Ticket = t.Object({
  id: t.String({ title: 'Id' }),
  subject: t.String({ title: 'Subject' }),
  updated_at: t.String({ title: 'Updated at', format: 'date-time' }),
});
export type Ticket = Static<typeof Ticket>;

export const sample: Ticket = { id: 'T-1042', subject: 'Printer on fire', updated_at: '2026-03-01T09:30:00Z' };
`;

export const LIST_TICKETS = `import { httpAction, t } from '@millrace/connector-sdk';
import { sample, Ticket } from '../ticket.ts';

/** Data only: the platform sends the requests, page after page. */
export const listTickets = httpAction({
  title: 'List tickets',
  effects: 'read',
  input: t.Object({ subject: t.Optional(t.String({ title: 'Subject' })) }, { additionalProperties: false }),
  record: Ticket,
  sample,
  request: { method: 'GET', path: '/tickets', query: { subject: '{% input.subject %}' } },
  records: 'tickets',
  paginate: { by: 'cursor', next: 'next', send: { query: 'cursor' }, size: { query: 'per_page', max: 100 } },
});
`;

const CREATE_TICKET = `import { action, FatalError, t } from '@millrace/connector-sdk';
import { sample, Ticket } from '../ticket.ts';

export const createTicket = action({
  title: 'Create a ticket',
  effects: 'write',
  // The service keeps the key with what it makes: a call that is repeated makes nothing twice.
  idempotency: { header: 'Idempotency-Key' },
  input: t.Object(
    { subject: t.String({ title: 'Subject', minLength: 1, maxLength: 200 }) },
    { additionalProperties: false },
  ),
  output: Ticket,
  sample,
  async run({ http }, { subject }) {
    const { status, body } = await http.post<Ticket>('/tickets', { json: { subject }, ok: [201, 409] });
    if (status === 409) throw new FatalError(\`There is an open ticket "\${subject}" already.\`);
    return body;
  },
});
`;

const TICKET_UPDATED = `import { pollingTrigger, t } from '@millrace/connector-sdk';
import { sample, Ticket } from '../ticket.ts';

export const ticketUpdated = pollingTrigger({
  title: 'Ticket updated',
  input: t.Object({}, { additionalProperties: false }),
  output: Ticket,
  sample,
  cursor: t.Object({ since: t.String() }),
  async poll({ http }, { cursor, start, limit }) {
    const since = cursor?.since ?? start.toISOString();
    const query = { updated_since: since, sort: 'updated_at', per_page: limit };
    const { tickets } = (await http.get<{ tickets: Ticket[] }>('/tickets', { query })).body;
    // The same ticket in the same state is one item, however often it is read.
    const items = tickets.map((ticket) => ({ id: \`\${ticket.id}@\${ticket.updated_at}\`, data: ticket }));
    return { items, cursor: { since: tickets.at(-1)?.updated_at ?? since }, more: tickets.length === limit };
  },
});
`;

const createTicketTest = ({
  imports,
  equal,
  rejects,
}: TestStyle): string => `${imports}import { createHttp, type ActionContext, type HttpRequest, type HttpResponse } from '@millrace/connector-sdk';
import { sample } from '../ticket.ts';
import { createTicket } from './create-ticket.ts';

/** Surroundings in which the service answers this, and what it was asked. */
function answering(answer: Pick<HttpResponse, 'status' | 'body'>) {
  const requests: HttpRequest[] = [];
  const http = createHttp((request) => {
    requests.push(request);
    return Promise.resolve({ headers: {}, cookies: [], url: request.url, ...answer });
  });
  return { context: { http } as unknown as ActionContext, requests };
}

test('sends the subject, and gives the ticket', async () => {
  const { context, requests } = answering({ status: 201, body: sample });
  ${equal('await createTicket.run(context, { subject: sample.subject })', 'sample')}
  ${equal('requests.map(({ method, url }) => `${method} ${url}`)', "['POST /tickets']")}
  ${equal('requests[0]?.body', "{ kind: 'json', value: { subject: sample.subject } }")}
});

test('says what is wrong when the service refuses', async () => {
  const { context } = answering({ status: 409, body: null });
  ${rejects("Promise.resolve(createTicket.run(context, { subject: 'Twice' }))", '/open ticket "Twice"/')}
});
`;

const ticketUpdatedTest = ({
  imports,
  equal,
}: TestStyle): string => `${imports}import { createHttp, type PollingTrigger, type TriggerContext } from '@millrace/connector-sdk';
import { sample } from '../ticket.ts';
import { ticketUpdated } from './ticket-updated.ts';

type Code = Extract<PollingTrigger, { by: 'code' }>;

test('reads on from where it was', async () => {
  const asked: unknown[] = [];
  const http = createHttp((request) => {
    asked.push(request.query?.updated_since);
    return Promise.resolve({ status: 200, headers: {}, cookies: [], url: request.url, body: { tickets: [sample] } });
  });
  const { poll } = ticketUpdated as Code;
  const context = { http } as unknown as TriggerContext;
  const request = { input: {}, start: new Date('2026-01-01T00:00:00Z'), limit: 10 };
  const first = await poll(context, request);
  ${equal('first.items', "[{ id: 'T-1042@2026-03-01T09:30:00Z', data: sample }]")}
  await poll(context, { ...request, cursor: first.cursor });
  ${equal('asked', "['2026-01-01T00:00:00.000Z', sample.updated_at]")}
});
`;
