import {
  errorPrefixOf,
  FatalError,
  type DeliveredRequest,
  type HandshakeAnswer,
  type JsonObject,
  type JsonValue,
  type PollingTrigger,
  type Subscription,
  type Trigger,
} from '@millrace/connector-sdk';
import {
  failureOfAnswer,
  runHttpPoll,
  verifyDelivery,
  type CallStore,
  type DeliveryVerdict,
  type Evaluate,
  type ManifestTrigger,
  type StoreChange,
} from '@millrace/connector-sdk/platform';
import { createRedactor } from '@millrace/security';
import type { CallOutcome, ConnectorHost, OpenedMember } from '../connector-host.ts';
import { ownMember } from '../find-connector.ts';
import { checksOf } from '../schema-check.ts';
import { adoptCursor, keepCursor, type KeptCursor } from './cursors.ts';
import { readItem, readItems, type HeardItem, type ItemRules } from './trigger-items.ts';
import {
  factsOf,
  failed,
  toRemote,
  type RemoteFacts,
  type TriggerFacts,
  type TriggerOutcome,
} from './trigger-facts.ts';

/** A trigger of a connector, in the version that is meant, with the connection that it asks with. */
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
interface SubscriptionRequest {
  readonly url: string;
  readonly secret: string;
  readonly identity: JsonValue;
}
interface Opened extends OpenedMember {
  readonly described: ManifestTrigger;
}
/** A trigger that is called, beside what its code may use. */
interface Called<Kind extends Trigger['kind']> extends Opened {
  readonly trigger: Extract<Trigger, { readonly kind: Kind }>;
}

/** What a poll gives. `store`: what the connector keeps, to be committed with the rest. */
interface Polled {
  readonly items: readonly HeardItem[];
  readonly cursor: KeptCursor;
  readonly more: boolean;
  readonly store?: readonly StoreChange[];
}

/** Longer no timer runs. */
const NO_END_MS = 2 ** 31 - 1;

/** Calls what connectors declare of their triggers, each in surroundings of its own. Resolves for whatever they do. */
export class TriggerCalls {
  readonly #host: ConnectorHost;
  readonly #evaluate: Evaluate;

  constructor(host: ConnectorHost, evaluate: Evaluate) {
    this.#host = host;
    this.#evaluate = evaluate;
  }

  /** What a trigger is. Calls none of its code. */
  async describe(member: TriggerMember): Promise<TriggerOutcome<TriggerFacts>> {
    const found = await this.#host.find(member);
    if (found === undefined)
      return failed('connector.connector_unknown', `No connector "${member.connector}" is installed.`);
    if (found.refusal !== undefined) return failed(found.refusal.code, found.refusal.message);
    const described = ownMember(found.manifest.triggers, member.trigger);
    if (described === undefined)
      return failed('connector.trigger_unknown', `${member.connector} has no trigger "${member.trigger}".`);
    return { kind: 'returned', value: factsOf(described) };
  }

  identity({ input, ...call }: TriggerCall & { readonly input: JsonValue }): Promise<TriggerOutcome<JsonValue>> {
    return this.#ofSubscription(call, async (subscription, { installed: { manifest }, described }) => {
      demandFit(checksOf(manifest, described).input(input));
      return Promise.resolve(subscription.identity(input));
    });
  }

  create({ url, secret, identity, ...call }: TriggerCall & SubscriptionRequest): Promise<TriggerOutcome<RemoteFacts>> {
    return this.#ofSubscription({ ...call, isWrite: true }, async (subscription, { context }) => {
      context.addSecret(secret);
      return toRemote(await subscription.create(context, { url, secret, identity }));
    });
  }

  find({
    url,
    secret,
    identity,
    ...call
  }: TriggerCall & SubscriptionRequest): Promise<TriggerOutcome<RemoteFacts | null>> {
    return this.#ofSubscription(call, async ({ find }, { context }) => {
      context.addSecret(secret);
      const found = await find?.(context, { url, secret, identity });
      return found === undefined || found === null ? null : toRemote(found);
    });
  }

  renew({ current, ...call }: TriggerCall & { readonly current: RemoteFacts }): Promise<TriggerOutcome<RemoteFacts>> {
    return this.#ofSubscription({ ...call, isWrite: true }, async ({ renew }, { context }) => {
      const given = toGiven(current);
      return toRemote((await renew?.(context, given)) ?? given);
    });
  }

  remove({ current, ...call }: TriggerCall & { readonly current: RemoteFacts }): Promise<TriggerOutcome<null>> {
    return this.#ofSubscription(call, async (subscription, { context }) => {
      await subscription.remove(context, toGiven(current));
      return null;
    });
  }

  poll({
    input,
    cursor,
    startMs,
    limit,
    ...call
  }: TriggerCall & {
    readonly input: JsonValue;
    readonly cursor?: KeptCursor;
    readonly startMs: number;
    readonly limit: number;
  }): Promise<TriggerOutcome<Polled>> {
    return this.#call(call, 'polling', async (called) => {
      const { installed, described, trigger } = called;
      const { manifest } = installed;
      demandFit(checksOf(manifest, described).input(input));
      const at = await adoptCursor(cursor, { manifest, described, trigger });
      const request = { input, startMs, limit, ...(at === undefined ? {} : { cursor: at }) };
      const store = called.openStore();
      const polled = await this.#pollOnce(trigger, { ...called, store }, request);
      const items = readItems(polled.items, rulesOf(called));
      const answer = { items, cursor: keepCursor(polled.cursor, manifest, described), more: polled.more === true };
      return store.changes.length === 0 ? answer : { ...answer, store: store.changes };
    });
  }

  async #pollOnce(
    trigger: PollingTrigger,
    { installed, context, send, store }: Opened & { readonly store: CallStore },
    {
      input,
      startMs,
      limit,
      ...at
    }: { readonly input: JsonValue; readonly startMs: number; readonly limit: number; readonly cursor?: JsonValue },
  ): Promise<{ readonly items: unknown; readonly cursor: JsonValue; readonly more?: boolean | undefined }> {
    if (trigger.by === 'code') {
      // Written on: the signal is made when somebody asks for it.
      const polled = await trigger.poll(Object.assign(context, { store }), {
        input,
        start: new Date(startMs),
        limit,
        ...at,
      });
      return { items: polled.items, cursor: (polled.cursor ?? null) as JsonValue, more: polled.more };
    }
    const errorPrefix = errorPrefixOf(installed.connector.name);
    const { connection, clock, log } = context;
    return runHttpPoll(
      { trigger, errorPrefix, input: input as JsonObject, connection, startMs, limit, nowMs: clock.nowMs(), ...at },
      { evaluate: this.#evaluate, send, failureOf: failureOfAnswer, warn: (message) => log.warn(message) },
    );
  }

  /** Until the signal is aborted, or the connector ends it. */
  stream({
    input,
    cursor,
    emit,
    ...call
  }: Omit<TriggerCall, 'timeoutMs'> & {
    readonly input: JsonValue;
    readonly cursor?: KeptCursor;
    readonly emit: (item: HeardItem, cursor: KeptCursor | undefined) => Promise<void>;
  }): Promise<TriggerOutcome<null>> {
    return this.#call({ ...call, timeoutMs: NO_END_MS }, 'stream', async (called) => {
      const { installed, described, context, trigger } = called;
      const { manifest } = installed;
      demandFit(checksOf(manifest, described).input(input));
      await trigger.stream(context, {
        input,
        ...(cursor === undefined ? {} : { cursor: cursor.value }),
        emit: async (item, at) => {
          const kept = at === undefined ? undefined : keepCursor(at as JsonValue, manifest, described);
          await emit(readItem(item, rulesOf(called)), kept);
        },
      });
      return null;
    });
  }

  /** The items of a delivery that was found to be the service's. */
  receive({
    request,
    input,
    ...call
  }: TriggerCall & { readonly request: DeliveredRequest; readonly input: JsonValue }): Promise<
    TriggerOutcome<readonly HeardItem[]>
  > {
    return this.#call(call, 'webhook', async (called) =>
      readItems(await called.trigger.receive(called.context, request, input), rulesOf(called)),
    );
  }

  /** Whether a delivery comes from the service. */
  verify({
    request,
    secrets,
    nowMs,
    ...call
  }: TriggerCall & {
    readonly request: DeliveredRequest;
    readonly secrets: readonly string[];
    readonly nowMs: number;
  }): Promise<TriggerOutcome<DeliveryVerdict>> {
    return this.#call(withoutConnection(call), 'webhook', ({ trigger, context }) => {
      secrets.forEach(context.addSecret);
      return verifyDelivery(trigger.verify, request, { secrets, nowMs });
    });
  }

  /** The answer to a question that is no event; null: it is none. */
  handshake({
    request,
    ...call
  }: TriggerCall & { readonly request: DeliveredRequest }): Promise<TriggerOutcome<HandshakeAnswer | null>> {
    return this.#call(
      withoutConnection(call),
      'webhook',
      async ({ trigger: { handshake } }) => (await handshake?.(request)) ?? null,
    );
  }

  /** Whose account a delivery of an app is for. */
  account({
    request,
    ...call
  }: TriggerCall & { readonly request: DeliveredRequest }): Promise<TriggerOutcome<string | null>> {
    return this.#call(withoutConnection(call), 'webhook', async ({ trigger: { account } }) => {
      const found: unknown = await Promise.resolve(account?.(request));
      return typeof found === 'string' || typeof found === 'number' ? String(found) : null;
    });
  }

  #ofSubscription<T extends JsonValue | object>(
    call: TriggerCall & { readonly isWrite?: true },
    work: (subscription: Subscription, called: Called<'webhook'>) => Promise<T>,
  ): Promise<TriggerOutcome<T>> {
    return this.#call(call, 'webhook', (called) => {
      const { subscription } = called.trigger;
      if (subscription === undefined) throw new FatalError(`${call.connector}/${call.trigger} subscribes to nothing.`);
      return work(subscription, called);
    });
  }

  async #call<Kind extends Trigger['kind'], T>(
    { trigger: name, ...call }: TriggerCall & { readonly isWrite?: true },
    kind: Kind,
    work: (called: Called<Kind>) => Promise<T> | T,
  ): Promise<TriggerOutcome<T>> {
    const outcome = await this.#host.callMember({ ...call, member: name }, async (opened) => {
      const { connector, manifest } = opened.installed;
      const trigger = ownMember(connector.triggers, name);
      const described = ownMember(manifest.triggers, name);
      if (trigger?.kind !== kind || described === undefined) {
        throw new FatalError(`${connector.name} has no trigger "${name}" that is a ${kind}.`, {
          detail: { code: 'connector.trigger_unknown' },
        });
      }
      return await work({ ...opened, trigger: trigger as Called<Kind>['trigger'], described });
    });
    return toOutcome(outcome);
  }
}

function toOutcome<T>(outcome: CallOutcome): TriggerOutcome<T> {
  if (outcome.kind === 'returned') return { kind: 'returned', value: outcome.output as T };
  const { error, cause, retryAfterMs, secrets } = outcome;
  const redacted = createRedactor(secrets)(cause);
  return { kind: 'threw', error, cause: redacted, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
}

const rulesOf = ({ installed: { manifest, origin }, described, context }: Opened): ItemRules => ({
  ...{ manifest, origin, trigger: described },
  warn: (message) => context.log.warn(message),
});

function toGiven({ remoteId, expiresAtMs }: RemoteFacts): Parameters<Subscription['remove']>[1] {
  return { remoteId, ...(expiresAtMs === undefined ? {} : { expiresAt: new Date(expiresAtMs).toISOString() }) };
}

/** What is asked before anybody knows whose a delivery is. */
function withoutConnection<Call extends TriggerCall>({ connection: _, ...call }: Call): Omit<Call, 'connection'> {
  return call;
}

function demandFit(complaint: string | undefined): void {
  if (complaint === undefined) return;
  throw new FatalError(`The arguments do not fit: ${complaint}`, { detail: { code: 'connector.arguments_invalid' } });
}
