import {
  ALERT_SEVERITIES,
  CHANNEL_KINDS,
  DEFAULT_REMIND_MINUTES,
  MAX_CHANNELS_OF_RULE,
  type AlertChannel,
  type StandingRule,
} from '@millrace/runtime';
import { z } from 'zod';
import { named } from '../http/api-schemas.ts';
import { toIsoTime } from '../http/page.ts';
import { keptName, keptText } from '../http/text.ts';
import { alertCondition, fitsScope, SCOPE_FAULT } from './alert-conditions.dto.ts';

const MAX_REMIND_MINUTES = 10_080;
const LAST_MINUTE = 1439;

function isTimeZone(text: string): boolean {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: text }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

const quietHours = named(
  'QuietHours',
  z.strictObject({
    timeZone: keptText(1, 64).refine(isTimeZone, 'There is no such time zone. Write it like Europe/Berlin.'),
    days: z
      .array(z.int().min(1).max(7))
      .min(1)
      .max(7)
      .meta({ description: 'On which they begin: 1 is Monday, 7 is Sunday.' }),
    fromMinute: z.int().min(0).max(LAST_MINUTE).meta({ description: 'Minutes after midnight.' }),
    untilMinute: z
      .int()
      .min(0)
      .max(LAST_MINUTE)
      .meta({ description: 'Where it is not after `fromMinute`, they end on the next day.' }),
  }),
);

const wishes = {
  name: keptName(200),
  condition: alertCondition,
  severity: z.enum(ALERT_SEVERITIES).meta({ description: '`critical` does not keep to quiet hours.' }),
  channelIds: z.array(z.uuid()).max(MAX_CHANNELS_OF_RULE),
  remindMinutes: z
    .int()
    .min(0)
    .max(MAX_REMIND_MINUTES)
    .meta({
      description: `While it goes on, it is told again after so many minutes; 0: never. Default: ${DEFAULT_REMIND_MINUTES}.`,
    }),
  isEnabled: z.boolean(),
};

export const makeAlertRuleRequest = named(
  'MakeAlertRule',
  z
    .strictObject({
      ...wishes,
      workflow: keptText(1, 64).optional().meta({ description: 'Default: all of the workspace.' }),
      severity: wishes.severity.optional(),
      channelIds: wishes.channelIds.optional(),
      remindMinutes: wishes.remindMinutes.optional(),
      isEnabled: wishes.isEnabled.optional(),
      quietHours: quietHours.optional(),
    })
    .refine(fitsScope, SCOPE_FAULT),
);
export type MakeAlertRuleRequest = z.infer<typeof makeAlertRuleRequest>;

export const changeAlertRuleRequest = named(
  'ChangeAlertRule',
  z.strictObject({
    name: wishes.name.optional(),
    condition: wishes.condition.optional().meta({ description: 'A new one ends what fires by the old one.' }),
    severity: wishes.severity.optional(),
    channelIds: wishes.channelIds.optional(),
    remindMinutes: wishes.remindMinutes.optional(),
    isEnabled: wishes.isEnabled.optional(),
    quietHours: quietHours.nullable().optional().meta({ description: 'Null: none.' }),
    mutedUntil: z.iso
      .datetime({ offset: true })
      .nullable()
      .optional()
      .meta({ description: 'Until then it is watched, and nobody is told. Null: from now on they are.' }),
  }),
);
export type ChangeAlertRuleRequest = z.infer<typeof changeAlertRuleRequest>;

const ruleChannel = z.object({ id: z.string(), name: z.string(), kind: z.enum(CHANNEL_KINDS) });
export const alertRuleDto = named(
  'AlertRule',
  z.object({
    id: z.string(),
    name: z.string(),
    workflow: z.object({ id: z.string(), name: z.string() }).optional(),
    condition: alertCondition,
    severity: z.enum(ALERT_SEVERITIES),
    channels: z.array(ruleChannel),
    quietHours: quietHours.optional(),
    remindMinutes: z.int(),
    isEnabled: z.boolean(),
    mutedUntil: z.string().optional(),
    state: z.enum(['off', 'muted', 'calm', 'firing']),
    alertId: z.string().optional().meta({ description: 'What it tells now.' }),
    value: z.number().nullable().meta({ description: 'As it was found last; null: nothing was measured.' }),
    evaluatedAt: z.string().optional(),
    createdBy: z.string(),
    createdAt: z.string(),
    updatedAt: z.string(),
  }),
);
export type AlertRuleDto = z.infer<typeof alertRuleDto>;
export const alertRuleList = named('AlertRuleList', z.object({ items: z.array(alertRuleDto) }));
export type AlertRuleList = z.infer<typeof alertRuleList>;

export const alertRuleParams = z.strictObject({ id: z.uuid() });
export type AlertRuleParams = z.infer<typeof alertRuleParams>;
export const listAlertRulesQuery = z.strictObject({ workflow: keptText(1, 64).optional() });
export type ListAlertRulesQuery = z.infer<typeof listAlertRulesQuery>;

export function toAlertRuleDto(
  { rule, state }: StandingRule,
  { channels, nowMs }: { readonly channels: readonly AlertChannel[]; readonly nowMs: number },
): AlertRuleDto {
  const { workflow, quietHours: quiet, mutedUntilMs } = rule;
  const isMuted = mutedUntilMs !== undefined && mutedUntilMs > nowMs;
  return {
    ...{ id: rule.id, name: rule.name, condition: rule.condition, severity: rule.severity },
    ...(workflow === undefined ? {} : { workflow }),
    channels: channels
      .filter(({ id }) => rule.channelIds.includes(id))
      .map(({ id, name, target }) => ({ id, name, kind: target.kind })),
    ...(quiet === undefined ? {} : { quietHours: { ...quiet, days: [...quiet.days] } }),
    ...{ remindMinutes: rule.remindMinutes, isEnabled: rule.isEnabled },
    ...(isMuted ? { mutedUntil: toIsoTime(mutedUntilMs) } : {}),
    state: shownState({ isEnabled: rule.isEnabled, isMuted, standing: state.standing }),
    ...(state.standing === 'firing' && state.alertId !== undefined ? { alertId: state.alertId } : {}),
    value: state.value ?? null,
    ...(state.evaluatedAtMs === undefined ? {} : { evaluatedAt: toIsoTime(state.evaluatedAtMs) }),
    ...{ createdBy: rule.createdBy, createdAt: toIsoTime(rule.createdAtMs), updatedAt: toIsoTime(rule.updatedAtMs) },
  };
}

function shownState(rule: {
  readonly isEnabled: boolean;
  readonly isMuted: boolean;
  readonly standing: 'calm' | 'firing';
}): AlertRuleDto['state'] {
  if (!rule.isEnabled) return 'off';
  return rule.isMuted ? 'muted' : rule.standing;
}
