import { errorPrefixOf } from '@millrace/connector-sdk';
import { connectorFiles, REPEATED_AND_UNDONE } from './shared-files.ts';
import type { TemplateNames } from './template-names.ts';
import type { TestStyle } from './test-files.ts';

/** A connector in code: reads and deletes as data, a write and a trigger as functions. */
export function codeFiles(names: TemplateNames, style: TestStyle): Readonly<Record<string, string>> {
  return connectorFiles(names, style, {
    ...{ remark: '', createTicket: createTicket(names), ticketUpdated: TICKET_UPDATED },
  });
}

const createTicket = ({
  name,
}: TemplateNames): string => `import { action, FatalError, t } from '@millrace/connector-sdk';
import { sample, Ticket } from '../ticket.ts';

export const createTicket = action({
  title: 'Create a ticket',
  effects: 'write',
${REPEATED_AND_UNDONE}
  async run({ http }, { subject }) {
    const { status, body } = await http.post<Ticket>('/tickets', { json: { subject }, ok: [201, 409] });
    if (status === 409)
      throw new FatalError(\`There is an open ticket "\${subject}" already.\`, { name: '${errorPrefixOf(name)}.DuplicateTicket' });
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
