import { readPackage, testConnector, type ConnectorTest } from '@millrace/connector-sdk/testing';
import acmeDesk from '../src/index.ts';
import type { Ticket } from '../src/ticket.ts';
import { desk } from './fake.ts';

const aTicket = (index: number, at = new Date('2026-03-01T09:30:00Z')): Ticket => ({
  ...{ id: `T-${index + 1}`, subject: `Printer ${index + 1} on fire`, status: 'open' },
  updated_at: at.toISOString(),
});

/** All of the suite for the connector of this folder. */
export const suite: readonly ConnectorTest[] = testConnector(acmeDesk, {
  package: readPackage(new URL('../', import.meta.url)),
  fake: desk,
  connections: { acme: { auth: 'token', fields: { subdomain: 'acme', token: 'desk-token-4711' } } },
  recordings: new URL('./recordings/', import.meta.url),
  cases: [
    {
      action: 'list_tickets',
      input: { status: 'open' },
      pages: { fill: (state, count) => (state.tickets = Array.from({ length: count }, (_, index) => aTicket(index))) },
    },
    { action: 'create_ticket', input: { subject: 'Printer on fire', agent: 'A-1' } },
    {
      action: 'wait_for_solution',
      input: { id: 'T-1', days: 14 },
      given: (state) => state.tickets.push(aTicket(0)),
      pauses: [{ callback: {}, meanwhile: (state) => (state.tickets = [{ ...aTicket(0), status: 'solved' }]) }],
      output: { ...aTicket(0), status: 'solved' },
    },
    {
      action: 'wait_for_solution',
      input: { id: 'T-1', days: 1 },
      because: 'nobody may solve it in time',
      given: (state) => state.tickets.push(aTicket(0)),
      pauses: [{}],
      output: aTicket(0),
    },
    {
      action: 'delete_ticket',
      input: { id: 'T-1' },
      given: (state) => state.tickets.push(aTicket(0)),
      output: null,
    },
    { action: 'delete_ticket', input: { id: 'T-9' }, output: null, because: 'what is gone is gone' },
    { options: 'agents', search: 'Ada', output: { items: [{ value: 'A-1', label: 'Ada' }], next: null } },
    {
      trigger: 'ticket_created',
      input: { queue: 'printers' },
      delivery: ({ index, at }) => ({
        headers: { 'x-acme-delivery': `D-${index}` },
        json: { ticket: aTicket(index, at) },
      }),
    },
    {
      trigger: 'ticket_updated',
      input: {},
      happen: (state, { index, at }) => state.tickets.push(aTicket(index, at)),
      forget: (state, index) => (state.tickets = state.tickets.filter(({ id }) => id !== `T-${index + 1}`)),
    },
  ],
});
