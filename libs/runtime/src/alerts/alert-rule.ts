import type { MetricName } from '../metrics/metric.ts';

/**
 * What a rule watches.
 *
 * - `above`: a figure over the last minutes is above a limit. `threshold`: milliseconds of times, 0..1 of rates, else a count;
 *   with fewer than `minCount` runs or calls behind it the figure says too little to fire.
 * - `no_success`: a workflow has not succeeded for so many minutes.
 * - `silent`: what starts a workflow does not. `schedule`: a tick was due, and so many minutes later no run of it has come.
 *   `webhook`: no event has come for so many minutes.
 * - `connection`: one is broken, needs a person, or will need one within so many days. Without a name: any of the workspace.
 * - `dead_letters`: more than so many are open.
 */
export type AlertCondition =
  | {
      readonly kind: 'above';
      readonly metric: MetricName;
      readonly threshold: number;
      readonly windowMinutes: number;
      readonly minCount: number;
    }
  | { readonly kind: 'no_success'; readonly windowMinutes: number }
  | { readonly kind: 'silent'; readonly source: SilentSource; readonly windowMinutes: number }
  | { readonly kind: 'connection'; readonly withinDays: number; readonly connection?: string }
  | { readonly kind: 'dead_letters'; readonly threshold: number };
export type AlertKind = AlertCondition['kind'];
export const SILENT_SOURCES = ['schedule', 'webhook'] as const;
export type SilentSource = (typeof SILENT_SOURCES)[number];

export const ALERT_SEVERITIES = ['warning', 'critical'] as const;
/** `critical` does not keep to quiet hours. */
export type AlertSeverity = (typeof ALERT_SEVERITIES)[number];

/** When nobody wants to be told: what would have been sent comes as one message at their end. */
export interface QuietHours {
  /** IANA. */
  readonly timeZone: string;
  /** On which they begin: 1 is Monday, 7 is Sunday. */
  readonly days: readonly number[];
  /** Minutes after midnight, on the wall. Where `until` is not after `from`, they end on the next day. */
  readonly fromMinute: number;
  readonly untilMinute: number;
}

/** What somebody wants to be told. */
export interface AlertRule {
  readonly id: string;
  readonly workspaceId: string;
  readonly name: string;
  /** Absent: of all workflows. */
  readonly workflow?: { readonly id: string; readonly name: string };
  readonly condition: AlertCondition;
  readonly severity: AlertSeverity;
  readonly channelIds: readonly string[];
  readonly quietHours?: QuietHours;
  /** While it goes on, it is told again after so many minutes; 0: never. */
  readonly remindMinutes: number;
  readonly isEnabled: boolean;
  /** Until then it is watched, and nobody is told. */
  readonly mutedUntilMs?: number;
  readonly createdBy: string;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
}

/** How a rule stands. Times are the store's. */
export interface RuleState {
  readonly standing: 'calm' | 'firing';
  /** The end of the newest window that was looked at. */
  readonly evaluatedAtMs?: number;
  /** What was found there. */
  readonly verdict?: ReadingVerdict;
  readonly value?: number;
  readonly count?: number;
  /** Of a rule that fires: the end of the first good window after the last bad one. */
  readonly goodSinceMs?: number;
  /** Of a rule that fires: when somebody was told last. */
  readonly toldAtMs?: number;
  /** Of a rule that fires: what is in trouble. */
  readonly subjects?: readonly string[];
  /** The newest alert of it. */
  readonly alertId?: string;
}
/** `gap`: nothing was measured, or too little. */
export type ReadingVerdict = 'good' | 'bad' | 'gap';

/** What is known of the condition of a rule at a moment. */
export interface AlertReading {
  /** Of `above` the figure; of `no_success` and `silent` milliseconds of silence; of `connection` and `dead_letters` how many there are. */
  readonly value?: number;
  /** What it stands on. */
  readonly count: number;
  /** The window. */
  readonly fromMs: number;
  readonly untilMs: number;
  /** Names of connections in trouble. */
  readonly subjects?: readonly string[];
}

/** Where a reading becomes one that somebody is told of. */
export function limitOf(condition: AlertCondition): number {
  switch (condition.kind) {
    case 'above':
    case 'dead_letters':
      return condition.threshold;
    case 'connection':
      return 0;
    case 'no_success':
    case 'silent':
      return condition.windowMinutes * MINUTE_MS;
  }
}
const MINUTE_MS = 60_000;

/** Fields of a rule that a person decides. */
export type AlertRuleWish = Pick<
  AlertRule,
  'name' | 'condition' | 'severity' | 'channelIds' | 'quietHours' | 'remindMinutes' | 'isEnabled'
>;

export const MAX_ALERT_RULES = 200;
export const MAX_ALERT_CHANNELS = 50;
export const MAX_CHANNELS_OF_RULE = 10;
export const DEFAULT_REMIND_MINUTES = 240;
