import type { AlertCondition, AlertSeverity } from './alert-rule.ts';

/** A time during which a rule fired. */
export interface Alert {
  readonly id: string;
  readonly workspaceId: string;
  /** Absent: the rule is gone. */
  readonly ruleId?: string;
  /** The rule as it was. */
  readonly ruleName: string;
  readonly condition: AlertCondition;
  readonly severity: AlertSeverity;
  readonly workflow?: { readonly id: string; readonly name: string };
  readonly startedAtMs: number;
  /** Absent: it goes on. */
  readonly clearedAtMs?: number;
  readonly facts: AlertFacts;
  readonly acknowledged?: { readonly by: string; readonly atMs: number };
}

/** What was known when it fired. Never what a run was given: messages leave the installation. */
export interface AlertFacts {
  readonly value?: number;
  readonly count: number;
  readonly fromMs: number;
  readonly untilMs: number;
  /** Names of connections in trouble. */
  readonly connections?: readonly string[];
  readonly liveVersion?: number;
  /** The version before the live one, which was made live shortly before and does worse. */
  readonly rollBack?: RollBackAdvice;
  /** Error groups that were seen in the window, most frequent first. */
  readonly groups?: readonly AlertGroup[];
}
export interface RollBackAdvice {
  readonly from: number;
  readonly to: number;
  /** 0..1: of the live version, and of the one before. */
  readonly errorRate: number;
  readonly errorRateBefore: number;
}
export interface AlertGroup {
  readonly fingerprint: string;
  /** Empty: no step failed. */
  readonly step: string;
  readonly error: string;
  /** As often as it was ever seen. */
  readonly count: number;
}

/** `reminded`: it goes on, or there is more of it. */
export const ALERT_EVENTS = ['fired', 'reminded', 'cleared'] as const;
export type AlertEventKind = (typeof ALERT_EVENTS)[number];
/** What somebody is told of an alert. */
export interface AlertEvent {
  readonly kind: AlertEventKind;
  readonly alertId: string;
  readonly atMs: number;
}

export const DELIVERY_STATES = ['waiting', 'sent', 'failed'] as const;
/** `failed`: it was tried often enough. */
export type DeliveryState = (typeof DELIVERY_STATES)[number];
/** One message for one channel. */
export interface AlertDelivery {
  readonly id: string;
  readonly workspaceId: string;
  /** Absent: the channel is gone. */
  readonly channelId?: string;
  readonly channelName: string;
  readonly state: DeliveryState;
  /** It waits, or waited, for the end of quiet hours. */
  readonly isDigest: boolean;
  readonly dueAtMs: number;
  readonly attempts: number;
  readonly sentAtMs?: number;
  /** Why the last try went wrong. */
  readonly failure?: string;
  readonly events: readonly AlertEvent[];
}
