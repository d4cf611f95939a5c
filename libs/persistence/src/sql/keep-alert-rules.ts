// Why this shape: a rule and its channels are one thing to people, and are written in one transaction. Each change raises the fence,
// so that a look which began before it writes nothing. Indexes: `alert_rule_workspace`, primary keys. Locks: the rule's row.
// Runs: when a person changes something.
import { MAX_ALERT_RULES, RuntimeError, type AlertStore, type StandingRule } from '@millrace/runtime';
import type pg from 'pg';
import { RULE_COLUMNS, toStandingRule, type RuleRow } from '../alert-rows.ts';

const INSERT = `
insert into alert_rule (id, workspace_id, workflow_id, name, condition, severity, quiet_hours, remind_minutes, is_enabled, created_by)
select $1::uuid, $2::uuid, $3::uuid, $4::text, $5::text, $6::text, $7::text, $8::integer, $9::boolean, $10::text
where (select count(*) from alert_rule where workspace_id = $2::uuid) < $11::integer`;

export async function insertRule(
  client: pg.ClientBase,
  request: Parameters<AlertStore['createRule']>[0],
): Promise<StandingRule> {
  const { id, workspaceId, workflowName, name, condition, severity, quietHours, remindMinutes, isEnabled } = request;
  const workflowId = workflowName === undefined ? null : await findWorkflow(client, workspaceId, workflowName);
  const quiet = quietHours === undefined ? null : JSON.stringify(quietHours);
  const values = [
    id,
    workspaceId,
    workflowId,
    name,
    JSON.stringify(condition),
    severity,
    quiet,
    remindMinutes,
    isEnabled,
  ];
  const made = await client.query({
    ...{ name: 'insert-alert-rule', text: INSERT, values: [...values, request.createdBy, MAX_ALERT_RULES] },
  });
  if (made.rowCount === 0) {
    throw new RuntimeError(
      'alert.too_many',
      `A workspace has at most ${MAX_ALERT_RULES} alert rules. Remove one first.`,
    );
  }
  await linkChannels(client, { workspaceId, id }, request.channelIds);
  return requireRule(client, { workspaceId, id });
}

async function findWorkflow(client: pg.ClientBase, workspaceId: string, name: string): Promise<string> {
  const { rows } = await client.query<{ readonly id: string }>({
    name: 'find-watched-workflow',
    text: 'select id from workflow where workspace_id = $1::uuid and name = $2::text and deleted_at is null',
    values: [workspaceId, name],
  });
  if (rows[0] === undefined) throw new RuntimeError('workflow.not_found', `There is no workflow named "${name}".`);
  return rows[0].id;
}

const LINK = `
insert into alert_rule_channel (rule_id, channel_id)
select $2::uuid, id from alert_channel where workspace_id = $1::uuid and id = any ($3::uuid[])`;

interface Named {
  readonly workspaceId: string;
  readonly id: string;
}

async function linkChannels(
  client: pg.ClientBase,
  { workspaceId, id }: Named,
  channelIds: readonly string[],
): Promise<void> {
  const wanted = new Set(channelIds);
  const linked = await client.query({
    ...{ name: 'link-alert-channels', text: LINK, values: [workspaceId, id, [...wanted]] },
  });
  if (linked.rowCount === wanted.size) return;
  throw new RuntimeError(
    'alert.channel_not_found',
    'The rule names a channel that is not there. Choose from those that are.',
  );
}

const FIND = `select ${RULE_COLUMNS} from alert_rule where workspace_id = $1::uuid and id = $2::uuid`;

export async function findRule(
  client: pg.ClientBase | pg.Pool,
  { workspaceId, id }: Named,
): Promise<StandingRule | undefined> {
  const { rows } = await client.query<RuleRow>({ name: 'find-alert-rule', text: FIND, values: [workspaceId, id] });
  return rows[0] && toStandingRule(rows[0]);
}

async function requireRule(client: pg.ClientBase, named: Named): Promise<StandingRule> {
  const found = await findRule(client, named);
  if (found === undefined) throw new RuntimeError('alert.rule_not_found', `There is no alert rule ${named.id}.`);
  return found;
}

const LIST = `
select ${RULE_COLUMNS} from alert_rule
where workspace_id = $1::uuid and ($2::text is null or workflow_id in (
  select id from workflow where workspace_id = $1::uuid and name = $2::text and deleted_at is null))
order by (state::jsonb ->> 'standing' = 'firing') desc, name collate "C", id limit ${MAX_ALERT_RULES}`;

export async function listRules(
  pool: pg.Pool,
  { workspaceId, workflowName }: Parameters<AlertStore['listRules']>[0],
): Promise<readonly StandingRule[]> {
  const values = [workspaceId, workflowName ?? null];
  return (await pool.query<RuleRow>({ name: 'list-alert-rules', text: LIST, values })).rows.map(toStandingRule);
}

const CHANGE = `
update alert_rule set
  name = coalesce($3::text, name), condition = coalesce($4::text, condition), severity = coalesce($5::text, severity),
  quiet_hours = case when $6::boolean then $7::text else quiet_hours end,
  remind_minutes = coalesce($8::integer, remind_minutes), is_enabled = coalesce($9::boolean, is_enabled),
  muted_until = case when $10::boolean then $11::timestamptz else muted_until end,
  state = case when $12::boolean then '{"standing":"calm"}' else state end,
  fence = fence + 1, updated_at = clock_timestamp(), next_at = clock_timestamp()
where workspace_id = $1::uuid and id = $2::uuid`;

const CLEAR = `update alert set cleared_at = clock_timestamp() where rule_id = $1::uuid and cleared_at is null`;

export async function changeRule(
  client: pg.ClientBase,
  request: Parameters<AlertStore['changeRule']>[0],
): Promise<StandingRule> {
  const { workspaceId, id, condition, isEnabled, channelIds } = request;
  await client.query({
    ...{ name: 'lock-alert-rule', text: 'select from alert_rule where id = $1::uuid for update', values: [id] },
  });
  const { rule: before } = await requireRule(client, { workspaceId, id });
  const isNew = condition !== undefined && JSON.stringify(condition) !== JSON.stringify(before.condition);
  const isOver = isNew || isEnabled === false;
  await client.query({ name: 'change-alert-rule', text: CHANGE, values: changeValues(request, isOver) });
  if (isOver) await client.query({ name: 'clear-alerts-of-rule', text: CLEAR, values: [id] });
  if (channelIds !== undefined) {
    await client.query({
      ...{ name: 'unlink-channels', text: 'delete from alert_rule_channel where rule_id = $1::uuid', values: [id] },
    });
    await linkChannels(client, { workspaceId, id }, channelIds);
  }
  return requireRule(client, { workspaceId, id });
}

function changeValues(request: Parameters<AlertStore['changeRule']>[0], isOver: boolean): unknown[] {
  const { workspaceId, id, name, condition, severity, quiet, remindMinutes, isEnabled, mutedUntilMs } = request;
  return [
    ...[workspaceId, id, name, toText(condition), severity, quiet !== undefined, toText(quiet ?? undefined)],
    ...[remindMinutes, isEnabled, mutedUntilMs !== undefined],
    ...[typeof mutedUntilMs === 'number' ? new Date(mutedUntilMs) : null, isOver],
  ];
}

const toText = (value: object | undefined): string | undefined => value && JSON.stringify(value);

export async function removeRule(client: pg.ClientBase, { workspaceId, id }: Named): Promise<boolean> {
  if ((await findRule(client, { workspaceId, id })) === undefined) return false;
  await client.query({ name: 'clear-alerts-of-rule', text: CLEAR, values: [id] });
  const { rowCount } = await client.query({
    ...{ name: 'remove-alert-rule', text: 'delete from alert_rule where id = $1::uuid', values: [id] },
  });
  return rowCount === 1;
}
