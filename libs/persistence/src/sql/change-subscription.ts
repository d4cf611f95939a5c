// Why this shape: every write says which lease it is made under; an older one changes nothing. Index: primary key. Locks: the
// row. Runs: a few times for each subscription in its life.
import type { SubscriptionChange, TriggerLease } from '@millrace/runtime';
import type pg from 'pg';
import { troubleText } from '../trigger-rows.ts';

const inMs = (parameter: string): string => `now() + ${parameter}::double precision * interval '1 millisecond'`;
const CHANGE = `
update subscription set
  state = $3::text, attempts = $4::integer, trouble = $5::text, due_at = ${inMs('$6')},
  remote_id = case when $7::boolean then $8::text else remote_id end,
  expires_at = case when $9::boolean then to_timestamp($10::double precision / 1000) else expires_at end,
  renew_at = case when $11::boolean then ${inMs('$12')} else renew_at end,
  active_at = case when $13::boolean then now() else active_at end,
  lease_until = now() + make_interval(secs => $14::double precision), address = coalesce($15::text, address)
where id = $1::uuid and fence = $2::integer`;

export async function changeSubscription(
  pool: pg.Pool,
  { id, fence }: TriggerLease,
  change: SubscriptionChange,
): Promise<boolean> {
  const {
    state,
    attempts,
    trouble,
    dueInMs,
    remoteId,
    expiresAtMs,
    renewInMs,
    hasBegun = false,
    leaseSeconds,
  } = change;
  const { rowCount } = await pool.query({
    name: 'change-subscription',
    text: CHANGE,
    values: [
      ...[id, fence, state, attempts, troubleText(trouble), dueInMs],
      ...[remoteId !== undefined, remoteId ?? null, expiresAtMs !== undefined, expiresAtMs ?? null],
      ...[renewInMs !== undefined, renewInMs ?? null, hasBegun, leaseSeconds ?? null, change.address ?? null],
    ],
  });
  return rowCount === 1;
}

const MOVE = `
update subscription set renew_at = now(), expires_at = now(), due_at = now()
where state = 'active' and address <> $1::text || id::text`;

/** What services tell elsewhere ends: once, when a server starts that is reached at another address. */
export async function moveAddresses(pool: pg.Pool, prefix: string): Promise<void> {
  await pool.query({ name: 'move-subscription-addresses', text: MOVE, values: [prefix] });
}

const LOCK = 'select id from subscription where id = $1::uuid and fence = $2::integer for update';
const DROP = `
delete from subscription s where s.id = $1::uuid and not exists (
  select from connector_trigger t where t.subscription_id = s.id and t.retired_at is null)`;
const BEGIN_ANEW = `
update subscription set state = 'wanted', remote_id = null, expires_at = null, renew_at = null, active_at = null, attempts = 0,
  trouble = null, due_at = now(), lease_until = null
where id = $1::uuid`;

/** The caller's transaction: whoever comes to want it meanwhile waits for the row, and is seen by the second statement. */
export async function dropSubscription(client: pg.ClientBase, { id, fence }: TriggerLease): Promise<void> {
  const { rowCount: held } = await client.query({ name: 'lock-subscription', text: LOCK, values: [id, fence] });
  if (held === 0) return;
  const { rowCount } = await client.query({ name: 'drop-subscription', text: DROP, values: [id] });
  if (rowCount === 0) await client.query({ name: 'begin-subscription-anew', text: BEGIN_ANEW, values: [id] });
}
