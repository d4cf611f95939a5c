// What is to be done about a subscription, and what an answer of the service makes of it.
import { isHopeless, releaseAfterFailure, statusOf, troubleOf } from './decide-poll.ts';
import type {
  RemoteSubscription,
  SubscriptionChange,
  TakenSubscription,
  TriggerFacts,
  TriggerFailure,
} from './trigger.ts';

/** The old one is removed so long after the new one is active. */
export const GRACE_SECONDS = 60;
/** Whatever is not removed by then stays with the service: it was asked often enough. */
const MAX_REMOVALS = 20;
const LIFETIME_PART = 2 / 3;
const LEAST_LIFE_MS = 10_000;
const GONE: readonly (number | undefined)[] = [404, 410];

export type SubscriptionStep =
  /** Ask the service for it. */
  | 'create'
  /** A process died while it asked: whether the service knows it is unknown. */
  | 'recover'
  | 'renew'
  /** It cannot be renewed: another one takes its place before it ends. */
  | 'replace'
  | 'remove'
  /** The service was never asked for it. */
  | 'forget'
  | 'rest';

/** What is to be done now. */
export function nextStepOf(
  subscription: TakenSubscription,
  facts: TriggerFacts | undefined,
  nowMs: number,
): SubscriptionStep {
  const { state, isWanted, isReleasable } = subscription;
  if (state === 'removing') return 'remove';
  if (!isWanted && state === 'wanted') return 'forget';
  if (!isWanted && isReleasable) return 'remove';
  if (state === 'creating') return 'recover';
  return state === 'wanted' ? 'create' : stepOfActive(subscription, facts, nowMs);
}

/** Until what takes its place is active, one that nobody wants must not end either. */
function stepOfActive(
  { renewAtMs = Infinity, expiresAtMs = Infinity }: TakenSubscription,
  facts: TriggerFacts | undefined,
  nowMs: number,
): SubscriptionStep {
  if (renewAtMs > nowMs) return 'rest';
  return facts?.canRenew === true && expiresAtMs > nowMs ? 'renew' : 'replace';
}

/** The service tells from now on. */
export function changeAfterCreation({ remoteId, expiresAtMs }: RemoteSubscription, nowMs: number): SubscriptionChange {
  const lifeMs = expiresAtMs === undefined ? undefined : Math.max(LEAST_LIFE_MS, expiresAtMs - nowMs);
  const renewInMs = lifeMs === undefined ? null : lifeMs * LIFETIME_PART;
  return {
    ...{ state: 'active', remoteId, renewInMs, dueInMs: renewInMs, attempts: 0, trouble: null, hasBegun: true },
    expiresAtMs: expiresAtMs ?? null,
  };
}

/** A renewed one has not begun anew. */
export function changeAfterRenewal(renewed: RemoteSubscription, nowMs: number): SubscriptionChange {
  return { ...changeAfterCreation(renewed, nowMs), hasBegun: false };
}

/** What failed is tried again; what may have been done all the same is looked for first. */
export function changeAfterFailure(
  step: SubscriptionStep,
  { attempts }: Pick<TakenSubscription, 'attempts'>,
  failure: TriggerFailure,
): SubscriptionChange | 'removed' {
  const { nextInMs } = releaseAfterFailure(failure, attempts);
  const again = { dueInMs: nextInMs, attempts: attempts + 1, trouble: troubleOf(failure) };
  if (step === 'remove') {
    if (GONE.includes(statusOf(failure)) || attempts >= MAX_REMOVALS) return 'removed';
    return { ...again, state: 'removing' };
  }
  if (step === 'renew') {
    // It is gone: another one is needed, at once.
    if (GONE.includes(statusOf(failure)))
      return { ...again, state: 'wanted', dueInMs: 0, attempts: 0, remoteId: null, renewInMs: null, expiresAtMs: null };
    return { ...again, state: 'active' };
  }
  const wasRefused = isHopeless(failure) || ['Connector.Auth', 'Connector.RateLimited'].includes(failure.error);
  return { ...again, state: !wasRefused ? 'creating' : step === 'replace' ? 'active' : 'wanted' };
}
