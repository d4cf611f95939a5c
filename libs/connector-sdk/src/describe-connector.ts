import type { TSchema } from 'typebox';
import type { Action, Idempotency } from './action.ts';
import type { Auth } from './auth.ts';
import type { Connector } from './connector.ts';
import type { JsonObject } from './json.ts';
import type { Manifest, ManifestAction, ManifestAuth, ManifestIdempotency, ManifestTrigger } from './manifest.ts';
import type { Trigger, WebhookTrigger } from './trigger.ts';

/** What code gets that says nothing of memory. */
export const DEFAULT_MEMORY_MIB = 256;

/** All of a connector that is data. `version`: of its package. */
export function describeConnector(connector: Connector, version: string): Manifest {
  const { sdk, name, title, description, categories, docsUrl, baseUrl, rateLimit, permissions = {} } = connector;
  const { errors = {}, auth = {}, options = {}, schemas = {}, actions, triggers = {}, tables = {} } = connector;
  return toData({
    ...{ format: 1 as const, sdk, name, version, title, description, categories: [...categories] },
    ...present({ docsUrl, baseUrl, rateLimit }),
    permissions: {
      hosts: [...(permissions.hosts ?? [])],
      sockets: [...(permissions.sockets ?? [])],
      secrets: permissions.secrets ?? false,
      memoryMiB: permissions.memoryMiB ?? DEFAULT_MEMORY_MIB,
    },
    errors: { ...errors },
    auth: mapMembers(auth, describeAuth),
    options: Object.keys(options).sort(),
    schemas: Object.keys(schemas).sort(),
    actions: mapMembers(actions, describeAction),
    triggers: mapMembers(triggers, describeTrigger),
    tables: mapMembers(tables, (table) => table as unknown as JsonObject),
  });
}

function describeAction(action: Action): ManifestAction {
  const { title, description, deprecated, sample, effects, idempotency, compensate } = action;
  const { cost, timeoutSeconds, outputSchema } = action;
  return {
    ...{ title, effects, sample: sample as ManifestAction['sample'] },
    ...{ input: asData(action.input), output: asData(action.output) },
    ...present({ description, deprecated, compensate, cost, timeoutSeconds, outputSchema }),
    ...(idempotency === undefined ? {} : { idempotency: describeIdempotency(idempotency) }),
    ...(action.kind === 'code' ? flag('hasResume', action.resume) : { http: httpOf(action) }),
  };
}

function describeIdempotency(idempotency: Idempotency): ManifestIdempotency {
  if (idempotency === 'method') return { kind: 'method' };
  if ('header' in idempotency) return { kind: 'header', value: idempotency.header };
  if ('naturalKey' in idempotency)
    return { kind: 'naturalKey', value: idempotency.naturalKey, ...flag('hasVerify', idempotency.verify) };
  if ('verify' in idempotency) return { kind: 'verify', hasVerify: true };
  const { none, onCrash } = idempotency;
  return { kind: 'none', value: none, ...present({ onCrash }) };
}

/** The members by which a declarative action or trigger is a request. */
const HTTP_MEMBERS = ['request', 'as', 'records', 'map', 'errors', 'paginate', 'incremental', 'id'] as const;

function httpOf(declared: object): JsonObject {
  const entries = HTTP_MEMBERS.flatMap((name) => {
    const value = (declared as Readonly<Record<string, unknown>>)[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(entries) as JsonObject;
}

function describeTrigger(trigger: Trigger): ManifestTrigger {
  const { kind, title, description, deprecated, sample } = trigger;
  const usual = {
    ...{ kind, title, sample: sample as ManifestTrigger['sample'] },
    ...{ input: asData(trigger.input), output: asData(trigger.output) },
    ...present({ description, deprecated }),
  };
  if (trigger.kind === 'webhook') return { ...usual, ...describeWebhook(trigger) };
  const cursor = trigger.cursor === undefined ? {} : { cursor: asData(trigger.cursor) };
  if (trigger.kind === 'stream') return { ...usual, ...cursor };
  return {
    ...usual,
    ...cursor,
    ...present({ everySeconds: trigger.everySeconds }),
    ...(trigger.by === 'code' ? flag('canMigrateCursor', trigger.migrateCursor) : { http: httpOf(trigger) }),
  };
}

function describeWebhook({ subscription, account, verify, handshake }: WebhookTrigger): Partial<ManifestTrigger> {
  const delivery = subscription === undefined ? (account === undefined ? 'manual' : 'app') : 'subscription';
  return {
    delivery,
    verify: typeof verify === 'function' ? 'code' : verify,
    ...flag('canFind', subscription?.find),
    ...flag('canRenew', subscription?.renew),
    ...flag('hasHandshake', handshake),
  };
}

function describeAuth(auth: Auth): ManifestAuth {
  const { kind, title, description, test } = auth;
  return {
    ...{ kind, title, fields: asData(auth.fields) },
    ...present({ description }),
    ...(test === undefined
      ? {}
      : { test: typeof test === 'function' ? ('code' as const) : (test as unknown as JsonObject) }),
    ...(auth.kind === 'apiKey' ? { in: auth.in, name: auth.name, ...present({ prefix: auth.prefix }) } : {}),
    ...(auth.kind === 'oauth2' ? { oauth2: oauth2Of(auth) } : {}),
    ...(auth.kind === 'custom' ? describeCustom(auth) : {}),
  };
}

function describeCustom({ apply, exchange, sign }: Extract<Auth, { kind: 'custom' }>): Partial<ManifestAuth> {
  return {
    ...(apply === undefined ? {} : { apply: apply }),
    ...flag('hasExchange', exchange),
    ...flag('hasSign', sign),
  };
}

function oauth2Of({
  kind: _,
  title: __,
  description: ___,
  fields: ____,
  test: _____,
  ...rest
}: Extract<Auth, { kind: 'oauth2' }>): JsonObject {
  return rest;
}

function mapMembers<From, To>(members: Readonly<Record<string, From>>, to: (member: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(members).map(([name, member]) => [name, to(member)]));
}

function present<Members extends object>(members: Members): { [Key in keyof Members]?: NonNullable<Members[Key]> } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as {
    [Key in keyof Members]?: NonNullable<Members[Key]>;
  };
}

function flag<Name extends string>(name: Name, member: unknown): Partial<Record<Name, true>> {
  return member === undefined ? {} : ({ [name]: true } as Record<Name, true>);
}

/** Schemas are objects with more than JSON to them. */
const asData = (schema: TSchema): JsonObject => toData(schema as unknown as JsonObject);
const toData = <T extends object>(value: T): T => JSON.parse(JSON.stringify(value)) as T;
