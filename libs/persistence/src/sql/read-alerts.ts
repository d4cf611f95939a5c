// Why this shape: history grows for months, and is read by its newest end. Which alerts go on is a small index of its own, since each
// open page asks for their number. Indexes: `alert_newest`, `alert_workflow`, `alert_rule_newest`, `alert_firing`,
// `alert_event_alert`, `alert_cleared`, `run_arrival`. Locks: none; the removal those that it removes. Runs: while a
// page is open; the arrival with each look at a rule of silence.
import { RuntimeError, type Alert, type AlertDelivery, type AlertStore, type Page } from '@millrace/runtime';
import type pg from 'pg';
import {
  ALERT_COLUMNS,
  DELIVERY_COLUMNS,
  toAlert,
  toDelivery,
  type AlertRow,
  type DeliveryRow,
  type EventRow,
} from '../alert-rows.ts';
import { firstUuidOf, isUuid } from '../uuid.ts';

// A rule that is gone fires nothing.
const IS_FIRING = 'alert.cleared_at is null and alert.rule_id is not null';

export async function listAlerts(
  pool: pg.Pool,
  { workspaceId, workflowName, ruleId, isFiring, cursor, limit }: Parameters<AlertStore['listAlerts']>[0],
): Promise<Page<Alert>> {
  requireCursor(cursor);
  const values: unknown[] = [workspaceId, limit + 1];
  const conditions = ['alert.workspace_id = $1::uuid'];
  if (workflowName !== undefined) {
    conditions.push(
      `alert.workflow_id in (select id from workflow where workspace_id = $1::uuid and name = $${values.push(workflowName)}::text)`,
    );
  }
  if (ruleId !== undefined) conditions.push(`alert.rule_id = $${values.push(isUuid(ruleId) ? ruleId : null)}::uuid`);
  if (isFiring !== undefined) conditions.push(isFiring ? IS_FIRING : `not (${IS_FIRING})`);
  if (cursor !== undefined) conditions.push(`alert.id < $${values.push(cursor)}::uuid`);
  const text = `select ${ALERT_COLUMNS} from alert where ${conditions.join(' and ')} order by alert.id desc limit $2::integer`;
  const { rows } = await pool.query<AlertRow>(text, values);
  const items = rows.slice(0, limit).map(toAlert);
  const last = items.at(-1);
  return rows.length > limit && last !== undefined ? { items, nextCursor: last.id } : { items };
}

function requireCursor(cursor: string | undefined): void {
  if (cursor === undefined || isUuid(cursor)) return;
  throw new RuntimeError(
    'list.cursor_invalid',
    'The cursor is none that a list has given out. Leave it away to begin anew.',
  );
}

const FIND = `select ${ALERT_COLUMNS} from alert where workspace_id = $1::uuid and id = $2::uuid`;

export async function findAlert(
  pool: pg.Pool,
  { workspaceId, id }: { readonly workspaceId: string; readonly id: string },
): Promise<Alert | undefined> {
  const { rows } = await pool.query<AlertRow>({ name: 'find-alert', text: FIND, values: [workspaceId, id] });
  return rows[0] && toAlert(rows[0]);
}

const COUNT = `
select count(*)::integer as firing, count(*) filter (where acknowledged_at is null)::integer as unseen
from alert where workspace_id = $1::uuid and ${IS_FIRING}`;

export async function countFiring(
  pool: pg.Pool,
  workspaceId: string,
): Promise<{ readonly firing: number; readonly unseen: number }> {
  const { rows } = await pool.query<{ firing: number; unseen: number }>({
    ...{ name: 'count-firing-alerts', text: COUNT, values: [workspaceId] },
  });
  return rows[0] ?? { firing: 0, unseen: 0 };
}

const ACKNOWLEDGE = `
update alert set acknowledged_by = coalesce(acknowledged_by, $3::text),
  acknowledged_at = coalesce(acknowledged_at, clock_timestamp())
where workspace_id = $1::uuid and id = $2::uuid returning ${ALERT_COLUMNS}`;

export async function acknowledgeAlert(
  pool: pg.Pool,
  { workspaceId, id, by }: Parameters<AlertStore['acknowledge']>[0],
): Promise<Alert | undefined> {
  const values = [workspaceId, id, by];
  const { rows } = await pool.query<AlertRow>({ name: 'acknowledge-alert', text: ACKNOWLEDGE, values });
  return rows[0] && toAlert(rows[0]);
}

const DELIVERIES = `
select ${DELIVERY_COLUMNS} from alert_delivery
where workspace_id = $1::uuid and id in (select delivery_id from alert_event where alert_id = $2::uuid)
order by id limit 100`;
const EVENTS = `
select delivery_id, alert_id, kind, at from alert_event where delivery_id = any ($1::uuid[]) order by at, alert_id, kind`;

export async function listDeliveries(
  pool: pg.Pool,
  { workspaceId, alertId }: Parameters<AlertStore['listDeliveries']>[0],
): Promise<readonly AlertDelivery[]> {
  const values = [workspaceId, alertId];
  const { rows } = await pool.query<DeliveryRow>({ name: 'list-alert-deliveries', text: DELIVERIES, values });
  const events = await readEvents(pool, rows);
  return rows.map((row) => toDelivery(row, events));
}

export async function readEvents(
  client: pg.Pool | pg.ClientBase,
  deliveries: readonly Pick<DeliveryRow, 'id'>[],
): Promise<readonly EventRow[]> {
  if (deliveries.length === 0) return [];
  const values = [deliveries.map(({ id }) => id)];
  return (await client.query<EventRow>({ name: 'read-alert-events', text: EVENTS, values })).rows;
}

// The id bounds the walk: a run's id begins with the time at which it was accepted. One look into the index for each type: what
// else starts runs of this workflow, however often, is not walked over.
const ARRIVAL = `
select max(newest.accepted_at) as accepted_at
from unnest($2::text[]) as started(type) cross join lateral (
  select accepted_at from run
  where workflow_id = $1::uuid and trigger_type = started.type and trigger_type in ('webhook', 'form', 'schedule') and not is_test
    and id >= $3::uuid and accepted_at > to_timestamp($4::double precision / 1000)
  order by id desc limit 1
) newest`;
/** Ids are made before runs are accepted, by clocks that are a little apart. */
const DRIFT_MS = 60_000;

export async function findArrival(
  pool: pg.Pool,
  { workflowId, triggerTypes, afterMs }: Parameters<AlertStore['findArrival']>[0],
): Promise<number | undefined> {
  const values = [workflowId, triggerTypes, firstUuidOf(afterMs - DRIFT_MS), afterMs];
  const { rows } = await pool.query<{ accepted_at: Date | null }>({ name: 'find-arrival', text: ARRIVAL, values });
  return rows[0]?.accepted_at?.getTime();
}

const REMOVE_RULES = `
with gone as (
  select alert_rule.id from alert_rule join workflow on workflow.id = alert_rule.workflow_id
  where workflow.deleted_at is not null
), cleared as (
  update alert set cleared_at = clock_timestamp() from gone where alert.rule_id = gone.id and cleared_at is null
)
delete from alert_rule using gone where alert_rule.id = gone.id`;
const REMOVE_ALERTS = `
delete from alert where id in (
  select id from alert where cleared_at < clock_timestamp() - make_interval(days => $1::integer) limit 10000)`;
const REMOVE_DELIVERIES = `
delete from alert_delivery where created_at < clock_timestamp() - make_interval(days => $1::integer)
  and state <> 'waiting' and not exists (select from alert_event where delivery_id = alert_delivery.id)`;

export async function removeExpiredAlerts(pool: pg.Pool, olderThanDays: number): Promise<number> {
  await pool.query({ name: 'remove-rules-of-gone-workflows', text: REMOVE_RULES, values: [] });
  const { rowCount } = await pool.query({ name: 'remove-old-alerts', text: REMOVE_ALERTS, values: [olderThanDays] });
  await pool.query({ name: 'remove-empty-deliveries', text: REMOVE_DELIVERIES, values: [olderThanDays] });
  return rowCount ?? 0;
}
