// Why this shape: rules of a workspace are looked at together, so that what fires at once is one message; who looks holds the
// workspace's row while it takes them, and everybody else passes it by. A look that was overtaken writes nothing: each look, and
// each change of a rule, raises its fence. States, alerts and messages are one transaction. Indexes: `alert_rule_due`,
// `alert_delivery_due`, `alert_delivery_digest`. Locks: the rules and messages themselves. Runs: every two seconds in each server.
import {
  MAX_DELIVERY_WAIT_SECONDS,
  MAX_QUIET_MS,
  MAX_STEP_BACK_MS,
  type AlertNotice,
  type AlertStore,
  type DeliveryOutcome,
  type RuleNote,
  type TakenDelivery,
  type TakenRule,
} from '@millrace/runtime';
import type pg from 'pg';
import {
  ALERT_COLUMNS,
  CHANNEL_COLUMNS,
  DELIVERY_COLUMNS,
  RULE_COLUMNS,
  toAlert,
  toDelivery,
  toSealedChannel,
  toStandingRule,
  type AlertRow,
  type ChannelRow,
  type DeliveryRow,
  type RuleRow,
} from '../alert-rows.ts';
import { storable } from '../storable.ts';
import { noteChannelUse } from './keep-alert-channels.ts';
import { readEvents } from './read-alerts.ts';

// What is put off for longer than anything ever is was put off by a clock that was ahead.
const IS_DUE = `(next_at <= clock_timestamp() or next_at > clock_timestamp() + make_interval(secs => $3::double precision))`;
// Not `for update`: others may make things in the workspace meanwhile.
const TAKE_RULES = `
with place as (
  select id from workspace
  where id in (select workspace_id from alert_rule where is_enabled and ${IS_DUE})
  limit $2::integer for no key update skip locked
)
update alert_rule set fence = fence + 1,
  next_at = to_timestamp((floor(extract(epoch from clock_timestamp()) / $1::double precision) + 1) * $1::double precision)
from place where alert_rule.workspace_id = place.id and is_enabled and ${IS_DUE}
returning ${RULE_COLUMNS}, (extract(epoch from clock_timestamp()) * 1000)::double precision as now_ms,
  exists (select from alert where alert.id = (alert_rule.state::jsonb ->> 'alertId')::uuid and acknowledged_at is not null)
    as is_acknowledged`;

type TakenRow = RuleRow & { readonly now_ms: number; readonly is_acknowledged: boolean };

export async function takeRules(
  pool: pg.Pool,
  { everySeconds, workspaces }: Parameters<AlertStore['takeRules']>[0],
): Promise<{ readonly nowMs: number; readonly rules: readonly TakenRule[] }> {
  const values = [everySeconds, workspaces, MAX_STEP_BACK_MS / 1000];
  const { rows } = await pool.query<TakenRow>({ name: 'take-alert-rules', text: TAKE_RULES, values });
  const nowMs = Math.floor(rows[0]?.now_ms ?? 0);
  const rules = rows.map((row) => ({
    ...{ ...toStandingRule(row), fence: row.fence, isAcknowledged: row.is_acknowledged },
  }));
  return { nowMs, rules };
}

const NOTE_STATES = `
update alert_rule set state = told.state
from unnest($2::uuid[], $3::integer[], $4::text[]) as told(id, fence, state)
where alert_rule.id = told.id and alert_rule.fence = told.fence and workspace_id = $1::uuid
returning alert_rule.id`;
const INSERT_ALERTS = `
insert into alert (id, workspace_id, rule_id, rule_name, condition, severity, workflow_id, workflow_name, started_at, facts)
select told.id, alert_rule.workspace_id, alert_rule.id, alert_rule.name, alert_rule.condition, alert_rule.severity,
  alert_rule.workflow_id, (select name from workflow where workflow.id = alert_rule.workflow_id),
  to_timestamp(told.at_ms / 1000), told.facts
from unnest($1::uuid[], $2::uuid[], $3::double precision[], $4::text[]) as told(id, rule_id, at_ms, facts)
join alert_rule on alert_rule.id = told.rule_id`;
const CLEAR_ALERTS = `
update alert set cleared_at = to_timestamp(told.at_ms / 1000)
from unnest($1::uuid[], $2::double precision[]) as told(id, at_ms)
where alert.id = told.id and cleared_at is null`;

export async function noteRound(
  client: pg.ClientBase,
  { workspaceId, notes, notices }: Parameters<AlertStore['noteRound']>[0],
): Promise<void> {
  const kept = await noteStates(client, workspaceId, notes);
  const fired = notes.flatMap(({ ruleId, fired: alert }) => (alert && kept.has(ruleId) ? [{ ...alert, ruleId }] : []));
  if (fired.length > 0) {
    const facts = fired.map((alert) => storable(JSON.stringify(alert.facts)));
    const values = [fired.map(({ id }) => id), fired.map(({ ruleId }) => ruleId), fired.map(({ atMs }) => atMs), facts];
    await client.query({ name: 'insert-alerts', text: INSERT_ALERTS, values });
  }
  const cleared = notes.flatMap(({ ruleId, cleared: alert }) => (alert && kept.has(ruleId) ? [alert] : []));
  if (cleared.length > 0) {
    const values = [cleared.map(({ id }) => id), cleared.map(({ atMs }) => atMs)];
    await client.query({ name: 'clear-alerts', text: CLEAR_ALERTS, values });
  }
  for (const notice of notices) {
    const events = notice.events.filter(({ ruleId }) => kept.has(ruleId));
    if (events.length > 0) await keepNotice(client, workspaceId, { ...notice, events });
  }
}

async function noteStates(
  client: pg.ClientBase,
  workspaceId: string,
  notes: readonly RuleNote[],
): Promise<ReadonlySet<string>> {
  // In one order everywhere, so that nobody waits for somebody who waits.
  const sorted = [...notes].sort((a, b) => (a.ruleId < b.ruleId ? -1 : 1));
  const states = sorted.map(({ state }) => JSON.stringify(state));
  const values = [workspaceId, sorted.map(({ ruleId }) => ruleId), sorted.map(({ fence }) => fence), states];
  const { rows } = await client.query<{ id: string }>({ name: 'note-rule-states', text: NOTE_STATES, values });
  return new Set(rows.map(({ id }) => id));
}

// A channel may have gone since the rule was read.
const KEEP_DELIVERY = `
insert into alert_delivery (id, workspace_id, channel_id, channel_name, is_digest, due_at)
select $1::uuid, $2::uuid, id, name, $4::boolean, to_timestamp($5::double precision / 1000)
from alert_channel where id = $3::uuid and workspace_id = $2::uuid
on conflict (channel_id, due_at) where is_digest and state = 'waiting' and attempts = 0
do update set is_digest = true
returning id`;
const KEEP_EVENTS = `
insert into alert_event (delivery_id, alert_id, kind, at)
select $1::uuid, told.alert_id, told.kind, to_timestamp(told.at_ms / 1000)
from unnest($2::uuid[], $3::text[], $4::double precision[]) as told(alert_id, kind, at_ms)
join alert on alert.id = told.alert_id
on conflict do nothing`;

async function keepNotice(client: pg.ClientBase, workspaceId: string, notice: AlertNotice): Promise<void> {
  const { id, channelId, isDigest, dueAtMs, events } = notice;
  const { rows } = await client.query<{ id: string }>({
    ...{ name: 'keep-alert-delivery', text: KEEP_DELIVERY, values: [id, workspaceId, channelId, isDigest, dueAtMs] },
  });
  if (rows[0] === undefined) return;
  const told = [events.map(({ alertId }) => alertId), events.map(({ kind }) => kind), events.map(({ atMs }) => atMs)];
  await client.query({ name: 'keep-alert-events', text: KEEP_EVENTS, values: [rows[0].id, ...told] });
}

// The lease is the time at which it is due again.
const TAKE_DELIVERIES = `
with due as (
  select id from alert_delivery where state = 'waiting' and (due_at <= clock_timestamp() or due_at > clock_timestamp() +
    make_interval(secs => case when is_digest and attempts = 0 then $4::double precision else $3::double precision end))
  order by due_at limit $2::integer for update skip locked
)
update alert_delivery set fence = fence + 1, attempts = attempts + 1,
  due_at = clock_timestamp() + make_interval(secs => $1::double precision)
from due where alert_delivery.id = due.id
returning ${DELIVERY_COLUMNS}, (select slug from workspace where workspace.id = alert_delivery.workspace_id) as slug`;
const CHANNELS = `select ${CHANNEL_COLUMNS} from alert_channel where id = any ($1::uuid[])`;
const ALERTS = `select ${ALERT_COLUMNS} from alert where id = any ($1::uuid[])`;

export async function takeDeliveries(
  pool: pg.Pool,
  { leaseSeconds, limit }: Parameters<AlertStore['takeDeliveries']>[0],
): Promise<readonly TakenDelivery[]> {
  const values = [leaseSeconds, limit, MAX_DELIVERY_WAIT_SECONDS, MAX_QUIET_MS / 1000];
  const { rows } = await pool.query<DeliveryRow & { readonly slug: string }>({
    ...{ name: 'take-alert-deliveries', text: TAKE_DELIVERIES, values },
  });
  if (rows.length === 0) return [];
  const events = await readEvents(pool, rows);
  const channelIds = rows.map((row) => row.channel_id);
  const alertIds = [...new Set(events.map((event) => event.alert_id))];
  const channels = (
    await pool.query<ChannelRow>({ name: 'channels-of-deliveries', text: CHANNELS, values: [channelIds] })
  ).rows;
  const alerts = (await pool.query<AlertRow>({ name: 'alerts-of-deliveries', text: ALERTS, values: [alertIds] })).rows;
  return rows.flatMap((row) => {
    const channel = channels.find(({ id }) => id === row.channel_id);
    if (channel === undefined) return [];
    const delivery = toDelivery(row, events);
    const told = alerts.filter(({ id }) => delivery.events.some(({ alertId }) => alertId === id));
    const lease = { id: row.id, fence: row.fence };
    return [{ lease, delivery, channel: toSealedChannel(channel), alerts: told.map(toAlert), workspace: row.slug }];
  });
}

const SETTLE = `
update alert_delivery set
  state = case $3::text when 'sent' then 'sent' when 'failed' then 'failed' else state end,
  sent_at = case when $3::text = 'sent' then clock_timestamp() end,
  failure = $4::text,
  due_at = case when $3::text = 'again' then clock_timestamp() + make_interval(secs => $5::double precision) else due_at end
where id = $1::uuid and fence = $2::integer and state = 'waiting'
returning channel_id`;
const MAX_REASON_CHARACTERS = 1000;

export async function settleDelivery(
  client: pg.ClientBase,
  { lease, outcome }: Parameters<AlertStore['settleDelivery']>[0],
): Promise<boolean> {
  const reason = outcome.kind === 'sent' ? null : storable(outcome.reason.slice(0, MAX_REASON_CHARACTERS));
  const afterSeconds = outcome.kind === 'again' ? outcome.afterSeconds : 0;
  const values = [lease.id, lease.fence, outcome.kind, reason, afterSeconds];
  const { rows } = await client.query<{ channel_id: string | null }>({
    ...{ name: 'settle-alert-delivery', text: SETTLE, values },
  });
  const [row] = rows;
  if (row === undefined) return false;
  if (row.channel_id !== null) await noteChannelUse(client, { id: row.channel_id, ...useOf(outcome) });
  return true;
}

const useOf = (outcome: DeliveryOutcome): { readonly isGood: boolean; readonly detail: string } =>
  outcome.kind === 'sent' ? { isGood: true, detail: outcome.detail } : { isGood: false, detail: outcome.reason };
