// What each kind of call means to a piece.
import { authValueOf, bareOf } from './auth-value.ts';
import { makeActionContext, makeContext, refusal, type Ask, type ContextParts, type Wishes } from './context.ts';
import { describeProperties, toData } from './describe-piece.ts';
import { toPropsValue } from './fields.ts';
import { listenersOf } from './listeners.ts';
import type { LoadedPiece } from './load-piece.ts';
import { SourceNames } from './names.ts';
import type { JsonLike, PieceFunction, PieceProperties, PieceTrigger } from './piece-shape.ts';
import type { CallResult, Payload, PieceCall } from './protocol.ts';
import { BufferedStore, mergeStore } from './store.ts';

type CallOf<Kind, Call> = Call extends { readonly kind: infer Kinds } ? (Kind extends Kinds ? Call : never) : never;
type Call<Kind extends PieceCall['kind']> = CallOf<Kind, PieceCall>;
type Performed = Omit<CallResult, 'output'> & { readonly output: unknown };
type Perform<Kind extends PieceCall['kind']> = (loaded: LoadedPiece, call: Call<Kind>, ask: Ask) => Promise<Performed>;

const HOOKS = { enable: 'onEnable', disable: 'onDisable', renew: 'onRenew' } as const;

const PERFORM: { readonly [Kind in PieceCall['kind']]: Perform<Kind> } = {
  action: runAction,
  options: listOptions,
  schema: readSchema,
  validate: validateConnection,
  enable: runHook,
  disable: runHook,
  renew: runHook,
  poll: runTrigger,
  receive: receiveDelivery,
  handshake: shakeHands,
  event: async ({ piece }, { payload }) => ({ output: await piece.events?.parseAndReply?.(eventContext(payload)) }),
  verify: async ({ piece }, { payload, secret }) => ({
    output: (await piece.events?.verify?.({ ...eventContext(payload), webhookSecret: parsedSecret(secret) })) === true,
  }),
};

/** Performs a call. Rejects with whatever the piece throws. */
export async function performCall(loaded: LoadedPiece, call: PieceCall, ask: Ask): Promise<CallResult> {
  const { output, ...rest } = await (PERFORM[call.kind] as Perform<PieceCall['kind']>)(loaded, call, ask);
  return { ...rest, output: output === undefined ? null : (JSON.parse(JSON.stringify(output)) as JsonLike) };
}

function required<Member>(members: ReadonlyMap<string, Member>, name: string): Member {
  const found = members.get(name);
  if (found === undefined) throw new Error(`The piece has nothing that is called "${name}".`);
  return found;
}

async function partsOf(
  loaded: LoadedPiece,
  call: Pick<Call<'action'>, 'around' | 'auth' | 'input'>,
  { form, store, ask }: { readonly form: PieceProperties; readonly store: BufferedStore; readonly ask: Ask },
): Promise<ContextParts> {
  const auth = authValueOf(loaded, call.auth);
  const readFile = async (file: JsonLike): Promise<string> => String(await ask('readFile', file));
  const propsValue = await toPropsValue(form, call.input, { auth, readFile });
  return { contextVersion: loaded.contextVersion, around: call.around, auth, propsValue, store, ask, wishes: {} };
}

/** A piece may swallow a refusal; the call has failed all the same. */
async function obey<T>(wishes: Wishes, work: () => T | Promise<T>): Promise<T> {
  const result = await work();
  if (wishes.refusal !== undefined) throw wishes.refusal;
  return result;
}

async function runAction(loaded: LoadedPiece, call: Call<'action'>, ask: Ask) {
  const action = required(loaded.actions, call.member);
  const store = new BufferedStore(async (key) => (await ask('storeGet', { key })) as JsonLike);
  const parts = await partsOf(loaded, call, { form: action.props ?? {}, store, ask });
  const { wishes } = parts;
  const output = await obey(wishes, () => action.run(makeActionContext(parts, call.resume)));
  const { response, wait } = wishes;
  return {
    ...{ output, writes: store.writes },
    ...(response === undefined ? {} : { response }),
    ...(wait === undefined ? {} : { wait }),
  };
}

function fieldValues(loaded: LoadedPiece, { auth, input }: Call<'options'>) {
  const value = authValueOf(loaded, auth);
  const old =
    loaded.piece.auth === undefined ? Object.fromEntries([...loaded.auth.keys()].map((name) => [name, value])) : {};
  return { ...input, ...old, auth: value };
}

function fieldContext(
  { around, search }: Call<'options'>,
  parts: { readonly loaded: LoadedPiece; readonly auth: unknown; readonly ask: Ask },
) {
  const { contextVersion } = parts.loaded;
  const store = new BufferedStore(() => Promise.resolve(null));
  const context = makeContext({ ...parts, contextVersion, around, propsValue: {}, store, wishes: {} });
  return { ...context, searchValue: search };
}

async function listOptions(loaded: LoadedPiece, call: Call<'options'>, ask: Ask) {
  const property = loaded.sources.find(call.source);
  if (typeof property?.options !== 'function') throw new Error(`The piece has no choices for "${call.source}".`);
  const values = fieldValues(loaded, call);
  const list = property.options as (values: unknown, context: unknown) => unknown;
  return { output: await list(values, fieldContext(call, { loaded, auth: values.auth, ask })) };
}

async function readSchema(loaded: LoadedPiece, call: Call<'schema'>, ask: Ask) {
  const property = loaded.sources.find(call.source);
  if (typeof property?.props !== 'function') throw new Error(`The piece has no fields inside "${call.source}".`);
  const values = fieldValues(loaded, call);
  const read = property.props as (values: unknown, context: unknown) => unknown;
  const found = (await read(values, fieldContext(call, { loaded, auth: values.auth, ask }))) as
    PieceProperties | undefined;
  return { output: describeProperties(found ?? {}, new SourceNames([])) };
}

/** Whether a connection works, and whose it is: as far as the piece can tell. */
async function validateConnection(loaded: LoadedPiece, call: Call<'validate'>, ask: Ask) {
  const way = loaded.auth.get(call.auth?.key ?? '');
  if (way === undefined || call.auth === null) throw new Error('There is no connection to check.');
  const server = { apiUrl: 'https://piece.invalid/api/', publicUrl: 'https://piece.invalid/' };
  const checked = (await way.validate?.({ auth: bareOf(way.type, call.auth.fields), server })) ?? { valid: true };
  const label: unknown = await way.getConnectionIdentifier?.({ auth: authValueOf(loaded, call.auth), server });
  const { valid, error } = checked as { readonly valid?: boolean; readonly error?: unknown };
  if (valid === false) return { output: { isValid: false, reason: String(error) } };
  const id = await accountOf(loaded, call, ask);
  return { output: { isValid: true, label: typeof label === 'string' ? label : undefined, id } };
}

/** Events go to connections by account: what a trigger would listen to tells it. */
async function accountOf(loaded: LoadedPiece, call: Call<'validate'>, ask: Ask): Promise<string | undefined> {
  const found = [...loaded.triggers].find(([, { type }]) => type === 'APP_WEBHOOK');
  if (found === undefined) return undefined;
  try {
    const [member] = found;
    const { identifierValue } = await listenersOf(loaded, { ...call, member, input: {} }, ask);
    return identifierValue;
  } catch {
    // It needs to know more than the connection: nobody can say whose it is.
    return undefined;
  }
}

type TriggerCall = Call<'poll' | 'enable' | 'receive' | 'handshake'>;

async function openTrigger(loaded: LoadedPiece, call: TriggerCall, ask: Ask) {
  const trigger = required(loaded.triggers, call.member);
  const before = call.store;
  const wishes: Wishes = {};
  const store = new BufferedStore((key) =>
    before === null
      ? Promise.reject(refusal(wishes, 'reads what it has stored when it was switched on'))
      : Promise.resolve(before[key] ?? null),
  );
  const parts = { ...(await partsOf(loaded, call, { form: trigger.props ?? {}, store, ask })), wishes };
  const payload = 'payload' in call ? call.payload : undefined;
  const context = {
    ...makeContext(parts),
    ...{ webhookUrl: call.webhookUrl, payload, isRepublish: false },
    setSchedule: ({ cronExpression }: { readonly cronExpression: string }) => {
      wishes.cron = cronExpression;
    },
    app: { createListeners: () => undefined },
  };
  const perform = async (work: PieceFunction | undefined) => {
    const output = await obey(wishes, () => work?.call(trigger, context));
    const stored = mergeStore(before ?? {}, store.writes);
    return { output, store: stored, ...(wishes.cron === undefined ? {} : { cron: wishes.cron }) };
  };
  return { trigger, perform };
}

async function runHook(loaded: LoadedPiece, call: Call<'enable'>, ask: Ask) {
  const { trigger, perform } = await openTrigger(loaded, call, ask);
  const done = await perform(trigger[HOOKS[call.kind as keyof typeof HOOKS]]);
  const { strategy, cronExpression } = trigger.renewConfiguration ?? {};
  // A subscription that must be renewed says so in the same way as a poll that is to be made less often.
  return {
    ...(strategy === 'CRON' && cronExpression !== undefined ? { cron: cronExpression } : {}),
    ...done,
    output: null,
  };
}

async function runTrigger(loaded: LoadedPiece, call: Call<'poll'> | Call<'receive'>, ask: Ask) {
  const { trigger, perform } = await openTrigger(loaded, call, ask);
  const done = await perform((context) => trigger.run(context));
  return { ...done, output: Array.isArray(done.output) ? done.output : [] };
}

/** Of all that an app's address gets, a trigger wants what it listens to. */
async function receiveDelivery(loaded: LoadedPiece, call: Call<'receive'>, ask: Ask) {
  const trigger = required(loaded.triggers, call.member);
  if (trigger.type === 'APP_WEBHOOK') {
    const { event } = ((await loaded.piece.events?.parseAndReply?.(eventContext(call.payload))) ?? {}) as {
      readonly event?: string;
    };
    const { events } = await listenersOf(loaded, call, ask);
    if (event === undefined || !events.includes(event)) return { output: [] };
  }
  return runTrigger(loaded, call, ask);
}

async function shakeHands(loaded: LoadedPiece, call: Call<'handshake'>, ask: Ask) {
  const { trigger, perform } = await openTrigger(loaded, call, ask);
  return isHandshake(trigger, call.payload) ? perform(trigger.onHandshake) : { output: null };
}

function isHandshake({ handshakeConfiguration = {} }: PieceTrigger, payload: Payload): boolean {
  const { strategy, paramName = '' } = handshakeConfiguration;
  const name = paramName.toLowerCase();
  if (strategy === 'HEADER_PRESENT') return Object.hasOwn(payload.headers, name);
  if (strategy === 'QUERY_PRESENT') return Object.hasOwn(payload.queryParams, paramName);
  const { body } = payload;
  return (
    strategy === 'BODY_PARAM_PRESENT' && typeof body === 'object' && body !== null && Object.hasOwn(body, paramName)
  );
}

const eventContext = (payload: Payload) => ({
  payload,
  server: { publicUrl: 'https://piece.invalid/' },
  appWebhookUrl: '',
});

/** Pieces that serve several apps have a secret for each, by its id. */
function parsedSecret(secret: string): unknown {
  const data = secret.startsWith('{') ? toJson(secret) : undefined;
  return data ?? secret;
}
function toJson(secret: string): JsonLike | undefined {
  try {
    return toData(JSON.parse(secret));
  } catch {
    return undefined;
  }
}
