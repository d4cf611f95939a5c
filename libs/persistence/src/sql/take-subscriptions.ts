// Why this shape: whether a subscription is wanted is asked of the live triggers, never noted: a version that goes live need not
// find them all. Indexes: `subscription_due`, `connector_trigger_subscription`, `connector_trigger_former`. Locks: the rows it
// takes. Runs: every thirty seconds, whenever a version goes live, and when one is due.
import type pg from 'pg';
import { subscriptionColumns, type SubscriptionRow } from '../trigger-rows.ts';

const IS_WANTED = `exists (
  select from connector_trigger t where t.subscription_id = s.id and t.retired_at is null)`;
/** What takes its place is not active for long enough; or nothing does, and the workflow may go on in a moment. */
const IS_HELD = `exists (
  select from connector_trigger t
  where t.subscription_id = s.id and t.retired_at is not null
    and (t.retired_at > now() - make_interval(secs => $1::double precision) or exists (
      select from connector_trigger l left join subscription n on n.id = l.subscription_id
      where l.workflow_id = t.workflow_id and l.trigger_id = t.trigger_id and l.retired_at is null
        and l.use = t.use and l.connection = t.connection
        and (l.kind is null or (l.kind = 'subscription'
          and (n.active_at is null or n.active_at > now() - make_interval(secs => $1::double precision))))))
  union all
  select from connector_trigger t left join subscription n on n.id = t.subscription_id
  where t.former_subscription_id = s.id
    and (t.moved_at > now() - make_interval(secs => $1::double precision) or (t.retired_at is null
      and (n.active_at is null or n.active_at > now() - make_interval(secs => $1::double precision)))))`;
const TAKE = `
with due as (
  select s.id, ${IS_WANTED} as is_wanted, not ${IS_HELD} as is_releasable
  from subscription s
  where (s.lease_until is null or s.lease_until <= now())
    and (s.due_at <= now() or (not ${IS_WANTED} and not ${IS_HELD}))
  order by s.due_at nulls first limit $2::integer for update of s skip locked)
update subscription s set lease_until = now() + make_interval(secs => $3::double precision), fence = s.fence + 1
from due where s.id = due.id
returning ${subscriptionColumns('s')}, due.is_wanted, due.is_releasable`;

export type TakenSubscriptionRow = SubscriptionRow & { readonly is_wanted: boolean; readonly is_releasable: boolean };

export async function takeDueSubscriptions(
  pool: pg.Pool,
  request: { readonly limit: number; readonly leaseSeconds: number; readonly graceSeconds: number },
): Promise<readonly TakenSubscriptionRow[]> {
  const { graceSeconds, limit, leaseSeconds } = request;
  const values = [graceSeconds, limit, leaseSeconds];
  const { rows } = await pool.query<TakenSubscriptionRow>({ name: 'take-due-subscriptions', text: TAKE, values });
  return rows;
}

const NEXT = `
select extract(epoch from min(greatest(due_at, coalesce(lease_until, due_at))) - clock_timestamp())::double precision * 1000
  as due_in_ms
from subscription where due_at is not null`;

export async function readNextSubscription(pool: pg.Pool): Promise<number | undefined> {
  const { rows } = await pool.query<{ due_in_ms: number | null }>({ name: 'next-subscription', text: NEXT });
  return rows[0]?.due_in_ms ?? undefined;
}
