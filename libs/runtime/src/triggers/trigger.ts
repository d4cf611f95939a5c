/**
 * Words of this folder. *Kept trigger*: a connector's trigger of a workflow, in one shape of its arguments; publishing others
 * retires it, publishing the same again takes it up. *Subscription*: what a service was asked to tell, shared by all kept triggers
 * that want the same. *Item*: one thing that happened, a run each.
 */
import type { StoreChange, StoreChanges } from '../connector-store.ts';
import type { ConnectorTrigger, JsonValue } from '@millrace/machine';
import type { NewDeadLetter } from '../dead-letters/dead-letter.ts';
import type { JsonText, NewRun } from '../run.ts';

/** How a trigger hears of things: a service is subscribed to, calls an app's address or a pasted one, is asked, or is listened to. */
export type TriggerKind = 'subscription' | 'app' | 'manual' | 'polling' | 'stream';

/** One thing that happened, as a connector tells it; the machine's input. */
export interface TriggerItem {
  /** The same for the same thing. */
  readonly id: string;
  readonly data: JsonValue;
  /** ISO 8601. */
  readonly at?: string;
  /** Items of one key run in order. */
  readonly key?: string;
}

/** Why a trigger does not do what it should; for people. */
export interface TriggerTrouble {
  readonly code: string;
  /** A sentence, without secrets. */
  readonly message: string;
}
export const TRIGGER_STATES = [
  'new',
  'ok',
  /** What failed is tried again. */
  'retrying',
  /** Runs of the workflow or the workspace must end first. */
  'held_back',
  /** The connection must be signed in again. */
  'needs_person',
  /** It gives the same again and again. */
  'stuck',
  /** Another attempt would end the same; it is made all the same, rarely. */
  'failed',
] as const;
export interface TriggerHealth {
  readonly state: (typeof TRIGGER_STATES)[number];
  readonly trouble?: TriggerTrouble;
}

/** How far a polling trigger or a stream has read. */
export interface TriggerCursor {
  readonly value: JsonValue;
  /** Hash of the schema that it was made by; empty without one. */
  readonly schema: string;
}

export interface KeptTrigger {
  readonly id: string;
  readonly workspaceId: string;
  readonly workflowId: string;
  readonly versionId: string;
  readonly triggerId: string;
  /** Hash of workflow, trigger id, `use`, connection and arguments. */
  readonly identity: string;
  readonly trigger: ConnectorTrigger;
  /** Absent until its connector was asked. */
  readonly kind?: TriggerKind;
  readonly everySeconds?: number;
  /** What happened before is left out. */
  readonly startMs: number;
  /** When another shape took its place, or the workflow was paused. */
  readonly retiredAtMs?: number;
  readonly cursor?: TriggerCursor;
  /** When the last poll that worked began. */
  readonly polledAtMs?: number;
  readonly nextAtMs?: number;
  /** Failures in a row. */
  readonly attempts: number;
  readonly health: TriggerHealth;
  /** When `health` was noted. */
  readonly notedAtMs?: number;
  readonly subscriptionId?: string;
}
/** A trigger that is this process's to poll or to listen to, until the lease ends. */
export interface TakenTrigger extends KeptTrigger {
  readonly fence: number;
}

/** Runs of items of one trigger, to be kept at once. */
export interface ItemBatch {
  /** The live trigger whose workflow is started. */
  readonly id: string;
  readonly versionId: string;
  /** Under which the items' keys are: a retired one's, when its subscription still delivers. */
  readonly identity: string;
  /** Each with a dedupe key that begins with the identity; no two have the same. */
  readonly runs: readonly NewRun[];
  /** Items that become no run: they are kept with the others, who have not to wait for them. */
  readonly letters?: readonly NewDeadLetter[];
  /** Of polls and streams: written with the runs, and only under this fence. */
  readonly progress?: TriggerProgress;
}
export interface TriggerProgress {
  readonly fence: number;
  /** What its connector keeps. */
  readonly store?: StoreChanges;
  readonly cursor?: { readonly value: JsonText; readonly schema: string };
  /** Absent: the lease goes on. */
  readonly release?: TriggerRelease;
  /** Instead of `release` when all items are known. */
  readonly releaseWhenKnown?: TriggerRelease;
  /** How long ago the poll began. */
  readonly polledForMs?: number;
}
export interface TriggerRelease {
  readonly nextInMs: number;
  readonly attempts: number;
  readonly health: TriggerHealth;
}

// ---- Subscriptions -------------------------------------------------------------------------------------------------

/** What a trigger wants a service to tell. */
export interface SubscriptionWish {
  readonly connector: string;
  readonly trigger: string;
  /** Exact; absent: the one that new workflows get. */
  readonly connectorVersion?: string;
  /** By name. */
  readonly connection?: string;
  readonly identity: JsonValue;
  readonly identityHash: string;
}
/** `wanted`: the service was not asked yet. `creating`: it may have been. */
export type SubscriptionState = 'wanted' | 'creating' | 'active' | 'removing';
export interface Subscription extends SubscriptionWish {
  /** The end of the address that the service calls. */
  readonly id: string;
  readonly workspaceId: string;
  /** The secret that deliveries are signed with. */
  readonly sealed: Uint8Array;
  readonly state: SubscriptionState;
  /** The service's own id. */
  readonly remoteId?: string;
  /** Where the service was told to call. */
  readonly address?: string;
  readonly expiresAtMs?: number;
  readonly renewAtMs?: number;
  readonly attempts: number;
  readonly trouble?: TriggerTrouble;
}
export interface TakenSubscription extends Subscription {
  readonly fence: number;
  /** Whether a live trigger wants it. */
  readonly isWanted: boolean;
  /** Nobody wants it, and what took its place has been active for long enough. */
  readonly isReleasable: boolean;
}
/** What is written of a subscription. Members that are absent stay as they are; null empties them. */
export interface SubscriptionChange {
  readonly state: SubscriptionState;
  readonly remoteId?: string | null;
  readonly address?: string;
  readonly expiresAtMs?: number | null;
  readonly renewInMs?: number | null;
  /** When somebody must look again; null: when nobody wants it any more. */
  readonly dueInMs: number | null;
  readonly attempts: number;
  readonly trouble: TriggerTrouble | null;
  /** The service tells from now on. */
  readonly hasBegun?: boolean;
  /** Nobody else looks at it for so long. Absent: anybody may. */
  readonly leaseSeconds?: number;
}

/** Who hears of a delivery. */
export interface DeliveryTarget {
  /** The live trigger whose workflow is started. */
  readonly trigger: KeptTrigger;
  /** Under which its items' keys are. */
  readonly identity: string;
  /** What happened later is told by the subscription that has taken the place of this one. */
  readonly untilMs?: number;
}
/** A subscription that a service calls, with all who want what it tells. */
export interface SubscribedTargets {
  readonly subscription: Subscription;
  readonly targets: readonly DeliveryTarget[];
  /** A workflow that wanted it is paused since a moment ago, and may go on. */
  readonly isPaused: boolean;
}

/** What the platform must know of a trigger before it acts. */
export interface TriggerFacts {
  readonly kind: TriggerKind;
  readonly everySeconds?: number;
  readonly canFind: boolean;
  readonly canRenew: boolean;
  /** Whether its secrets have the form of Standard Webhooks. */
  readonly isStandardSecret: boolean;
}
/** A service's answer about a subscription. */
export interface RemoteSubscription {
  readonly remoteId: string;
  readonly expiresAtMs?: number;
}
export interface PollAnswer {
  readonly items: readonly TriggerItem[];
  readonly cursor: TriggerCursor;
  readonly more: boolean;
  /** What the connector keeps for later calls: committed with the items and the cursor. */
  readonly store?: readonly StoreChange[];
}

/** A trigger of a connector, with the connection that it asks with. */
export interface TriggerMember {
  readonly workspaceId: string;
  readonly connector: string;
  readonly version?: string;
  readonly connection?: string;
  readonly trigger: string;
}
export interface TriggerCall extends TriggerMember {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}
/** As of an action: `Connector.Fatal` and the like, with the cause as JSON text. */
export interface TriggerFailure {
  readonly kind: 'threw';
  readonly error: string;
  readonly cause: string;
  readonly retryAfterMs?: number;
}
export type TriggerOutcome<T> = { readonly kind: 'returned'; readonly value: T } | TriggerFailure;
