import type { Action, Idempotency } from '../action.ts';
import type { Auth, AuthTest } from '../auth.ts';
import type { Connector, Table } from '../connector.ts';
import type { JsonObject } from '../json.ts';
import type { Manifest, ManifestAction, ManifestAuth, ManifestIdempotency, ManifestTrigger } from '../manifest.ts';
import { receiveDelivery } from '../receive-delivery.ts';
import type { Trigger, Verification } from '../trigger.ts';
import type { InvocationKind, Invoke } from './invoke-connector.ts';

/**
 * A connector as its manifest describes it, as if its code were here: what is data is executed as data, and each function asks
 * `invoke`. Without `invoke` a member that needs code rejects when it is called, and a webhook whose address people enter by hand
 * takes each delivery for one item.
 */
export function connectorOfManifest(manifest: Manifest, invoke?: Invoke): Connector {
  const { sdk, name, title, description, categories, docsUrl, baseUrl, rateLimit, permissions, errors } = manifest;
  const call: Call =
    (kind, member) =>
    (...given) =>
      (invoke ?? refuse(manifest.name))({ kind, member, arguments: given }) as Promise<never>;
  const isData = invoke === undefined;
  return {
    ...{ sdk, name, title, description, categories, permissions, errors },
    ...(docsUrl === undefined ? {} : { docsUrl }),
    ...(baseUrl === undefined ? {} : { baseUrl }),
    ...(rateLimit === undefined ? {} : { rateLimit }),
    auth: mapMembers(manifest.auth, (auth, kind) => authOf(auth, kind, call)),
    options: sourcesOf(manifest.options, 'options', call),
    schemas: sourcesOf(manifest.schemas, 'schema', call),
    actions: mapMembers(manifest.actions, (action, member) => actionOf(action, member, call)),
    triggers: mapMembers(manifest.triggers, (trigger, member) => triggerOf(trigger, member, { call, isData })),
    tables: manifest.tables as unknown as Readonly<Record<string, Table>>,
  };
}

/** A function that is somewhere else. What it gives is checked where it is used. */
type Call = (kind: InvocationKind, member: string) => (...given: unknown[]) => Promise<never>;

const refuse =
  (name: string): Invoke =>
  ({ kind, member }) =>
    Promise.reject(new Error(`${name} has no code: "${kind}" of "${member}" cannot be called.`));

function mapMembers<From, To>(
  members: Readonly<Record<string, From>>,
  to: (member: From, name: string) => To,
): Readonly<Record<string, To>> {
  return Object.fromEntries(Object.entries(members).map(([name, member]) => [name, to(member, name)]));
}

const sourcesOf = (names: readonly string[], kind: 'options' | 'schema', call: Call) =>
  Object.fromEntries(names.map((name) => [name, call(kind, name)]));

function actionOf({ http, idempotency, hasResume, ...facts }: ManifestAction, member: string, call: Call): Action {
  const usual = {
    ...facts,
    ...(idempotency === undefined ? {} : { idempotency: idempotencyOf(idempotency, member, call) }),
  };
  if (http !== undefined) return { kind: 'http', ...usual, ...http } as unknown as Action;
  const resume = hasResume === true ? { resume: call('resume', member) } : {};
  return { kind: 'code', ...usual, run: call('action', member), ...resume } as unknown as Action;
}

function idempotencyOf(
  { kind, value = '', hasVerify, onCrash }: ManifestIdempotency,
  member: string,
  call: Call,
): Idempotency {
  const verify = hasVerify === true ? { verify: call('verify', member) } : {};
  switch (kind) {
    case 'method':
      return 'method';
    case 'header':
      return { header: value };
    case 'naturalKey':
      return { naturalKey: value, ...verify };
    case 'verify':
      return { verify: call('verify', member) };
    case 'none':
      return { none: value, ...(onCrash === undefined ? {} : { onCrash }) };
  }
}

function authOf({ test, oauth2, hasExchange, hasSign, ...facts }: ManifestAuth, kind: string, call: Call): Auth {
  const tested: { readonly test?: AuthTest } =
    test === undefined ? {} : { test: test === 'code' ? call('test', kind) : (test as unknown as AuthTest) };
  return {
    ...facts,
    ...tested,
    ...oauth2,
    ...(hasExchange === true ? { exchange: call('exchange', kind) } : {}),
    ...(hasSign === true ? { sign: call('sign', kind) } : {}),
  } as unknown as Auth;
}

function triggerOf(
  trigger: ManifestTrigger,
  member: string,
  { call, isData }: { readonly call: Call; readonly isData: boolean },
): Trigger {
  const { http, verify, delivery, canFind: _, canRenew: __, hasHandshake, canMigrateCursor, ...facts } = trigger;
  if (trigger.kind === 'stream') return { ...facts, stream: call('stream', member) } as unknown as Trigger;
  if (trigger.kind === 'polling') {
    const how = http === undefined ? { by: 'code', poll: call('poll', member) } : { by: 'http', ...http };
    const moved = canMigrateCursor === true ? { migrateCursor: call('migrateCursor', member) } : {};
    return { ...facts, ...how, ...moved } as unknown as Trigger;
  }
  return {
    ...facts,
    verify: verify === 'code' ? call('verifySignature', member) : (verify as JsonObject as unknown as Verification),
    receive: isData && delivery === 'manual' ? receiveDelivery : call('receive', member),
    ...(delivery === 'app' ? { account: call('account', member) } : {}),
    ...(hasHandshake === true ? { handshake: call('handshake', member) } : {}),
    ...(delivery === 'subscription' ? { subscription: subscriptionOf(trigger, member, call) } : {}),
  } as unknown as Trigger;
}

function subscriptionOf(
  { canFind, canRenew }: ManifestTrigger,
  member: string,
  call: Call,
): Readonly<Record<string, unknown>> {
  return {
    ...{ identity: call('identity', member), create: call('create', member), remove: call('remove', member) },
    ...(canFind === true ? { find: call('find', member) } : {}),
    ...(canRenew === true ? { renew: call('renew', member) } : {}),
  };
}
