// What each function of a connector means for a piece.
import { createHash } from 'node:crypto';
import type {
  DeliveredRequest,
  JsonObject,
  JsonValue,
  OptionList,
  OptionRequest,
  RemoteSubscription,
  TriggerItem,
} from '@millrace/connector-sdk';
import { cronSeconds } from './cron-interval.ts';
import type { CallResult, Payload, PropertiesFacts, StoreValues } from './guest/protocol.ts';
import { unsupported, type GivenContext } from './given-context.ts';
import { notAccepted, surroundingsOf, type PieceCaller } from './piece-caller.ts';
import { objectSchema } from './property-schema.ts';

type PieceFunction = (caller: PieceCaller, member: string, given: readonly unknown[]) => unknown;

/** By the kind of invocation. `resume` is after a pause, where the platform has any. */
export const PIECE_INVOCATIONS: Readonly<Record<string, PieceFunction | undefined>> = {
  action: (caller, member, [context, input]) => runAction(caller, member, { context, input }),
  resume: (caller, member, [context, input, after]) => runAction(caller, member, { context, input, after }),
  options: listOptions,
  schema: readSchema,
  test: testConnection,
  poll,
  // Whoever wants the same of the same connection shares a subscription.
  identity: (_caller, _member, [input]) => input ?? {},
  create,
  renew,
  remove,
  handshake,
  account: async (caller, member, [request]) => (await readEvent(caller, member, request)).identifierValue ?? null,
  verifySignature,
  receive,
};

const asContext = (given: unknown): GivenContext => given as GivenContext;
const asInput = (given: unknown): JsonObject => (given ?? {}) as JsonObject;
const common = ({ workspaceId, auth }: PieceCaller, context: GivenContext, member: string) => ({
  around: surroundingsOf(context, workspaceId, member),
  auth: auth(context),
});

async function runAction(
  caller: PieceCaller,
  member: string,
  { context: given, input, after }: { readonly context: unknown; readonly input: unknown; readonly after?: unknown },
): Promise<unknown> {
  const context = asContext(given);
  const { payload = {} } = (after ?? {}) as { readonly payload?: JsonValue };
  const effects = caller.manifest.actions[member]?.effects ?? 'write';
  const { output, wait } = await caller.call(
    {
      ...{ kind: 'action', member, input: asInput(input), ...common(caller, context, member) },
      ...(after === undefined ? {} : { resume: payload }),
    },
    { context, member, effects },
  );
  if (wait === undefined) return output;
  if (context.wait === undefined) throw unsupported('pauses its run');
  const until = wait.resumeAt === undefined ? { callback: true as const } : { until: new Date(wait.resumeAt) };
  return context.wait({ ...until, state: null });
}

async function listOptions(
  caller: PieceCaller,
  source: string,
  [given, request]: readonly unknown[],
): Promise<OptionList> {
  const context = asContext(given);
  const { input, search } = request as OptionRequest;
  const { output } = await caller.call(
    {
      ...{ kind: 'options', source, input, ...common(caller, context, source) },
      ...(search === undefined ? {} : { search }),
    },
    { context, member: source, effects: 'read' },
  );
  const { options = [], placeholder } = (output ?? {}) as {
    readonly options?: readonly { readonly label?: unknown; readonly value?: JsonValue }[];
    readonly placeholder?: string;
  };
  // Nothing to choose has a reason, as a rule: a field that comes first, or a connection that does not work.
  if (options.length === 0 && placeholder !== undefined) context.log.info(placeholder);
  const items = options.map(({ label, value = null }) => ({
    value,
    label: typeof label === 'string' ? label : JSON.stringify(label ?? value),
  }));
  const wanted = search?.toLowerCase() ?? '';
  return { items: items.filter(({ label }) => label.toLowerCase().includes(wanted)) };
}

async function readSchema(
  caller: PieceCaller,
  source: string,
  [given, request]: readonly unknown[],
): Promise<JsonObject> {
  const context = asContext(given);
  const { input } = request as Pick<OptionRequest, 'input'>;
  const { output } = await caller.call(
    { kind: 'schema', source, input, ...common(caller, context, source) },
    { context, member: source, effects: 'read' },
  );
  return objectSchema(output as unknown as PropertiesFacts);
}

async function testConnection(caller: PieceCaller, kind: string, [given]: readonly unknown[]): Promise<unknown> {
  const context = asContext(given);
  const { title } = caller.manifest;
  const auth = caller.auth(context, kind);
  if (auth === null) throw notAccepted(title, 'it was made for another way of signing in.');
  const around = surroundingsOf(context, caller.workspaceId, 'test');
  const { output } = await caller.call({ kind: 'validate', auth, around }, { context, member: kind, effects: 'read' });
  const { isValid, reason, label, id } = output as { isValid: boolean; reason?: string; label?: string; id?: string };
  if (!isValid) throw notAccepted(title, reason ?? '');
  return { ...(label === undefined ? {} : { label }), ...(id === undefined ? {} : { id }) };
}

/** What a polling trigger leaves for the next time. */
interface PieceCursor {
  readonly store: StoreValues;
  readonly cron?: string;
  readonly polledAtMs?: number;
}

/**
 * The first time only notes what there is: what happened before is nobody's business. Later ones give what is new, with all
 * that the piece has stored; items and cursor are committed together, so a crash loses neither.
 */
async function poll(caller: PieceCaller, member: string, [given, request]: readonly unknown[]): Promise<unknown> {
  const context = asContext(given);
  const { input, cursor } = request as { readonly input: JsonObject; readonly cursor?: PieceCursor };
  const nowMs = context.clock.nowMs();
  if (cursor !== undefined && !isDue(cursor, nowMs)) return { items: [], cursor };
  const {
    output,
    store,
    cron = cursor?.cron,
  } = await caller.call(
    {
      ...{ kind: cursor === undefined ? 'enable' : 'poll', member, input, ...common(caller, context, member) },
      ...{ store: cursor?.store ?? {}, webhookUrl: '' },
    },
    { context, member, effects: 'read' },
  );
  const next = { store: store ?? {}, polledAtMs: nowMs, ...(cron === undefined ? {} : { cron }) };
  return { items: toItems(output), cursor: next };
}

/** Pieces may want to be asked less often than everybody is. */
function isDue({ cron, polledAtMs = 0 }: PieceCursor, nowMs: number): boolean {
  const everySeconds = cron === undefined ? undefined : cronSeconds(cron);
  return everySeconds === undefined || nowMs - polledAtMs >= everySeconds * 1000;
}

function toItems(output: JsonValue): readonly TriggerItem[] {
  const items = Array.isArray(output) ? (output as readonly JsonValue[]) : [];
  return items.map((data) => ({ id: idOf(data), data }));
}

/** The piece's own mark where it has one, else what the item says: the same item is the same id. */
function idOf(data: JsonValue): string {
  const own = typeof data === 'object' && data !== null ? (data as JsonObject)._dedupe_key : undefined;
  return typeof own === 'string' ? own : hashOf(data);
}
const hashOf = (value: JsonValue): string => createHash('sha256').update(JSON.stringify(value)).digest('hex');

/** All that a subscription is known by: pieces keep its remote id in their store, in a form of their own. */
interface Known {
  readonly url: string;
  readonly input: JsonObject;
  readonly store: StoreValues;
}
/** A renewal is due when two thirds of the time are over. */
const RENEW_SHARE = 1.5;

async function create(
  caller: PieceCaller,
  member: string,
  [given, wanted]: readonly unknown[],
): Promise<RemoteSubscription> {
  const { url, identity } = wanted as { readonly url: string; readonly identity: JsonObject };
  return keep(caller, member, {
    context: asContext(given),
    hook: 'enable',
    known: { url, input: identity, store: {} },
  });
}

async function renew(
  caller: PieceCaller,
  member: string,
  [given, current]: readonly unknown[],
): Promise<RemoteSubscription> {
  return keep(caller, member, { context: asContext(given), hook: 'renew', known: knownOf(current) });
}

async function remove(caller: PieceCaller, member: string, [given, current]: readonly unknown[]): Promise<void> {
  const context = asContext(given);
  const known = knownOf(current);
  await hook(caller, member, { context, hook: 'disable', known });
  await context.store?.delete(storeKey(member, known.input));
}

const knownOf = (current: unknown): Known => JSON.parse((current as RemoteSubscription).remoteId) as Known;

interface Hooked {
  readonly context: GivenContext;
  readonly hook: 'enable' | 'renew' | 'disable';
  readonly known: Known;
}
function hook(caller: PieceCaller, member: string, { context, hook: kind, known }: Hooked): Promise<CallResult> {
  const { url, input, store } = known;
  return caller.call(
    { kind, member, input, store, webhookUrl: url, ...common(caller, context, member) },
    { context, member, effects: 'write' },
  );
}

async function keep(caller: PieceCaller, member: string, hooked: Hooked): Promise<RemoteSubscription> {
  const { context, known } = hooked;
  const { store = {}, cron } = await hook(caller, member, hooked);
  await context.store?.set(storeKey(member, known.input), store);
  const everySeconds = cron === undefined ? undefined : cronSeconds(cron);
  return {
    remoteId: JSON.stringify({ ...known, store }),
    ...(everySeconds === undefined
      ? {}
      : { expiresAt: new Date(context.clock.nowMs() + everySeconds * RENEW_SHARE * 1000).toISOString() }),
  };
}

const storeKey = (member: string, input: JsonObject): string => `piece/trigger/${member}/${hashOf(input)}`;

function payloadOf(request: DeliveredRequest): Payload {
  const query = Object.entries(request.query).map(
    ([name, value]) => [name, typeof value === 'string' ? value : (value[0] ?? '')] as const,
  );
  return {
    body: request.json ?? request.text,
    rawBody: request.text,
    headers: request.headers,
    queryParams: Object.fromEntries(query),
    method: request.method,
  };
}

async function receive(
  caller: PieceCaller,
  member: string,
  [given, request, input]: readonly unknown[],
): Promise<readonly TriggerItem[]> {
  const context = asContext(given);
  const fields = asInput(input);
  const stored = (await context.store?.get(storeKey(member, fields))) ?? null;
  const { output } = await caller.call(
    {
      ...{ kind: 'receive', member, input: fields, ...common(caller, context, member) },
      ...{ payload: payloadOf(request as DeliveredRequest), store: stored as StoreValues | null, webhookUrl: '' },
    },
    { context, member, effects: 'read' },
  );
  return toItems(output);
}

/** What the service asks before it delivers: of the trigger itself, or of the address that all triggers of an app share. */
async function handshake(caller: PieceCaller, member: string, [request]: readonly unknown[]): Promise<unknown> {
  if (caller.manifest.triggers[member]?.delivery === 'app') {
    const { event, reply } = await readEvent(caller, member, request);
    return event === undefined && reply !== undefined ? answerOf(reply) : null;
  }
  const { output } = await caller.call(
    {
      ...{ kind: 'handshake', member, input: {}, auth: null, store: null, webhookUrl: '' },
      ...{
        around: surroundingsOf(undefined, caller.workspaceId, member),
        payload: payloadOf(request as DeliveredRequest),
      },
    },
    { context: undefined, member, effects: 'read' },
  );
  return output === null ? null : answerOf(output as unknown as Reply);
}

interface Reply {
  readonly status?: number;
  readonly body?: JsonValue;
  readonly headers?: Readonly<Record<string, string>>;
}
function answerOf({ status, body, headers = {} }: Reply) {
  return {
    ...(status === undefined ? {} : { status }),
    headers,
    body: typeof body === 'string' ? body : JSON.stringify(body ?? ''),
  };
}

interface PieceEvent {
  readonly event?: string;
  readonly identifierValue?: string;
  readonly reply?: Reply;
}
async function readEvent(caller: PieceCaller, member: string, request: unknown): Promise<PieceEvent> {
  const { output } = await caller.call(
    {
      ...{ kind: 'event', auth: null, payload: payloadOf(request as DeliveredRequest) },
      around: surroundingsOf(undefined, caller.workspaceId, member),
    },
    { context: undefined, member, effects: 'read' },
  );
  return (output ?? {}) as PieceEvent;
}

async function verifySignature(
  caller: PieceCaller,
  member: string,
  [request, secret]: readonly unknown[],
): Promise<boolean> {
  const { output } = await caller.call(
    {
      ...{ kind: 'verify', auth: null, payload: payloadOf(request as DeliveredRequest), secret: String(secret) },
      around: surroundingsOf(undefined, caller.workspaceId, member),
    },
    { context: undefined, member, effects: 'read' },
  );
  return output === true;
}
