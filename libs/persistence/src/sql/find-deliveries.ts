// Why this shape: one question tells a delivery who hears of it: the live triggers that want its subscription, and those whose
// older shape wanted it until a moment ago. Indexes: `connector_trigger_subscription`, `connector_trigger_former`, the unique
// one. Locks: none. Runs: once for each delivery.
import type pg from 'pg';
import { subscriptionColumns, triggerColumns, type SubscriptionRow, type TriggerRow } from '../trigger-rows.ts';

const SUBSCRIPTION = `select ${subscriptionColumns('s')} from subscription s where s.id = $1::uuid`;

export async function findSubscription(pool: pg.Pool, id: string): Promise<SubscriptionRow | undefined> {
  const { rows } = await pool.query<SubscriptionRow>({ name: 'find-subscription', text: SUBSCRIPTION, values: [id] });
  return rows[0];
}

/** One look at one moment: a version that goes live meanwhile is seen wholly or not at all. */
const TARGETS = `
with told as (
  select d.identity as heard_identity, l.id as live_id,
    case when l.subscription_id <> $1::uuid then extract(epoch from n.active_at)::double precision * 1000 end as until_ms
  from connector_trigger d
  join connector_trigger l on l.workflow_id = d.workflow_id and l.trigger_id = d.trigger_id and l.use = d.use
    and l.connection = d.connection and l.retired_at is null
  left join subscription n on n.id = l.subscription_id
  where d.subscription_id = $1::uuid or d.former_subscription_id = $1::uuid
), paused as (
  select exists (
    select from connector_trigger t join workflow w on w.id = t.workflow_id
    where t.subscription_id = $1::uuid and t.retired_at > now() - make_interval(secs => $2::double precision)
      and w.live_version_id is null and w.deleted_at is null) as is_paused
)
select is_paused, heard_identity, until_ms, ${triggerColumns('t')}
from paused left join told on true left join connector_trigger t on t.id = told.live_id`;
export type ToldRow = TriggerRow & { readonly heard_identity: string; readonly until_ms: number | null };

/** Who hears of what a subscription tells, and whether a workflow that wanted it is paused since a moment ago. */
export async function findTargets(
  pool: pg.Pool,
  subscriptionId: string,
  graceSeconds: number,
): Promise<{ readonly targets: readonly ToldRow[]; readonly isPaused: boolean }> {
  const values = [subscriptionId, graceSeconds];
  const { rows } = await pool.query<(ToldRow | { readonly id: null }) & { readonly is_paused: boolean }>({
    ...{ name: 'find-targets', text: TARGETS, values },
  });
  return { targets: rows.filter((row) => row.id !== null), isPaused: rows[0]?.is_paused ?? false };
}

const APP = `
select ${triggerColumns('t')}, c.account_id
from connector_trigger t
left join connection c on c.workspace_id = t.workspace_id and c.name = t.connection
where t.workspace_id = $1::uuid and t.kind = 'app' and t.retired_at is null and split_part(t.use, '/', 1) = $2::text
limit 10000`;

export async function findAppTriggers(
  pool: pg.Pool,
  { workspaceId, connector }: { readonly workspaceId: string; readonly connector: string },
): Promise<readonly (TriggerRow & { readonly account_id: string | null })[]> {
  const { rows } = await pool.query<TriggerRow & { account_id: string | null }>({
    ...{ name: 'find-app-triggers', text: APP, values: [workspaceId, connector] },
  });
  return rows;
}

const BY_ADDRESS = `
select ${triggerColumns('t')} from trigger_address a
join connector_trigger t on t.workflow_id = a.workflow_id and t.trigger_id = a.trigger_id
where a.id = $1::uuid and t.kind = 'manual' and t.retired_at is null`;

export async function findByAddress(pool: pg.Pool, addressId: string): Promise<TriggerRow | undefined> {
  const { rows } = await pool.query<TriggerRow>({ name: 'find-by-address', text: BY_ADDRESS, values: [addressId] });
  return rows[0];
}

const LIST = `
select ${triggerColumns('t')}, a.id as address_id
from connector_trigger t
left join trigger_address a on a.workflow_id = t.workflow_id and a.trigger_id = t.trigger_id and t.kind = 'manual'
where t.workspace_id = $1::uuid and t.workflow_id = $2::uuid and t.retired_at is null
order by t.trigger_id limit 1000`;

export async function listTriggers(
  pool: pg.Pool,
  { workspaceId, workflowId }: { readonly workspaceId: string; readonly workflowId: string },
): Promise<readonly (TriggerRow & { readonly address_id: string | null })[]> {
  const { rows } = await pool.query<TriggerRow & { address_id: string | null }>({
    ...{ name: 'list-triggers', text: LIST, values: [workspaceId, workflowId] },
  });
  return rows;
}
