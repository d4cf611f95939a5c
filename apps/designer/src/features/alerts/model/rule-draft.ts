import type { AlertCondition, AlertRule, AlertRuleForm, QuietHours } from '../../../lib/contract.ts';

/** A rule while somebody writes it. */
export interface RuleDraft {
  readonly name: string;
  readonly condition: AlertCondition;
  readonly severity: 'warning' | 'critical';
  readonly channelIds: readonly string[];
  readonly quietHours?: QuietHours | undefined;
  readonly remindMinutes: number;
}

/** Nights, in the time zone of whoever looks. */
export const usualQuietHours = (): QuietHours => ({
  timeZone: new Intl.DateTimeFormat().resolvedOptions().timeZone,
  days: [1, 2, 3, 4, 5, 6, 7],
  ...{ fromMinute: 22 * 60, untilMinute: 7 * 60 },
});

export const REMIND_HOURS = [0, 1, 4, 12, 24] as const;
const USUAL_REMIND_MINUTES = 240;

export const newDraft = (name: string, condition: AlertCondition): RuleDraft => ({
  ...{ name, condition, severity: 'warning', channelIds: [], remindMinutes: USUAL_REMIND_MINUTES },
});

export function draftOf(rule: AlertRule): RuleDraft {
  const { name, condition, severity, channels, quietHours, remindMinutes } = rule;
  const channelIds = channels.map(({ id }) => id);
  return {
    ...{ name, condition, severity, channelIds, remindMinutes },
    ...(quietHours === undefined ? {} : { quietHours }),
  };
}

/** As a new rule is sent. */
export function toRuleForm(
  { channelIds, quietHours, ...draft }: RuleDraft,
  workflow: string | undefined,
): AlertRuleForm {
  return {
    ...{ ...draft, name: draft.name.trim(), channelIds: [...channelIds] },
    ...(quietHours === undefined ? {} : { quietHours }),
    ...(workflow === undefined ? {} : { workflow }),
  };
}

/** Minutes after midnight, as `<input type=time>` has them: "22:00". */
export const toClock = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

export function fromClock(clock: string): number | undefined {
  const [, hours, minutes] = /^(\d{2}):(\d{2})$/.exec(clock) ?? [];
  return hours === undefined || minutes === undefined ? undefined : Number(hours) * 60 + Number(minutes);
}

export const DAY_SETS = { every: [1, 2, 3, 4, 5, 6, 7], weekdays: [1, 2, 3, 4, 5], weekend: [6, 7] } as const;
export type DaySet = keyof typeof DAY_SETS;

/** The name of a set of days; days that are none of the sets are shown as every day. */
export function daySetOf(days: readonly number[]): DaySet {
  const key = [...days].sort().join('');
  return (['weekdays', 'weekend'] as const).find((name) => DAY_SETS[name].join('') === key) ?? 'every';
}
