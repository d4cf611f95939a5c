// What a connector's code has around it in a test: the contexts of the real host, over a wire of the test.
import type { Connector } from '../../connector.ts';
import type { CallContext, PausingContext } from '../../context.ts';
import { createHttp } from '../../create-http.ts';
import type { Evaluate } from '../../declarative/template.ts';
import { createCallNet } from '../../hosting/call-net.ts';
import { readSecret, repetitionOf, toUuid } from '../../hosting/call-rules.ts';
import type { CallPauses } from '../../hosting/call-pauses.ts';
import type { CallStore } from '../../hosting/call-store.ts';
import { createConnectorHttp, type ConnectorHttpParts, type SendJudged } from '../../hosting/connector-http.ts';
import type { CallConnection } from '../../hosting/credentials.ts';
import type { JsonValue } from '../../json.ts';
import type { FakeDial } from '../fake/fake-socket.ts';
import type { Wire } from '../wire/wire.ts';
import type { MemoryFiles } from './memory-files.ts';
import type { MemoryValues } from './memory-values.ts';
import { sendOverWire, type SentRequest } from './send-over-wire.ts';
import type { OpenConnection } from './test-connection.ts';
import type { TestTime } from './test-time.ts';

/** A line of a call's log. */
export interface TestLogLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly message: string;
  readonly data?: JsonValue;
}
/** What a call leaves behind, whatever its end. */
export interface CallRecord {
  readonly log: TestLogLine[];
  /** Values that are kept out of records. */
  readonly secrets: string[];
  readonly sent: SentRequest[];
  /** Secret fields that code has asked for. */
  readonly read: string[];
  /** Sockets that it has connected to, as `host:port`. */
  readonly dialled: string[];
  refreshes: number;
}
export const newRecord = (): CallRecord => ({ log: [], secrets: [], sent: [], read: [], dialled: [], refreshes: 0 });

/** What calls of one test share. */
export interface Surroundings {
  readonly connector: Connector;
  readonly wire: Wire;
  /** Who answers when what a person has filled in is exchanged. */
  readonly signInWire: Wire;
  readonly dial: FakeDial;
  readonly time: TestTime;
  readonly files: MemoryFiles;
  readonly values: MemoryValues;
  readonly evaluate: Evaluate;
}
export interface CallParts extends Surroundings {
  readonly connection: OpenConnection | undefined;
  readonly signal: AbortSignal;
  readonly deadlineMs: number;
  readonly record: CallRecord;
  /** Done when the call has ended, whatever its end. */
  readonly atEnd: (() => void)[];
}
export interface OpenedCall<Context extends CallContext = CallContext> {
  readonly send: SendJudged;
  readonly context: Context;
}

type Repetition = Pick<ConnectorHttpParts, 'isRepeatable' | 'keyHeader'> & { readonly isSignIn?: boolean };

/** Surroundings of whatever is no action: options, triggers, tests of connections. */
export async function openRead(parts: CallParts): Promise<OpenedCall> {
  return open(await signIn(parts), { isRepeatable: true });
}

/** Surroundings of one attempt of an action. */
export async function openAction(
  parts: CallParts,
  {
    action,
    idempotencyKey,
    attempt,
    pauses,
  }: {
    readonly action: string;
    readonly idempotencyKey: string;
    readonly attempt: number;
    readonly pauses: CallPauses;
  },
): Promise<OpenedCall<PausingContext> & { readonly store: CallStore }> {
  const found = parts.connector.actions[action];
  if (found === undefined) throw new TypeError(`${parts.connector.name} has no action "${action}".`);
  const { send, context } = open(await signIn(parts), repetitionOf(found, idempotencyKey));
  const store = parts.values.open(parts.connection?.current.name);
  const more = {
    files: parts.files,
    store,
    heartbeat: () => undefined,
    wait: pauses.wait,
    callbackUrl: pauses.callbackUrl,
    idempotencyKey,
    idempotencyUuid: toUuid(idempotencyKey),
    run: { id: 'test-run', workflow: 'test', state: 'Test', path: 'Test', attempt },
  };
  return { send, store, context: Object.assign(context, more) };
}

function open(parts: CallParts, { isSignIn = false, ...repetition }: Repetition): OpenedCall {
  const { connector, connection, signal, deadlineMs, record, time } = parts;
  const current = connection?.current;
  const addSecret = (secret: string): void => void record.secrets.push(secret);
  Object.values(current?.secrets ?? {}).forEach(addSecret);
  const send = createConnectorHttp({
    connector: { name: connector.name, baseUrl: connector.baseUrl, hosts: connector.permissions?.hosts ?? [] },
    send: sendOverWire({
      ...{ ...parts, isSignIn, note: (sent) => record.sent.push(sent) },
      ...(isSignIn ? { wire: parts.signInWire } : {}),
    }),
    signal,
    addSecret,
    wait: (waitMs, ended) => time.wait(waitMs, ended),
    ...repetition,
    ...(connection === undefined ? {} : { connection, refresh: refreshOf(parts, connection) }),
  });
  const level = (name: TestLogLine['level']) => (message: string, data?: JsonValue) =>
    void record.log.push({ level: name, message, ...(data === undefined ? {} : { data }) });
  const context: CallContext = {
    http: createHttp(send),
    net: openNet(parts),
    log: { debug: level('debug'), info: level('info'), warn: level('warn'), error: level('error') },
    signal,
    deadlineMs,
    clock: { nowMs: () => time.nowMs() },
    connection: current?.fields ?? {},
    secret: (field) => {
      record.read.push(field);
      return readSecret(field, connector, current);
    },
    addSecret,
  };
  return { send, context };
}

/** Sockets that lead to the fake's. */
function openNet({ connector, dial, signal, record, atEnd }: CallParts): CallContext['net'] {
  const net = createCallNet({
    connector: { name: connector.name, sockets: connector.permissions?.sockets ?? [] },
    dial: (target) => {
      record.dialled.push(`${target.host}:${target.port}`);
      return dial(target);
    },
    signal,
  });
  atEnd.push(net.closeAll);
  return net;
}

/** Sessions begin with an exchange, as the platform makes one before the first call. */
async function signIn(parts: CallParts): Promise<CallParts> {
  const { connection } = parts;
  if (connection === undefined || exchangeOf(connection) === undefined) return parts;
  return { ...parts, connection: { ...connection, current: await exchange(parts, connection) } };
}

const exchangeOf = ({ auth }: OpenConnection) => (auth.kind === 'custom' ? auth.exchange : undefined);

async function exchange(parts: CallParts, connection: OpenConnection): Promise<CallConnection> {
  const { current } = connection;
  const { context } = open({ ...parts, connection: undefined }, { isRepeatable: true, isSignIn: true });
  const given = await exchangeOf(connection)?.(context, { ...current.fields, ...current.secrets });
  return { ...current, secrets: { ...current.secrets, ...given?.secrets } };
}

/** Fresh credentials after a 401: of what can be had again without a person. */
function refreshOf(parts: CallParts, connection: OpenConnection): NonNullable<ConnectorHttpParts['refresh']> {
  return async (used) => {
    if (connection.auth.kind !== 'oauth2' && exchangeOf(connection) === undefined) return undefined;
    parts.record.refreshes += 1;
    return connection.auth.kind === 'oauth2' ? used : exchange(parts, connection);
  };
}
