import {
  ALERT_EVENTS,
  ALERT_SEVERITIES,
  DELIVERY_STATES,
  type Alert,
  type AlertDelivery,
  type RulePreview,
} from '@millrace/runtime';
import { z } from 'zod';
import { named } from '../http/api-schemas.ts';
import { pageOf, pageQuery, toIsoTime } from '../http/page.ts';
import { keptText } from '../http/text.ts';
import { alertCondition, fitsScope, SCOPE_FAULT } from './alert-conditions.dto.ts';

const rollBack = z.object({
  from: z.int().meta({ description: 'The version that is live.' }),
  to: z.int().meta({ description: 'The one before it.' }),
  errorRate: z.number(),
  errorRateBefore: z.number(),
});
export const alertDto = named(
  'Alert',
  z.object({
    id: z.string(),
    ruleId: z.string().optional().meta({ description: 'Absent: the rule is gone.' }),
    ruleName: z.string(),
    condition: alertCondition,
    severity: z.enum(ALERT_SEVERITIES),
    workflow: z.object({ id: z.string(), name: z.string() }).optional(),
    state: z.enum(['firing', 'cleared']),
    startedAt: z.string(),
    clearedAt: z.string().optional(),
    value: z.number().optional().meta({ description: 'As it was when it fired.' }),
    count: z.int().meta({ description: 'What the value stands on.' }),
    from: z.string().meta({ description: 'The window that it fired for.' }),
    until: z.string(),
    connections: z.array(z.string()).optional(),
    liveVersion: z.int().optional(),
    rollBack: rollBack
      .optional()
      .meta({ description: 'The live version is new, and does worse than the one before it.' }),
    groups: z.array(z.object({ fingerprint: z.string(), step: z.string(), error: z.string(), count: z.int() })),
    acknowledgedBy: z.string().optional(),
    acknowledgedAt: z.string().optional(),
  }),
);
export type AlertDto = z.infer<typeof alertDto>;
export const alertPage = named('AlertPage', pageOf(alertDto));
export type AlertPage = z.infer<typeof alertPage>;

const delivery = z.object({
  id: z.string(),
  channel: z.string().meta({ description: 'The name that it had.' }),
  state: z.enum(DELIVERY_STATES).meta({ description: '`failed`: it was tried often enough, and is given up.' }),
  isDigest: z.boolean().meta({ description: 'It waits, or waited, for the end of quiet hours.' }),
  dueAt: z.string(),
  attempts: z.int(),
  sentAt: z.string().optional(),
  failure: z.string().optional().meta({ description: 'Why the last try went wrong.' }),
  events: z.array(z.enum(ALERT_EVENTS)).meta({ description: 'What it says of this alert.' }),
});
export const alertDetailDto = named('AlertDetail', alertDto.extend({ deliveries: z.array(delivery) }));
export type AlertDetailDto = z.infer<typeof alertDetailDto>;

export const alertParams = z.strictObject({ id: z.uuid() });
export type AlertParams = z.infer<typeof alertParams>;

export const listAlertsQuery = z.strictObject({
  ...pageQuery,
  workflow: keptText(1, 64).optional(),
  rule: z.uuid().optional(),
  state: z.enum(['firing', 'cleared']).optional(),
});
export type ListAlertsQuery = z.infer<typeof listAlertsQuery>;

export const alertCountDto = named(
  'AlertCount',
  z.object({ firing: z.int(), unseen: z.int().meta({ description: 'Those that nobody has acknowledged.' }) }),
);
export type AlertCountDto = z.infer<typeof alertCountDto>;

export const previewAlertRequest = named(
  'PreviewAlert',
  z.strictObject({ workflow: keptText(1, 64).optional(), condition: alertCondition }).refine(fitsScope, SCOPE_FAULT),
);
export type PreviewAlertRequest = z.infer<typeof previewAlertRequest>;

const firing = z.object({ from: z.string(), until: z.string().optional(), value: z.number(), count: z.int() });
const previewPoint = z.object({ at: z.string(), value: z.number().nullable(), count: z.int() });
export const alertPreviewDto = named(
  'AlertPreview',
  z.object({
    isKnown: z.boolean().meta({ description: 'Whether what is kept says what was.' }),
    days: z.int(),
    from: z.string().optional(),
    until: z.string().optional(),
    byHourUntil: z.string().optional().meta({ description: 'Before it, only figures by the hour are left.' }),
    firings: z.array(firing),
    points: z.array(previewPoint),
  }),
);
export type AlertPreviewDto = z.infer<typeof alertPreviewDto>;

export function toAlertDto(alert: Alert): AlertDto {
  const { facts, acknowledged, clearedAtMs, workflow, ruleId } = alert;
  const { value, count, connections, liveVersion, rollBack: advice, groups = [] } = facts;
  return {
    id: alert.id,
    ...(ruleId === undefined ? {} : { ruleId }),
    ...{ ruleName: alert.ruleName, condition: alert.condition, severity: alert.severity },
    ...(workflow === undefined ? {} : { workflow }),
    state: clearedAtMs === undefined && ruleId !== undefined ? 'firing' : 'cleared',
    startedAt: toIsoTime(alert.startedAtMs),
    ...(clearedAtMs === undefined ? {} : { clearedAt: toIsoTime(clearedAtMs) }),
    ...(value === undefined ? {} : { value }),
    ...{ count, from: toIsoTime(facts.fromMs), until: toIsoTime(facts.untilMs) },
    ...(connections === undefined ? {} : { connections: [...connections] }),
    ...(liveVersion === undefined ? {} : { liveVersion }),
    ...(advice === undefined ? {} : { rollBack: advice }),
    groups: groups.map((group) => ({ ...group })),
    ...(acknowledged === undefined
      ? {}
      : { acknowledgedBy: acknowledged.by, acknowledgedAt: toIsoTime(acknowledged.atMs) }),
  };
}

export function toAlertDetailDto(alert: Alert, deliveries: readonly AlertDelivery[]): AlertDetailDto {
  return { ...toAlertDto(alert), deliveries: deliveries.map((one) => toDeliveryDto(one, alert.id)) };
}

function toDeliveryDto(one: AlertDelivery, alertId: string): z.infer<typeof delivery> {
  const { id, channelName: channel, state, isDigest, dueAtMs, attempts, sentAtMs, failure, events } = one;
  return {
    ...{ id, channel, state, isDigest, dueAt: toIsoTime(dueAtMs), attempts },
    ...(sentAtMs === undefined ? {} : { sentAt: toIsoTime(sentAtMs) }),
    ...(failure === undefined ? {} : { failure }),
    events: events.filter((event) => event.alertId === alertId).map(({ kind }) => kind),
  };
}

export function toPreviewDto(preview: RulePreview, days: number): AlertPreviewDto {
  if (preview.kind === 'unknown') return { isKnown: false, days, firings: [], points: [] };
  return {
    ...{ isKnown: true, days, from: toIsoTime(preview.fromMs), until: toIsoTime(preview.untilMs) },
    byHourUntil: toIsoTime(preview.byHourUntilMs),
    firings: preview.firings.map(({ fromMs, untilMs, value, count }) => ({
      ...{ from: toIsoTime(fromMs), value, count },
      ...(untilMs === undefined ? {} : { until: toIsoTime(untilMs) }),
    })),
    points: preview.points.map(({ atMs, value, count }) => ({ at: toIsoTime(atMs), value: value ?? null, count })),
  };
}
