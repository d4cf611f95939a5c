import {
  changeAfterCreation,
  changeAfterFailure,
  changeAfterRenewal,
  nextStepOf,
  type SubscriptionStep,
} from './decide-subscription.ts';
import { isHopeless } from './decide-poll.ts';
import type { TriggerParts } from './trigger-parts.ts';
import type {
  RemoteSubscription,
  SubscriptionChange,
  TakenSubscription,
  TriggerCall,
  TriggerFacts,
  TriggerFailure,
  TriggerOutcome,
} from './trigger.ts';

const BATCH_SUBSCRIPTIONS = 10;
const CALL_TIMEOUT_MS = 30_000;
/** Two calls, and what lies between them. */
const LEASE_SECONDS = 90;
const MARGIN_MS = 1000;

/** Makes services tell what live triggers want, and nothing else: one look at a time, by whoever has the lease of each. */
export class SubscriptionKeeper {
  readonly #parts: TriggerParts;

  constructor(parts: TriggerParts) {
    this.#parts = parts;
  }

  /** Does what is to be done now. `dueInMs`: until there may be more. */
  async reconcile(signal: AbortSignal): Promise<{ readonly dueInMs?: number }> {
    const { store, settings } = this.#parts;
    for (;;) {
      const { taken, dueInMs } = await store.takeSubscriptions({
        ...{ limit: BATCH_SUBSCRIPTIONS, leaseSeconds: LEASE_SECONDS, graceSeconds: settings.graceSeconds },
      });
      await Promise.all(taken.map((subscription) => this.#look(subscription, signal)));
      if (taken.length === 0 || signal.aborted) return dueInMs === undefined ? {} : { dueInMs };
    }
  }

  async #look(subscription: TakenSubscription, signal: AbortSignal): Promise<void> {
    const { caller, ports } = this.#parts;
    const described = await caller.describe(callOf(subscription, signal));
    const facts = described.kind === 'returned' ? described.value : undefined;
    const step = nextStepOf(subscription, facts, ports.clock.nowMs());
    if (step === 'rest') return this.#rest(subscription);
    if (step === 'forget') return this.#parts.store.dropSubscription(subscription);
    await this.#take(step, { subscription, facts, signal });
  }

  /** Until it is to be renewed; or, when nobody wants it, until what takes its place is active. */
  async #rest({ id, fence, state, attempts, trouble, renewAtMs }: TakenSubscription): Promise<void> {
    const nowMs = this.#parts.ports.clock.nowMs();
    const dueInMs = renewAtMs === undefined ? null : Math.max(MARGIN_MS, renewAtMs - nowMs);
    await this.#parts.store.changeSubscription({
      id,
      fence,
      change: { state, dueInMs, attempts, trouble: trouble ?? null },
    });
  }

  async #take(step: SubscriptionStep, work: Work): Promise<void> {
    const { subscription, signal } = work;
    const { id: subscriptionId } = subscription;
    if (!(await this.#announce(step, subscription))) return;
    const outcome = await this.#call(step, work);
    // Whoever goes on finds out what became of it.
    if (outcome.kind === 'threw' && signal.aborted) return;
    const change = this.#changeOf(step, subscription, outcome);
    const failed = outcome.kind === 'threw' ? outcome : undefined;
    this.#parts.report({ kind: 'subscription.step', subscriptionId, step, ...troubleIn(change) });
    if (change === 'removed') {
      if (failed !== undefined && !isGone(failed)) this.#noteLeftBehind(subscription, failed);
      await this.#parts.store.dropSubscription(subscription);
      return;
    }
    const { id, fence } = subscription;
    const isKept = await this.#parts.store.changeSubscription({ id, fence, change });
    if (isKept && outcome.kind === 'returned') await this.#removeReplaced(step, work, outcome.value);
  }

  /** Kept before the service is asked: after a crash it is known that it may have been. */
  #announce(step: SubscriptionStep, { id, fence, state, attempts, trouble }: TakenSubscription): Promise<boolean> {
    const isCreation = step === 'create' || step === 'recover' || step === 'replace';
    const next = isCreation ? 'creating' : step === 'remove' ? 'removing' : state;
    const dueInMs = LEASE_SECONDS * 1000;
    const change: SubscriptionChange = {
      state: next,
      dueInMs,
      attempts,
      trouble: trouble ?? null,
      leaseSeconds: LEASE_SECONDS,
    };
    return this.#parts.store.changeSubscription({ id, fence, change });
  }

  async #call(step: SubscriptionStep, work: Work): Promise<TriggerOutcome<RemoteSubscription | null>> {
    const { caller } = this.#parts;
    const call = callOf(work.subscription, work.signal);
    if (step === 'renew') return caller.renew({ ...call, current: currentOf(work.subscription) });
    if (step === 'remove') return this.#remove(work);
    if (step !== 'recover') return this.#create(work);
    const found = await this.#find(work);
    if (found.kind === 'threw' || found.value !== null) return found;
    return this.#create(work);
  }

  #create({ subscription, signal }: Work): Promise<TriggerOutcome<RemoteSubscription>> {
    return this.#parts.caller.create({ ...callOf(subscription, signal), ...this.#requestOf(subscription) });
  }

  async #find({ subscription, facts, signal }: Work): Promise<TriggerOutcome<RemoteSubscription | null>> {
    const { caller, report } = this.#parts;
    if (facts?.canFind === true) {
      return caller.find({ ...callOf(subscription, signal), ...this.#requestOf(subscription) });
    }
    if (subscription.isWanted) report({ kind: 'subscription.created_again', subscriptionId: subscription.id });
    return { kind: 'returned', value: null };
  }

  /** One whose id nobody has heard is looked for first. */
  async #remove(work: Work): Promise<TriggerOutcome<null>> {
    const { subscription, signal } = work;
    const known = subscription.remoteId === undefined ? await this.#find(work) : undefined;
    if (known?.kind === 'threw') return known;
    const current = known === undefined ? currentOf(subscription) : known.value;
    if (current === null) return { kind: 'returned', value: null };
    return this.#parts.caller.remove({ ...callOf(subscription, signal), current });
  }

  #requestOf(subscription: TakenSubscription) {
    const { secrets, addressOf } = this.#parts;
    return { url: addressOf(subscription.id), secret: secrets.open(subscription), identity: subscription.identity };
  }

  #changeOf(
    step: SubscriptionStep,
    subscription: TakenSubscription,
    outcome: TriggerOutcome<RemoteSubscription | null>,
  ): SubscriptionChange | 'removed' {
    if (outcome.kind === 'threw') return changeAfterFailure(step, subscription, outcome);
    if (outcome.value === null) return 'removed';
    const nowMs = this.#parts.ports.clock.nowMs();
    if (step === 'renew') return changeAfterRenewal(outcome.value, nowMs);
    return { ...changeAfterCreation(outcome.value, nowMs), address: this.#parts.addressOf(subscription.id) };
  }

  /** The one before ends by itself at the latest. */
  async #removeReplaced(
    step: SubscriptionStep,
    { subscription, signal }: Work,
    made: RemoteSubscription | null,
  ): Promise<void> {
    const { remoteId } = subscription;
    if (step !== 'replace' || remoteId === undefined || remoteId === made?.remoteId) return;
    await this.#parts.caller.remove({ ...callOf(subscription, signal), current: currentOf(subscription) });
  }

  #noteLeftBehind({ id }: TakenSubscription, failure: TriggerFailure): void {
    const { error: code, cause: message } = failure;
    this.#parts.report({ kind: 'subscription.left_behind', subscriptionId: id, trouble: { code, message } });
  }
}

interface Work {
  readonly subscription: TakenSubscription;
  readonly facts: TriggerFacts | undefined;
  readonly signal: AbortSignal;
}

function callOf(
  { workspaceId, connector, trigger, connection, connectorVersion }: TakenSubscription,
  signal: AbortSignal,
): TriggerCall {
  return {
    ...{ workspaceId, connector, trigger, timeoutMs: CALL_TIMEOUT_MS, signal },
    ...(connection === undefined ? {} : { connection }),
    ...(connectorVersion === undefined ? {} : { version: connectorVersion }),
  };
}

function currentOf({ remoteId = '', expiresAtMs }: TakenSubscription): RemoteSubscription {
  return { remoteId, ...(expiresAtMs === undefined ? {} : { expiresAtMs }) };
}

const isGone = (failure: TriggerFailure): boolean =>
  isHopeless(failure) && /"status":(?:404|410)\b/.test(failure.cause);

const troubleIn = (change: SubscriptionChange | 'removed') =>
  change === 'removed' || change.trouble === null ? {} : { trouble: change.trouble };
