import type {
  Alert,
  AlertChannel,
  AlertCondition,
  AlertDelivery,
  AlertEventKind,
  AlertFacts,
  AlertSeverity,
  ChannelTarget,
  DeliveryState,
  QuietHours,
  RuleState,
  SealedAlertChannel,
  StandingRule,
} from '@millrace/runtime';

export interface ChannelRow {
  readonly id: string;
  readonly workspace_id: string;
  readonly name: string;
  readonly target: string;
  readonly version: number;
  readonly sealed: Buffer | null;
  readonly secret_set_at: Date | null;
  readonly used_at: Date | null;
  readonly used_well: boolean | null;
  readonly used_detail: string | null;
  readonly created_by: string;
  readonly created_at: Date;
}
/** Of `alert_channel` by this name. */
export const CHANNEL_COLUMNS = `alert_channel.id, alert_channel.workspace_id, alert_channel.name, alert_channel.target,
  alert_channel.version, alert_channel.sealed, alert_channel.secret_set_at, alert_channel.used_at, alert_channel.used_well,
  alert_channel.used_detail, alert_channel.created_by, alert_channel.created_at`;

export function toChannel(row: ChannelRow): AlertChannel {
  const { used_at: usedAt, used_well: isGood, used_detail: detail, secret_set_at: setAt } = row;
  return {
    ...{ id: row.id, workspaceId: row.workspace_id, name: row.name, target: JSON.parse(row.target) as ChannelTarget },
    ...(setAt === null ? {} : { secretSetAtMs: setAt.getTime() }),
    ...(usedAt === null ? {} : { lastUse: { atMs: usedAt.getTime(), isGood: isGood === true, detail: detail ?? '' } }),
    ...{ createdBy: row.created_by, createdAtMs: row.created_at.getTime() },
  };
}

export function toSealedChannel(row: ChannelRow): SealedAlertChannel {
  const { version, sealed } = row;
  return { ...toChannel(row), ...(sealed === null ? {} : { sealed: { version, sealed } }) };
}

export interface RuleRow {
  readonly id: string;
  readonly workspace_id: string;
  readonly workflow_id: string | null;
  readonly workflow_name: string | null;
  readonly name: string;
  readonly condition: string;
  readonly severity: AlertSeverity;
  readonly quiet_hours: string | null;
  readonly remind_minutes: number;
  readonly is_enabled: boolean;
  readonly muted_until: Date | null;
  readonly created_by: string;
  readonly created_at: Date;
  readonly updated_at: Date;
  readonly fence: number;
  readonly state: string;
  readonly channel_ids: readonly string[];
}
/** Of `alert_rule` by this name. */
export const RULE_COLUMNS = `alert_rule.id, alert_rule.workspace_id, alert_rule.workflow_id,
  (select workflow.name from workflow where workflow.id = alert_rule.workflow_id) as workflow_name,
  alert_rule.name, alert_rule.condition, alert_rule.severity, alert_rule.quiet_hours, alert_rule.remind_minutes,
  alert_rule.is_enabled, alert_rule.muted_until, alert_rule.created_by, alert_rule.created_at, alert_rule.updated_at,
  alert_rule.fence, alert_rule.state,
  array(select channel_id from alert_rule_channel link where link.rule_id = alert_rule.id order by channel_id) as channel_ids`;

export function toStandingRule(row: RuleRow): StandingRule {
  const { workflow_id: id, workflow_name: name, quiet_hours: quiet, muted_until: mutedUntil } = row;
  return {
    rule: {
      ...{ id: row.id, workspaceId: row.workspace_id, name: row.name, severity: row.severity },
      ...(id === null ? {} : { workflow: { id, name: name ?? '' } }),
      condition: JSON.parse(row.condition) as AlertCondition,
      channelIds: row.channel_ids,
      ...(quiet === null ? {} : { quietHours: JSON.parse(quiet) as QuietHours }),
      ...{ remindMinutes: row.remind_minutes, isEnabled: row.is_enabled },
      ...(mutedUntil === null ? {} : { mutedUntilMs: mutedUntil.getTime() }),
      ...{ createdBy: row.created_by, createdAtMs: row.created_at.getTime(), updatedAtMs: row.updated_at.getTime() },
    },
    state: JSON.parse(row.state) as RuleState,
  };
}

export interface AlertRow {
  readonly id: string;
  readonly workspace_id: string;
  readonly rule_id: string | null;
  readonly rule_name: string;
  readonly condition: string;
  readonly severity: AlertSeverity;
  readonly workflow_id: string | null;
  readonly workflow_name: string | null;
  readonly started_at: Date;
  readonly cleared_at: Date | null;
  readonly facts: string;
  readonly acknowledged_by: string | null;
  readonly acknowledged_at: Date | null;
}
/** Of `alert` by this name. */
export const ALERT_COLUMNS = `alert.id, alert.workspace_id, alert.rule_id, alert.rule_name, alert.condition, alert.severity,
  alert.workflow_id, alert.workflow_name, alert.started_at, alert.cleared_at, alert.facts, alert.acknowledged_by,
  alert.acknowledged_at`;

export function toAlert(row: AlertRow): Alert {
  const { rule_id: ruleId, workflow_id: workflowId, workflow_name: name, acknowledged_at: atTime } = row;
  return {
    ...{ id: row.id, workspaceId: row.workspace_id, ruleName: row.rule_name, severity: row.severity },
    ...(ruleId === null ? {} : { ruleId }),
    condition: JSON.parse(row.condition) as AlertCondition,
    ...(workflowId === null ? {} : { workflow: { id: workflowId, name: name ?? '' } }),
    startedAtMs: row.started_at.getTime(),
    ...(row.cleared_at === null ? {} : { clearedAtMs: row.cleared_at.getTime() }),
    facts: JSON.parse(row.facts) as AlertFacts,
    ...(atTime === null ? {} : { acknowledged: { by: row.acknowledged_by ?? '', atMs: atTime.getTime() } }),
  };
}

export interface EventRow {
  readonly delivery_id: string;
  readonly alert_id: string;
  readonly kind: AlertEventKind;
  readonly at: Date;
}
export interface DeliveryRow {
  readonly id: string;
  readonly workspace_id: string;
  readonly channel_id: string | null;
  readonly channel_name: string;
  readonly state: DeliveryState;
  readonly is_digest: boolean;
  readonly due_at: Date;
  readonly attempts: number;
  readonly fence: number;
  readonly sent_at: Date | null;
  readonly failure: string | null;
}
/** Of `alert_delivery` by this name. */
export const DELIVERY_COLUMNS = `alert_delivery.id, alert_delivery.workspace_id, alert_delivery.channel_id,
  alert_delivery.channel_name, alert_delivery.state, alert_delivery.is_digest, alert_delivery.due_at, alert_delivery.attempts,
  alert_delivery.fence, alert_delivery.sent_at, alert_delivery.failure`;

/** With those of the events that are its. */
export function toDelivery(row: DeliveryRow, events: readonly EventRow[]): AlertDelivery {
  const { id, channel_id: channelId } = row;
  return {
    ...{ id, workspaceId: row.workspace_id, channelName: row.channel_name, state: row.state, isDigest: row.is_digest },
    ...(channelId === null ? {} : { channelId }),
    ...{ dueAtMs: row.due_at.getTime(), attempts: row.attempts },
    ...(row.sent_at === null ? {} : { sentAtMs: row.sent_at.getTime() }),
    ...(row.failure === null ? {} : { failure: row.failure }),
    events: events
      .filter((event) => event.delivery_id === id)
      .map(({ kind, alert_id: alertId, at }) => ({ kind, alertId, atMs: at.getTime() })),
  };
}
