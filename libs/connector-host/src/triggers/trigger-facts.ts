import { FatalError } from '@millrace/connector-sdk';
import type { ManifestTrigger } from '@millrace/connector-sdk/platform';

/** How a trigger hears of things. */
export type TriggerKind = 'subscription' | 'app' | 'manual' | 'polling' | 'stream';
export interface TriggerFacts {
  readonly kind: TriggerKind;
  readonly everySeconds?: number;
  readonly canFind: boolean;
  readonly canRenew: boolean;
  readonly isStandardSecret: boolean;
}
/** As of an action: `Connector.Fatal` and the like, with the cause as JSON text. */
export interface TriggerFailure {
  readonly kind: 'threw';
  readonly error: string;
  readonly cause: string;
  readonly retryAfterMs?: number;
}
export type TriggerOutcome<T> = { readonly kind: 'returned'; readonly value: T } | TriggerFailure;
/** What a service has said of a subscription. */
export interface RemoteFacts {
  readonly remoteId: string;
  readonly expiresAtMs?: number;
}

export function factsOf(trigger: ManifestTrigger): TriggerFacts {
  const { kind, delivery = 'manual', everySeconds, canFind = false, canRenew = false, verify } = trigger;
  return {
    ...{ kind: kind === 'webhook' ? delivery : kind, canFind, canRenew },
    isStandardSecret: verify === 'standard-webhooks',
    ...(everySeconds === undefined ? {} : { everySeconds }),
  };
}

/** Throws `FatalError` for an answer by which a subscription could never be removed. */
export function toRemote(given: unknown): RemoteFacts {
  const { remoteId, expiresAt } = (typeof given === 'object' && given !== null ? given : {}) as {
    readonly remoteId?: unknown;
    readonly expiresAt?: unknown;
  };
  if ((typeof remoteId !== 'string' && typeof remoteId !== 'number') || remoteId === '')
    throw new FatalError('The connector gave no id of the subscription.', {
      detail: { code: 'connector.output_mismatch' },
    });
  const expiresAtMs = typeof expiresAt === 'string' ? Date.parse(expiresAt) : Number.NaN;
  return { remoteId: String(remoteId), ...(Number.isNaN(expiresAtMs) ? {} : { expiresAtMs }) };
}

export function failed(code: string, message: string): TriggerFailure {
  return { kind: 'threw', error: 'Connector.Fatal', cause: JSON.stringify({ code, message }) };
}
