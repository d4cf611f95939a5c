import {
  createHttp,
  FatalError,
  type Action,
  type ActionContext,
  type Auth,
  type CallContext,
  type Connector,
  type Files,
  type PausingContext,
} from '@millrace/connector-sdk';
import {
  CallStore,
  type CallPauses,
  createCallNet,
  createConnectorHttp,
  readSecret,
  repetitionOf,
  toUuid,
  type CallConnection,
  type ConnectorHttpParts,
  type RateTurn,
  type SendJudged,
} from '@millrace/connector-sdk/platform';
import type { OutboundGuard } from '@millrace/security';
import type { ConnectionRequest, HostConnections, ObtainToken } from './connections.ts';
import type { ActionCall } from './connector-host.ts';
import type { CallBudgets } from './budget/call-budgets.ts';
import type { Deadline } from './deadline.ts';
import type { HostLimits } from './host-limits.ts';
import type { Breakers } from './http/breaker.ts';
import { createSender, type SendRequest } from './http/http-client.ts';
import type { ExchangeWatch } from './http/http-exchange.ts';
import { noteReadableSecrets } from './readable-secrets.ts';
import { dialGuarded } from './sockets/dial.ts';
import { NodeConnection } from './sockets/node-connection.ts';
import { secretTextsOf } from './token-response.ts';

/** What a call has around it. */
export interface CallSurroundings {
  readonly guard: OutboundGuard;
  readonly files: Files;
  readonly limits: HostLimits;
  readonly connections: HostConnections | undefined;
  readonly budgets: Pick<CallBudgets, 'turnFor'> | undefined;
  readonly breakers: Breakers;
  readonly deadline: Deadline;
  readonly deadlineMs: number;
  readonly log: CallContext['log'];
  /** Told of each HTTP request when it begins. */
  readonly noteExchange: (watch: ExchangeWatch) => void;
  readonly addSecret: (secret: string) => void;
  /** Told of the connection that the call has, each time that it gets another one. */
  readonly onConnected: (connection: CallConnection) => void;
  /** What connectors keep; without it, nothing is there yet. */
  readonly store: HostStore | undefined;
  /** Told of the store that the call has. */
  readonly onStore: (store: CallStore) => void;
}
/** What connectors keep between calls; whoever commits a step writes it. Values are JSON. */
export interface HostStore {
  get(request: StorePlace & { readonly key: string }): Promise<string | undefined>;
  countKeys(place: StorePlace): Promise<number>;
}
interface StorePlace {
  readonly workspaceId: string;
  readonly connector: string;
  /** By name. Empty: none. */
  readonly connection: string;
}

/** A connector's way out, and what its code may use. */
export interface OpenedCall<Context extends CallContext = CallContext> {
  readonly send: SendJudged;
  readonly context: Context;
  /** How its connection signs in; undefined without one. */
  readonly authKind: string | undefined;
}
interface CallTarget {
  readonly workspaceId: string;
  /** By name. */
  readonly connection?: string;
  /** Sent with its HTTP requests. */
  readonly traceparent?: string;
}

/** Which repetitions of a call's requests are harmless, and whom it costs what. */
type Repetition = Pick<ConnectorHttpParts, 'isRepeatable' | 'keyHeader'> & {
  readonly cost?: number;
  readonly workflow?: string;
};

/** Opens the surroundings of a call that only reads; of one that writes, if it says so. */
export function openRead(
  { isWrite = false, ...target }: CallTarget & { readonly isWrite?: boolean },
  connector: Connector,
  around: CallSurroundings,
): Promise<OpenedCall> {
  return open({ ...target, isRepeatable: !isWrite }, connector, around);
}

interface CalledAction {
  readonly connector: Connector;
  readonly action: Action;
}

/** Opens the surroundings of one call of an action. */
export async function openAction(
  call: ActionCall,
  { pauses, ...called }: CalledAction & { readonly pauses: CallPauses },
  around: CallSurroundings,
): Promise<OpenedCall<PausingContext>> {
  const { context, ...opened } = await openCalled(call, called, around);
  return { ...opened, context: Object.assign(context, { wait: pauses.wait, callbackUrl: pauses.callbackUrl }) };
}

async function openCalled(
  call: ActionCall,
  { connector, action }: CalledAction,
  around: CallSurroundings,
): Promise<OpenedCall<ActionContext>> {
  const { workspaceId, connection, traceparent } = call;
  const place = { workspaceId, ...(connection === undefined ? {} : { connection }) };
  const target = { ...place, ...(traceparent === undefined ? {} : { traceparent }) };
  const charged = { workflow: call.run.workflow, ...(action.cost === undefined ? {} : { cost: action.cost }) };
  const { context, ...opened } = await open(
    { ...target, ...charged, ...repetitionOf(action, call.idempotencyKey) },
    connector,
    around,
  );
  const { idempotencyKey, run } = call;
  const store = openStore(place, connector, around);
  const heartbeat = (): void => call.onHeartbeat?.();
  const more = { files: around.files, store, heartbeat, idempotencyKey, idempotencyUuid: toUuid(idempotencyKey), run };
  // Written on: the signal is made when somebody asks for it.
  return { ...opened, context: Object.assign(context, more) };
}

/** What the connector keeps for this connection, as one call sees it. */
export function openStore(
  { workspaceId, connection = '' }: CallTarget,
  { name: connector }: Connector,
  { store: kept, onStore }: Pick<CallSurroundings, 'store' | 'onStore'>,
): CallStore {
  const place = { workspaceId, connector, connection };
  const store = new CallStore({
    get: (key) => kept?.get({ ...place, key }) ?? Promise.resolve(undefined),
    countKeys: () => kept?.countKeys(place) ?? Promise.resolve(0),
  });
  onStore(store);
  return store;
}

/** Opens the surroundings in which an action looks whether it has happened: nothing is changed, so its requests may be repeated. */
export function openVerify(
  call: ActionCall,
  { connector, action }: CalledAction,
  around: CallSurroundings,
): Promise<OpenedCall<ActionContext>> {
  return openCalled(call, { connector, action: { ...action, effects: 'read' } }, around);
}

async function open(
  { isRepeatable, keyHeader, cost, workflow, ...target }: CallTarget & Repetition,
  connector: Connector,
  around: CallSurroundings,
): Promise<OpenedCall> {
  const { deadline, deadlineMs, log, addSecret } = around;
  const connected = await findConnection(target, connector, around);
  const current = connected.connection?.current;
  const send = createConnectorHttp({
    connector: { name: connector.name, baseUrl: connector.baseUrl, hosts: connector.permissions?.hosts ?? [] },
    send: guarded(target, connector, around),
    get signal() {
      return deadline.signal;
    },
    addSecret,
    isRepeatable,
    ...(keyHeader === undefined ? {} : { keyHeader }),
    ...connected,
    ...turnOf(target, connector, { cost, workflow, budgets: around.budgets }),
  });
  let net: CallContext['net'] | undefined;
  const context: CallContext = {
    http: createHttp(send),
    get net() {
      net ??= openNet(connector, around);
      return net;
    },
    log,
    get signal() {
      return deadline.signal;
    },
    deadlineMs,
    clock: { nowMs: () => Date.now() },
    connection: current?.fields ?? {},
    secret: (field) => readSecret(field, connector, current),
    addSecret,
  };
  if (connector.permissions?.secrets === true) noteReadableSecrets(context, current?.secrets ?? {});
  return { send, context, authKind: current?.authKind };
}

/** Made when somebody asks for it: hardly any connector does. */
function openNet(
  { name, permissions }: Connector,
  { guard, deadline }: Pick<CallSurroundings, 'guard' | 'deadline'>,
): CallContext['net'] {
  const net = createCallNet({
    connector: { name, sockets: permissions?.sockets ?? [] },
    dial: async ({ host, tls = false, ...target }) => {
      const connection = new NodeConnection(await dialGuarded(guard, { ...target, host }), { host });
      return tls ? connection.startTls() : connection;
    },
    signal: deadline.signal,
  });
  deadline.onClear(net.closeAll);
  return net;
}

/** The way out; with a connection, one that leaves a service alone which fails all the time. */
function guarded(
  { workspaceId, connection, traceparent }: CallTarget,
  { name }: Connector,
  around: CallSurroundings,
): SendRequest {
  const send = createSender({ ...around, userAgent: 'Millrace', traceparent });
  if (connection === undefined) return send;
  return around.breakers.guard(`${workspaceId}:${name}:${connection}`, send);
}

/** The budget that the connector states, of this connection or of all. */
function turnOf(
  { workspaceId, connection = '' }: CallTarget,
  { name, rateLimit }: Connector,
  { cost, workflow = '', budgets }: ChargedCall,
): { readonly turn?: RateTurn } {
  if (rateLimit === undefined || budgets === undefined) return {};
  const whose = rateLimit.scope === 'connector' ? '' : connection;
  const key = `${workspaceId}:${name}:${whose}`;
  return { turn: budgets.turnFor({ key, limit: rateLimit, workflow, ...(cost === undefined ? {} : { cost }) }) };
}
interface ChargedCall {
  readonly cost: number | undefined;
  readonly workflow: string | undefined;
  readonly budgets: CallSurroundings['budgets'];
}

type Connected = Pick<ConnectorHttpParts, 'connection' | 'refresh'>;

async function findConnection(
  { workspaceId, connection: name }: CallTarget,
  connector: Connector,
  around: CallSurroundings,
): Promise<Connected> {
  const { connections, addSecret, onConnected } = around;
  if (name === undefined || connections === undefined) return {};
  const tokensOf: ConnectionRequest['tokensOf'] = (kind) => exchangeOf(workspaceId, connector, { kind, around });
  const request = { workspaceId, name, connector: connector.name, tokensOf };
  const current = await connections.resolve(request);
  const auth = findAuth(connector, current.authKind);
  if (auth === undefined) {
    throw new FatalError(
      `The connection "${name}" signs in by "${current.authKind}", which ${connector.name} does not know.`,
      { detail: { code: 'connection.kind_unknown' } },
    );
  }
  const note = (connection: CallConnection): void => {
    const { secrets } = connection;
    (auth.kind === 'oauth2' ? secretTextsOf(secrets) : Object.values(secrets)).forEach(addSecret);
    onConnected(connection);
  };
  note(current);
  return {
    connection: { auth, current },
    refresh: async (used) => {
      const fresh = await connections.refresh({ ...request, used });
      if (fresh !== undefined) note(fresh);
      return fresh;
    },
  };
}

const findAuth = ({ auth = {} }: Connector, kind: string): Auth | undefined =>
  Object.hasOwn(auth, kind) ? auth[kind] : undefined;

/** The connector's own exchange, in surroundings that have no connection. */
function exchangeOf(
  workspaceId: string,
  connector: Connector,
  { kind, around }: { readonly kind: string; readonly around: CallSurroundings },
): ObtainToken | undefined {
  const auth = findAuth(connector, kind);
  if (auth?.kind === 'oauth2')
    return around.connections?.tokensByOAuth?.({ workspaceId, connector: connector.name, authKind: kind, auth });
  if (auth?.kind !== 'custom' || auth.exchange === undefined) return undefined;
  const { exchange } = auth;
  return async ({ fields, secrets }) => {
    Object.values(secrets).forEach(around.addSecret);
    const { context } = await openRead({ workspaceId }, connector, around);
    const { secrets: given, expiresAtMs } = await exchange(context, { ...fields, ...secrets });
    Object.values(given).forEach(around.addSecret);
    return { secrets: given, ...(expiresAtMs === undefined ? {} : { expiresAtMs }) };
  };
}
