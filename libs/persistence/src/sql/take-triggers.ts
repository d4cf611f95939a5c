// Why this shape: who takes a trigger holds it by lease and fence, since a poll lasts longer than a transaction may; others pass
// it by. What waits longest comes first, so that one that always has more keeps nobody back. Indexes: `connector_trigger_due`,
// `connector_trigger_settle`. Locks: the rows it takes. Runs: every two seconds, and whenever a poll has ended.
import type pg from 'pg';
import { triggerColumns, type TriggerRow } from '../trigger-rows.ts';

const TAKE = `
with due as (
  select id from connector_trigger
  where kind = $1::text and retired_at is null and next_at <= now() and (lease_until is null or lease_until <= now())
  order by next_at limit $2::integer for update skip locked)
update connector_trigger t set lease_until = now() + make_interval(secs => $3::double precision), fence = t.fence + 1
from due where t.id = due.id
returning ${triggerColumns('t')}`;

export async function takeDueTriggers(
  pool: pg.Pool,
  { kind, limit, leaseSeconds }: { readonly kind: string; readonly limit: number; readonly leaseSeconds: number },
): Promise<readonly TriggerRow[]> {
  const values = [kind, limit, leaseSeconds];
  const { rows } = await pool.query<TriggerRow>({ name: 'take-due-triggers', text: TAKE, values });
  return rows;
}

const NEXT = `
select extract(epoch from min(greatest(next_at, coalesce(lease_until, next_at))) - clock_timestamp())::double precision * 1000
  as due_in_ms
from connector_trigger where kind = $1::text and retired_at is null and next_at is not null`;

/** How long until the next one of a kind is due that nobody has taken; nothing when none ever is. */
export async function readNextTrigger(pool: pg.Pool, kind: string): Promise<number | undefined> {
  const { rows } = await pool.query<{ due_in_ms: number | null }>({ name: 'next-trigger', text: NEXT, values: [kind] });
  return rows[0]?.due_in_ms ?? undefined;
}

const UNSETTLED = `
with due as (
  select id from connector_trigger
  where retired_at is null and settle_at <= now()
  order by settle_at limit $1::integer for update skip locked)
update connector_trigger t set settle_at = now() + make_interval(secs => $2::double precision)
from due where t.id = due.id
returning ${triggerColumns('t')}`;

export async function takeUnsettledTriggers(
  pool: pg.Pool,
  { limit, leaseSeconds }: { readonly limit: number; readonly leaseSeconds: number },
): Promise<readonly TriggerRow[]> {
  const values = [limit, leaseSeconds];
  const { rows } = await pool.query<TriggerRow>({ name: 'take-unsettled-triggers', text: UNSETTLED, values });
  return rows;
}
