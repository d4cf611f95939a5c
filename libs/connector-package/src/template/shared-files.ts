import type { TemplateNames } from './template-names.ts';
import { testFiles, type TestStyle } from './test-files.ts';

/** What makes the two kinds of new connector differ: how a ticket is made, how one that has changed is found, and words. */
export interface KindSources {
  /** Of the comment above the connector. */
  readonly remark: string;
  readonly createTicket: string;
  readonly ticketUpdated: string;
}

/** The sources of a new connector, a fake of its service, and the tests that run on it. */
export function connectorFiles(
  names: TemplateNames,
  style: TestStyle,
  { remark, createTicket, ticketUpdated }: KindSources,
): Readonly<Record<string, string>> {
  return {
    'src/index.ts': index(names, remark),
    'src/auth.ts': AUTH,
    'src/ticket.ts': TICKET,
    'src/actions/create-ticket.ts': createTicket,
    'src/actions/delete-ticket.ts': DELETE_TICKET,
    'src/actions/list-tickets.ts': LIST_TICKETS,
    'src/triggers/ticket-updated.ts': ticketUpdated,
    ...testFiles(names, style),
  };
}

const index = (
  { name, title, host }: TemplateNames,
  remark: string,
): string => `import { defineConnector } from '@millrace/connector-sdk';
import { createTicket } from './actions/create-ticket.ts';
import { deleteTicket } from './actions/delete-ticket.ts';
import { listTickets } from './actions/list-tickets.ts';
import { token } from './auth.ts';
import { ticketUpdated } from './triggers/ticket-updated.ts';

/** ${title}${remark}. */
export default defineConnector({
  name: '${name}',
  title: '${title}',
  description: 'Tickets of ${title}.',
  categories: ['support'],
  baseUrl: 'https://${host}/v1',
  permissions: { hosts: ['${host}'] },
  auth: { token },
  errors: { DuplicateTicket: 'There is an open ticket with this subject already.' },
  actions: { list_tickets: listTickets, create_ticket: createTicket, delete_ticket: deleteTicket },
  triggers: { ticket_updated: ticketUpdated },
});
`;

const AUTH = `import { auth } from '@millrace/connector-sdk';

/** A token from the service's settings page. The platform adds it to requests; the code here never sees it. */
export const token = auth.bearer({
  title: 'API token',
  test: { request: { method: 'GET', path: '/me' }, label: '{% body.email %}' },
});
`;

const TICKET = `import { t, type Static } from '@millrace/connector-sdk';

export const Ticket = t.Object({
  id: t.String({ title: 'Id' }),
  subject: t.String({ title: 'Subject' }),
  updated_at: t.String({ title: 'Updated at', format: 'date-time' }),
});
export type Ticket = Static<typeof Ticket>;

export const sample: Ticket = { id: 'T-1042', subject: 'Printer on fire', updated_at: '2026-03-01T09:30:00Z' };
`;

const LIST_TICKETS = `import { httpAction, t } from '@millrace/connector-sdk';
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

const DELETE_TICKET = `import { httpAction, t } from '@millrace/connector-sdk';

export const deleteTicket = httpAction({
  title: 'Delete a ticket',
  effects: 'write',
  idempotency: 'method',
  input: t.Object({ id: t.String({ title: 'Id' }) }, { additionalProperties: false }),
  output: t.Null(),
  sample: null,
  // What is gone already is what was wanted.
  request: { method: 'DELETE', path: '/tickets/{id}', empty: [204, 404] },
});
`;

/** How both kinds keep a repeated call from making a second ticket, and undo it. */
export const REPEATED_AND_UNDONE = `  // The service keeps the key with what it makes: a call that is repeated makes nothing twice.
  idempotency: { header: 'Idempotency-Key' },
  compensate: { action: 'delete_ticket', arguments: { id: '{% $states.result.id %}' } },
  input: t.Object(
    { subject: t.String({ title: 'Subject', minLength: 1, maxLength: 200 }) },
    { additionalProperties: false },
  ),
  output: Ticket,
  sample,`;
