import { AUTH, LIST_TICKETS, TICKET } from './code-files.ts';
import { indexTest, type TestStyle } from './test-files.ts';
import type { TemplateNames } from './template-names.ts';

/** The sources of a connector that is data: its package holds no code, and it runs without a sandbox. */
export function httpFiles(names: TemplateNames, style: TestStyle): Readonly<Record<string, string>> {
  return {
    'src/index.ts': index(names),
    'src/auth.ts': AUTH,
    'src/ticket.ts': TICKET,
    'src/actions/create-ticket.ts': CREATE_TICKET,
    'src/actions/list-tickets.ts': LIST_TICKETS,
    'src/triggers/ticket-updated.ts': TICKET_UPDATED,
    'src/index.test.ts': indexTest(style),
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

/** ${title}: requests as data, no code. */
export default defineConnector({
  name: '${name}',
  title: '${title}',
  description: 'Tickets of ${title}.',
  categories: ['support'],
  baseUrl: 'https://${host}/v1',
  permissions: { hosts: ['${host}'] },
  auth: { token },
  errors: { DuplicateTicket: 'There is an open ticket with this subject already.' },
  actions: { list_tickets: listTickets, create_ticket: createTicket },
  triggers: { ticket_updated: ticketUpdated },
});
`;

const CREATE_TICKET = `import { httpAction, t } from '@millrace/connector-sdk';
import { sample, Ticket } from '../ticket.ts';

export const createTicket = httpAction({
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
  request: { method: 'POST', path: '/tickets', body: { subject: '{% input.subject %}' } },
  errors: [{ status: 409, name: 'DuplicateTicket', message: '{% body.message %}' }],
});
`;

const TICKET_UPDATED = `import { httpPolling, t, type PollingTrigger } from '@millrace/connector-sdk';
import { sample, Ticket } from '../ticket.ts';

export const ticketUpdated: PollingTrigger = httpPolling({
  title: 'Ticket updated',
  input: t.Object({}, { additionalProperties: false }),
  output: Ticket,
  sample,
  request: { method: 'GET', path: '/tickets', query: { sort: 'updated_at' } },
  records: 'tickets',
  incremental: { field: 'updated_at', send: { query: 'updated_since' }, format: 'iso' },
  // The same ticket in the same state is one item, however often it is read.
  id: "{% record.id & '@' & record.updated_at %}",
});
`;
