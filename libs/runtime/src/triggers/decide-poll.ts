// What a poll, a stream or a call about a subscription means for the next one.
import type { JsonObject } from '@millrace/machine';
import type { TriggerFailure, TriggerHealth, TriggerRelease, TriggerTrouble } from './trigger.ts';

const DEFAULT_EVERY_SECONDS = 60;
const LEAST_EVERY_SECONDS = 15;
/** After a failure: the first time, doubling, and what another attempt is not likely to mend. */
const [FIRST_RETRY_MS, MAX_RETRY_MS, HOPELESS_MS] = [5000, 900_000, 3_600_000];
/** A connection that was mended is noticed so late. */
const PERSON_MS = 60_000;
/** Streams begin again sooner: what they listen to does not wait. */
const [FIRST_RECONNECT_MS, MAX_RECONNECT_MS] = [1000, 60_000];
const MAX_MESSAGE_CHARACTERS = 1000;

const doubling = (firstMs: number, attempts: number, mostMs: number): number =>
  Math.min(mostMs, firstMs * 2 ** Math.min(attempts, 30));

const OK: TriggerHealth = { state: 'ok' };
const STUCK: TriggerHealth = {
  state: 'stuck',
  trouble: {
    code: 'connector.poll_stuck',
    message: 'There is more, says the connector, and gives the same items at the same cursor again.',
  },
};

/** How long a polling trigger rests between polls. */
export const pollIntervalMs = (everySeconds = DEFAULT_EVERY_SECONDS): number =>
  Math.max(LEAST_EVERY_SECONDS, everySeconds) * 1000;

/** After a poll that worked: on at once while there is more. With `whenKnown` if it gave nothing that is new. */
export function releaseAfterPoll(poll: {
  readonly everySeconds?: number | undefined;
  readonly more: boolean;
  readonly hasMoved: boolean;
}): { readonly release: TriggerRelease; readonly whenKnown: TriggerRelease } {
  const rest: TriggerRelease = { nextInMs: pollIntervalMs(poll.everySeconds), attempts: 0, health: OK };
  if (!poll.more) return { release: rest, whenKnown: rest };
  const on: TriggerRelease = { ...rest, nextInMs: 0 };
  return { release: on, whenKnown: poll.hasMoved ? on : { ...rest, health: STUCK } };
}

/** After a poll that failed. */
export function releaseAfterFailure(failure: TriggerFailure, attempts: number): TriggerRelease {
  const trouble = troubleOf(failure);
  const retryMs = Math.max(failure.retryAfterMs ?? 0, doubling(FIRST_RETRY_MS, attempts, MAX_RETRY_MS));
  const next = { attempts: attempts + 1 };
  if (failure.error === 'Connector.Auth')
    return { ...next, nextInMs: PERSON_MS, health: { state: 'needs_person', trouble } };
  if (isHopeless(failure)) {
    const nextInMs = Math.min(HOPELESS_MS, doubling(PERSON_MS, attempts, HOPELESS_MS));
    return { ...next, nextInMs, health: { state: 'failed', trouble } };
  }
  return { ...next, nextInMs: retryMs, health: { state: 'retrying', trouble } };
}

/** After a stream has ended, however it did; it had lasted so long. */
export function releaseAfterStream(failure: TriggerFailure | undefined, attempts: number): TriggerRelease {
  const reconnectMs = doubling(FIRST_RECONNECT_MS, attempts, MAX_RECONNECT_MS);
  if (failure === undefined) return { nextInMs: reconnectMs, attempts: attempts + 1, health: OK };
  const release = releaseAfterFailure(failure, attempts);
  if (release.health.state !== 'retrying') return release;
  return { ...release, nextInMs: Math.max(failure.retryAfterMs ?? 0, reconnectMs) };
}

/** There is no room for more runs: later, and nothing is lost. */
export function releaseHeldBack(trouble: TriggerTrouble, attempts: number): TriggerRelease {
  return { nextInMs: FIRST_RETRY_MS, attempts, health: { state: 'held_back', trouble } };
}

/** Whether another attempt would end the same. */
export function isHopeless({ error }: TriggerFailure): boolean {
  const mayPass = ['Connector.Retryable', 'Connector.RateLimited', 'Connector.OutcomeUnknown', 'States.Timeout'];
  return !mayPass.includes(error) && error !== 'Connector.Auth';
}

/** What people are told of a failure. */
export function troubleOf({ error, cause }: Pick<TriggerFailure, 'error' | 'cause'>): TriggerTrouble {
  const { code, message } = causeOf(cause);
  return {
    code: typeof code === 'string' ? code : error,
    message: (typeof message === 'string' ? message : cause).slice(0, MAX_MESSAGE_CHARACTERS),
  };
}

/** The status with which a service has refused. */
export function statusOf({ cause }: TriggerFailure): number | undefined {
  const { status } = causeOf(cause);
  return typeof status === 'number' ? status : undefined;
}

function causeOf(cause: string): JsonObject {
  try {
    const read = JSON.parse(cause) as unknown;
    return typeof read === 'object' && read !== null ? (read as JsonObject) : {};
  } catch {
    return {};
  }
}
