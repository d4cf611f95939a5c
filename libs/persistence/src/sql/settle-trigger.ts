// Why this shape: the first who wants a subscription makes its row, with address and secret, before any service is asked; all
// others find it by what they want. Indexes: primary keys, the unique one of `subscription`. Locks: both rows. Runs: once for
// each trigger that goes live.
import type { SubscriptionWish, TriggerKind } from '@millrace/runtime';
import type pg from 'pg';

const SHARE = `
insert into subscription (id, workspace_id, connector, trigger, connector_version, connection, identity_hash, identity, sealed,
  state, due_at)
select $1::uuid, workspace_id, $3::text, $4::text, $5::text, $6::text, $7::text, $8::text, $9::bytea, 'wanted', now()
from connector_trigger where id = $2::uuid and version_id = $10::uuid and retired_at is null
on conflict (workspace_id, connector, trigger, connection, identity_hash)
  do update set connector_version = excluded.connector_version
returning id`;

/** The subscription of all who want the same; nothing when the trigger is not live in this version any more. */
export async function shareSubscription(
  client: pg.ClientBase,
  trigger: { readonly id: string; readonly versionId: string },
  wish: SubscriptionWish & { readonly id: string; readonly sealed: Uint8Array },
): Promise<string | undefined> {
  const { connector, trigger: member, connectorVersion = null, connection = '', identityHash, identity } = wish;
  const values = [wish.id, trigger.id, connector, member, connectorVersion, connection, identityHash];
  const { rows } = await client.query<{ id: string }>({
    name: 'share-subscription',
    text: SHARE,
    values: [...values, JSON.stringify(identity), Buffer.from(wish.sealed), trigger.versionId],
  });
  return rows[0]?.id;
}

const SETTLE = `
update connector_trigger set
  kind = $3::text, every_seconds = $4::integer, settle_at = null,
  former_subscription_id = case when subscription_id <> $5::uuid then subscription_id else former_subscription_id end,
  moved_at = case when subscription_id <> $5::uuid then now() else moved_at end,
  subscription_id = $5::uuid,
  next_at = case when $3::text in ('polling', 'stream') then coalesce(next_at, now()) end,
  attempts = case when health = 'failed' then 0 else attempts end,
  trouble = case when health = 'failed' then null else trouble end,
  health = case when health = 'failed' then 'new' else health end
where id = $1::uuid and version_id = $2::uuid and retired_at is null`;

/** Whether the trigger is live in this version. */
export async function settleTrigger(
  client: pg.ClientBase,
  settled: {
    readonly id: string;
    readonly versionId: string;
    readonly kind: TriggerKind;
    readonly everySeconds?: number;
    readonly subscriptionId?: string;
  },
): Promise<boolean> {
  const { id, versionId, kind, everySeconds = null, subscriptionId = null } = settled;
  const values = [id, versionId, kind, everySeconds, subscriptionId];
  const { rowCount } = await client.query({ name: 'settle-trigger', text: SETTLE, values });
  return rowCount === 1;
}

const ADDRESS = `
insert into trigger_address (workflow_id, trigger_id)
select workflow_id, trigger_id from connector_trigger where id = $1::uuid
on conflict (workflow_id, trigger_id) do nothing`;

/** Where to call a trigger whose address somebody pastes. */
export async function ensureAddress(client: pg.ClientBase, id: string): Promise<void> {
  await client.query({ name: 'ensure-trigger-address', text: ADDRESS, values: [id] });
}

const UNSETTLED = `
update connector_trigger set settle_at = now() + $3::double precision * interval '1 millisecond', attempts = attempts + 1,
  health = 'failed', trouble = $4::text, noted_at = now()
where id = $1::uuid and version_id = $2::uuid and retired_at is null`;

export async function noteUnsettledTrigger(
  pool: pg.Pool,
  {
    id,
    versionId,
    inMs,
    trouble,
  }: { readonly id: string; readonly versionId: string; readonly inMs: number; readonly trouble: string },
): Promise<void> {
  await pool.query({ name: 'note-unsettled-trigger', text: UNSETTLED, values: [id, versionId, inMs, trouble] });
}
