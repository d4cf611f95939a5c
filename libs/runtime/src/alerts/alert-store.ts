import type { SealedFields } from '../connection.ts';
import type { Page } from '../ports.ts';
import type { RunTrigger } from '../run.ts';
import type { Alert, AlertDelivery, AlertEvent, AlertFacts } from './alert.ts';
import type { AlertChannel, ChannelTarget, SealedAlertChannel } from './alert-channel.ts';
import type { AlertRule, AlertRuleWish, QuietHours, RuleState } from './alert-rule.ts';

interface Named {
  readonly workspaceId: string;
  readonly id: string;
}
/** A rule and how it stands. */
export interface StandingRule {
  readonly rule: AlertRule;
  readonly state: RuleState;
}
/** A rule that is looked at now. Who has looked at it since has another fence. */
export interface TakenRule extends StandingRule {
  readonly fence: number;
  /** Somebody knows of what it tells now. */
  readonly isAcknowledged: boolean;
}
/** What a look at a rule came to. */
export interface RuleNote {
  readonly ruleId: string;
  readonly fence: number;
  readonly state: RuleState;
  /** It fires from now on; `state` names it. */
  readonly fired?: { readonly id: string; readonly atMs: number; readonly facts: AlertFacts };
  /** It is over. */
  readonly cleared?: { readonly id: string; readonly atMs: number };
}
/** What is to be told by one channel. */
export interface AlertNotice {
  /** Of the delivery, unless what it says joins one that waits. */
  readonly id: string;
  readonly channelId: string;
  readonly dueAtMs: number;
  /** Waits for the end of quiet hours: what else waits for the same joins it. */
  readonly isDigest: boolean;
  /** Of which rule, so that a note that comes too late tells nothing. */
  readonly events: readonly (AlertEvent & { readonly ruleId: string })[];
}
export interface DeliveryLease {
  readonly id: string;
  readonly fence: number;
}
/** A message to be sent now. */
export interface TakenDelivery {
  readonly lease: DeliveryLease;
  readonly delivery: AlertDelivery;
  readonly channel: SealedAlertChannel;
  /** Of its events. */
  readonly alerts: readonly Alert[];
  /** The slug. */
  readonly workspace: string;
}
export type DeliveryOutcome =
  | { readonly kind: 'sent'; readonly detail: string }
  | { readonly kind: 'again'; readonly afterSeconds: number; readonly reason: string }
  | { readonly kind: 'failed'; readonly reason: string };

/** Rules, where they tell, and what they told. Times are the store's. */
export interface AlertStore {
  /** `alert.channel_name_taken`, `alert.too_many`. */
  createChannel(request: {
    readonly id: string;
    readonly workspaceId: string;
    readonly name: string;
    readonly target: ChannelTarget;
    /** Of version 1. */
    readonly sealed?: Uint8Array;
    readonly createdBy: string;
  }): Promise<AlertChannel>;
  /** All of a workspace, by name. */
  listChannels(request: { readonly workspaceId: string }): Promise<readonly AlertChannel[]>;
  findChannel(named: Named): Promise<SealedAlertChannel | undefined>;
  /**
   * Of the kind that it has. Without `next` its secret stays; with it, only when its version follows the stored one: `undefined`
   * when it does not, and when there is no such channel. `alert.channel_name_taken`.
   */
  changeChannel(
    request: Named & { readonly name: string; readonly target: ChannelTarget; readonly next?: SealedFields },
  ): Promise<AlertChannel | undefined>;
  /** Also from all rules; what waits to be sent is not. False when there is none. */
  removeChannel(named: Named): Promise<boolean>;
  /** How sending went, by hand or not. */
  noteUse(request: { readonly id: string; readonly isGood: boolean; readonly detail: string }): Promise<void>;

  /** `alert.too_many`, `alert.channel_not_found`, `workflow.not_found`. It is looked at at once. */
  createRule(
    request: AlertRuleWish & {
      readonly id: string;
      readonly workspaceId: string;
      readonly workflowName?: string;
      readonly createdBy: string;
    },
  ): Promise<StandingRule>;
  /** All of a workspace, or of one workflow in it: what fires first, then by name. */
  listRules(request: {
    readonly workspaceId: string;
    readonly workflowName?: string;
  }): Promise<readonly StandingRule[]>;
  findRule(named: Named): Promise<StandingRule | undefined>;
  /**
   * Replaces what is given. A new condition begins anew: what fires by the old one is over, and nobody is told. So is what fires
   * of a rule that is switched off. `alert.rule_not_found`, `alert.channel_not_found`.
   */
  changeRule(
    request: Named &
      Partial<AlertRuleWish> & {
        /** Null: from now on it is heard. */ readonly mutedUntilMs?: number | null;
        /** Null: none. */ readonly quiet?: QuietHours | null;
      },
  ): Promise<StandingRule>;
  /** What it told stays. False when there is none. */
  removeRule(named: Named): Promise<boolean>;

  /** Newest first. */
  listAlerts(request: {
    readonly workspaceId: string;
    readonly workflowName?: string;
    readonly ruleId?: string;
    readonly isFiring?: boolean;
    /** The id of the last one before. */
    readonly cursor?: string;
    /** 1-200. */
    readonly limit: number;
  }): Promise<Page<Alert>>;
  findAlert(named: Named): Promise<Alert | undefined>;
  /** Alerts that go on, and of them those that nobody has acknowledged. */
  countFiring(request: { readonly workspaceId: string }): Promise<{ readonly firing: number; readonly unseen: number }>;
  /** The first one counts. `alert.not_found`. */
  acknowledge(request: Named & { readonly by: string }): Promise<Alert>;
  /** Messages that told of it, oldest first; a hundred at most. */
  listDeliveries(request: {
    readonly workspaceId: string;
    readonly alertId: string;
  }): Promise<readonly AlertDelivery[]>;

  /**
   * Rules that were not looked at for so long, all of a workspace together; they count as looked at. `nowMs` is the store's time.
   * One that would wait for more than `MAX_STEP_BACK_MS` was put off by a clock that was wrong, and is looked at now.
   */
  takeRules(request: {
    readonly everySeconds: number;
    readonly workspaces: number;
  }): Promise<{ readonly nowMs: number; readonly rules: readonly TakenRule[] }>;
  /**
   * What a round came to: states, alerts and what is to be told of them, in one transaction. Of a rule that somebody else has
   * looked at since, or changed, nothing is kept.
   */
  noteRound(request: {
    readonly workspaceId: string;
    readonly notes: readonly RuleNote[];
    readonly notices: readonly AlertNotice[];
  }): Promise<void>;
  /**
   * Leases messages that are due, oldest first; each counts as tried. One that would wait for longer than any
   * (`MAX_QUIET_MS` before the first try of a digest, else `MAX_DELIVERY_WAIT_SECONDS`) was put off by a clock that was wrong, and is due.
   */
  takeDeliveries(request: { readonly leaseSeconds: number; readonly limit: number }): Promise<readonly TakenDelivery[]>;
  /** False when the lease is another's by now. Also notes it with the channel. */
  settleDelivery(request: { readonly lease: DeliveryLease; readonly outcome: DeliveryOutcome }): Promise<boolean>;
  /** When the newest run of a workflow that one of these started was accepted, if that was after the time given; no tests. */
  findArrival(request: {
    readonly workflowId: string;
    readonly triggerTypes: readonly Extract<RunTrigger['type'], 'webhook' | 'form' | 'schedule'>[];
    readonly afterMs: number;
  }): Promise<number | undefined>;
  /** Removes alerts that ended so long ago, with their messages, and rules of workflows that are gone. How many alerts. */
  removeExpired(request: { readonly olderThanDays: number }): Promise<number>;
}
