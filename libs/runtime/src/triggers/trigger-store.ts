// What triggers of connectors need of the outside. `libs/testing` has a twin in memory, and the suite that every store passes.
import type { JsonValue } from '@millrace/machine';
import type {
  ItemBatch,
  KeptTrigger,
  PollAnswer,
  RemoteSubscription,
  SubscribedTargets,
  Subscription,
  SubscriptionChange,
  SubscriptionWish,
  TakenSubscription,
  TakenTrigger,
  TriggerCall,
  TriggerCursor,
  TriggerFacts,
  TriggerItem,
  TriggerKind,
  TriggerMember,
  TriggerOutcome,
  TriggerRelease,
  TriggerTrouble,
} from './trigger.ts';

export type KeepItemsResult =
  /** All that is new is kept, with the progress. */
  | { readonly kind: 'kept'; readonly runIds: readonly string[]; readonly repeated: number }
  /** Another version is live by now, or none: nothing was written. */
  | { readonly kind: 'changed' }
  /** The lease is another's by now: nothing was written. */
  | { readonly kind: 'lost' };
export interface TriggerLease {
  readonly id: string;
  readonly fence: number;
}

/** Triggers of connectors; `WorkflowStore.publish`, `activate`, `pause` and `remove` say which are live. */
export interface TriggerStore {
  // ---- What live versions want -------------------------------------------------------------------------------------
  /** Live triggers whose connector was not asked since their version went live; nobody else gets them for so long. */
  takeUnsettled(request: { readonly limit: number; readonly leaseSeconds: number }): Promise<readonly KeptTrigger[]>;
  /**
   * Notes what the connector says. With a wish the trigger shares its subscription with all who have the same; it is made,
   * with the id and secret given, when there is none. False when another version is live by now.
   */
  settle(request: {
    readonly id: string;
    readonly versionId: string;
    readonly kind: TriggerKind;
    readonly everySeconds?: number;
    readonly subscription?: SubscriptionWish & { readonly id: string; readonly sealed: Uint8Array };
  }): Promise<boolean>;
  /** The connector could not say anything: asked again after so long. */
  noteUnsettled(request: {
    readonly id: string;
    readonly versionId: string;
    readonly inMs: number;
    readonly trouble: TriggerTrouble;
  }): Promise<void>;
  /** The triggers of a workflow's live version, with their subscriptions and the ids of pasted addresses. */
  list(request: {
    readonly workspaceId: string;
    readonly workflowId: string;
  }): Promise<readonly (KeptTrigger & { readonly subscription?: Subscription; readonly addressId?: string })[]>;
  /** Forgets triggers that are retired for longer than they are remembered. Returns how many. */
  forgetRetired(): Promise<number>;

  // ---- Polls and streams -------------------------------------------------------------------------------------------
  /**
   * Takes what is due of a kind, those that wait longest first; raises fences. `dueInMs`: until the next one is due that nobody
   * has taken.
   */
  takeDue(request: {
    readonly kind: 'polling' | 'stream';
    readonly limit: number;
    readonly leaseSeconds: number;
  }): Promise<{ readonly taken: readonly TakenTrigger[]; readonly dueInMs?: number }>;
  /**
   * Keeps runs of items with the progress of their trigger in one transaction, all batches or none. Of items whose keys are
   * known, also under shapes that the trigger had before, no second run is kept.
   */
  keepItems(batches: readonly ItemBatch[]): Promise<KeepItemsResult>;
  /** Ends a lease, nothing kept. False when it is another's by now. */
  release(request: TriggerLease & TriggerRelease): Promise<boolean>;
  /** Of leases of live triggers, those that are still held, with the versions that are live. */
  renewLeases(request: {
    readonly leases: readonly TriggerLease[];
    readonly leaseSeconds: number;
  }): Promise<readonly { readonly id: string; readonly versionId: string }[]>;
  /** Makes a poll of a live trigger due. False when there is none that polls. */
  askNow(request: {
    readonly workspaceId: string;
    readonly workflowId: string;
    readonly triggerId: string;
  }): Promise<boolean>;

  /** Makes every lease end now. Only for the holder of the single-process lock: it knows that all others are dead. */
  expireLeases(): Promise<void>;

  // ---- Subscriptions -----------------------------------------------------------------------------------------------
  /** Takes those about which something may have to be done; raises fences. `graceSeconds`: see `isReleasable`. */
  takeSubscriptions(request: {
    readonly limit: number;
    readonly leaseSeconds: number;
    readonly graceSeconds: number;
  }): Promise<{ readonly taken: readonly TakenSubscription[]; readonly dueInMs?: number }>;
  /** Makes those end now that services tell of elsewhere than below this: another takes the place of each. */
  moveAddresses(request: { readonly prefix: string }): Promise<void>;
  /** False, and nothing written, when the fence is not the newest. */
  changeSubscription(request: TriggerLease & { readonly change: SubscriptionChange }): Promise<boolean>;
  /** The service does not know it any more: it is gone, unless somebody has come to want it, who gets it anew. */
  dropSubscription(lease: TriggerLease): Promise<void>;
  /** Who hears of what a service tells here. */
  findSubscribed(request: {
    readonly subscriptionId: string;
    readonly graceSeconds: number;
  }): Promise<SubscribedTargets | undefined>;
  /** Live triggers of an app in a workspace, each with the account of its connection. */
  findApp(request: { readonly workspaceSlug: string; readonly connector: string }): Promise<
    | {
        readonly workspaceId: string;
        readonly triggers: readonly (KeptTrigger & { readonly accountId?: string })[];
      }
    | undefined
  >;
  /** The live trigger of a pasted address. */
  findByAddress(addressId: string): Promise<KeptTrigger | undefined>;
}

/** Calls what connectors declare of their triggers. Resolves for whatever a connector does. */
export interface TriggerCaller {
  describe(member: TriggerMember): Promise<TriggerOutcome<TriggerFacts>>;
  identity(call: TriggerCall & { readonly input: JsonValue }): Promise<TriggerOutcome<JsonValue>>;
  create(call: TriggerCall & SubscriptionRequest): Promise<TriggerOutcome<RemoteSubscription>>;
  /** Null: the service knows none. */
  find(call: TriggerCall & SubscriptionRequest): Promise<TriggerOutcome<RemoteSubscription | null>>;
  renew(call: TriggerCall & { readonly current: RemoteSubscription }): Promise<TriggerOutcome<RemoteSubscription>>;
  remove(call: TriggerCall & { readonly current: RemoteSubscription }): Promise<TriggerOutcome<null>>;
  poll(
    call: TriggerCall & {
      readonly input: JsonValue;
      readonly cursor?: TriggerCursor;
      readonly startMs: number;
      readonly limit: number;
    },
  ): Promise<TriggerOutcome<PollAnswer>>;
  /** Until the signal is aborted, or the connector ends it. `emit` resolves when the item is kept. */
  stream(
    call: Omit<TriggerCall, 'timeoutMs'> & {
      readonly input: JsonValue;
      readonly cursor?: TriggerCursor;
      readonly emit: (item: TriggerItem, cursor: TriggerCursor | undefined) => Promise<void>;
    },
  ): Promise<TriggerOutcome<null>>;
}
export interface SubscriptionRequest {
  readonly url: string;
  readonly secret: string;
  readonly identity: JsonValue;
}

/** Makes and opens the secrets of subscriptions. */
export interface SubscriptionSecrets {
  make(request: { readonly workspaceId: string; readonly isStandard: boolean }): {
    /** Not to be guessed: it is the end of an address. */
    readonly id: string;
    readonly sealed: Uint8Array;
  };
  open(subscription: Pick<Subscription, 'id' | 'workspaceId' | 'sealed'>): string;
}
