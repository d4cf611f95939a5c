import { connectorFiles, REPEATED_AND_UNDONE } from './shared-files.ts';
import type { TemplateNames } from './template-names.ts';
import type { TestStyle } from './test-files.ts';

/** A connector that is data: its package holds no code, and it runs without a sandbox. */
export function httpFiles(names: TemplateNames, style: TestStyle): Readonly<Record<string, string>> {
  return connectorFiles(names, style, {
    ...{ remark: ': requests as data, no code', createTicket: CREATE_TICKET, ticketUpdated: TICKET_UPDATED },
  });
}

const CREATE_TICKET = `import { httpAction, t } from '@millrace/connector-sdk';
import { sample, Ticket } from '../ticket.ts';

export const createTicket = httpAction({
  title: 'Create a ticket',
  effects: 'write',
${REPEATED_AND_UNDONE}
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
