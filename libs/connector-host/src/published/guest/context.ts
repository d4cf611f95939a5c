import type { CallContext, JsonValue, PausingContext } from '@millrace/connector-sdk';
import type { ContextFacts } from '../published-messages.ts';
import { createFiles } from './files.ts';
import { createNet } from './net.ts';
import type { PublishedCall } from './published-call.ts';

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;
const LEVELS = ['debug', 'info', 'warn', 'error'] as const;

/** What a function of the connector gets first: each effect is a request to the parent. */
export function createContext(call: PublishedCall, facts: ContextFacts): CallContext | PausingContext {
  const { deadlineMs, clockOffsetMs, connection, hasFiles, hasStore, hasHeartbeat, hasPauses, more } = facts;
  return {
    http: createHttp(call),
    net: createNet(call),
    log: createLog(call),
    signal: call.abortion.signal,
    deadlineMs,
    clock: { nowMs: () => Date.now() + clockOffsetMs },
    connection,
    secret: (field: string) => secretOf(field, facts),
    addSecret: (secret: string) => call.addSecret(asText(secret)),
    ...(hasFiles ? { files: createFiles(call) } : {}),
    ...(hasStore ? { store: createStore(call) } : {}),
    ...(hasHeartbeat ? { heartbeat: createHeartbeat(call) } : {}),
    ...(hasPauses ? createPauses(call) : {}),
    ...more,
  };
}

/** The parent puts the request together, as it does for connectors that run beside it. */
function createHttp(call: PublishedCall): CallContext['http'] {
  const request = (path: string, given?: object): Promise<never> => call.ask('http', path, given) as Promise<never>;
  const bound = METHODS.map((name) => [
    name,
    (path: string, given: object = {}) => request(path, { ...given, method: name.toUpperCase() }),
  ]);
  return { request, ...(Object.fromEntries(bound) as Omit<CallContext['http'], 'request'>) };
}

/** Only one is on its way: whoever calls it in a loop says no more by it. */
function createHeartbeat(call: PublishedCall): PausingContext['heartbeat'] {
  let isUnderWay = false;
  const end = (): void => {
    isUnderWay = false;
  };
  return () => {
    if (isUnderWay) return;
    isUnderWay = true;
    call.ask('heartbeat').then(end, end);
  };
}

/** What a pause may be is for the parent to say, when it is returned. */
function createPauses(call: PublishedCall): Pick<PausingContext, 'wait' | 'callbackUrl'> {
  return {
    wait: (request) => call.givePause(request) as never,
    callbackUrl: () => call.ask('callbackUrl') as Promise<string>,
  };
}

/** Values and their limits are the parent's. */
function createStore(call: PublishedCall): PausingContext['store'] {
  return {
    get: (key) => call.ask('store.get', key) as Promise<JsonValue>,
    set: (key, value) => call.ask('store.set', key, value) as Promise<never>,
    delete: (key) => call.ask('store.delete', key) as Promise<never>,
    increment: (key, by = 1) => call.ask('store.increment', key, by) as Promise<number>,
  };
}

function createLog(call: PublishedCall): CallContext['log'] {
  const bound = LEVELS.map((level) => [
    level,
    (message: string, data?: JsonValue) => call.log(level, asText(message), data),
  ]);
  return Object.fromEntries(bound) as CallContext['log'];
}

/** Authors may write JavaScript: what their types say is no promise. */
const asText = (value: unknown): string => String(value);

function secretOf(field: string, { secrets }: ContextFacts): string {
  if (secrets === undefined)
    throw fatal(`The connector asks for the secret "${field}", and its manifest does not say that it reads secrets.`, {
      code: 'connector.permission_missing',
    });
  const value = Object.hasOwn(secrets, field) ? secrets[field] : undefined;
  if (value !== undefined) return value;
  throw fatal(`The connection holds no secret "${field}".`, { code: 'connection.field_missing' });
}

/** A failure that another attempt would not change, by the marks of the SDK. */
const fatal = (message: string, detail: { readonly code: string }): Error =>
  Object.assign(new Error(message), { connectorFailure: 'fatal', detail });
