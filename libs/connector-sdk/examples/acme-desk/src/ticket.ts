import { t, type Static } from '@millrace/connector-sdk';

export const Status = t.Choice(['open', 'solved'], { title: 'Status' });
export const Ticket = t.Object({
  id: t.String(),
  subject: t.String(),
  status: Status,
  updated_at: t.String({ format: 'date-time' }),
});
export type Ticket = Static<typeof Ticket>;
export interface TicketPage {
  readonly tickets: readonly Ticket[];
  readonly meta: { readonly next_cursor: string | null };
}

export const sample: Ticket = {
  id: 'T-1042',
  subject: 'Printer on fire',
  status: 'open',
  updated_at: '2026-03-01T09:30:00Z',
};
