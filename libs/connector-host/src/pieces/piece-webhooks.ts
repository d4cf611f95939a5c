// Webhooks: of a trigger, by a subscription, or of a whole app, by the one address that all of its triggers share.
import type { DeliveredRequest, JsonObject, JsonValue, RemoteSubscription, TriggerItem } from '@millrace/connector-sdk';
import { cronSeconds } from './cron-interval.ts';
import type { CallResult, Payload, StoreValues } from './guest/protocol.ts';
import type { GivenContext } from './given-context.ts';
import { asContext, asInput, callBasics, surroundingsOf, type PieceCaller } from './piece-caller.ts';
import { hashOf, toItems } from './piece-items.ts';

/** All that a subscription is known by: pieces keep its remote id in their store, in a form of their own. */
interface Known {
  readonly url: string;
  readonly input: JsonObject;
  readonly store: StoreValues;
}
/** A renewal is due when two thirds of the time are over. */
const RENEW_SHARE = 1.5;

export async function create(
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

export async function renew(
  caller: PieceCaller,
  member: string,
  [given, current]: readonly unknown[],
): Promise<RemoteSubscription> {
  return keep(caller, member, { context: asContext(given), hook: 'renew', known: knownOf(current) });
}

export async function remove(caller: PieceCaller, member: string, [given, current]: readonly unknown[]): Promise<void> {
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
    { kind, member, input, store, webhookUrl: url, ...callBasics(caller, context, member) },
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

export async function receive(
  caller: PieceCaller,
  member: string,
  [given, request, input]: readonly unknown[],
): Promise<readonly TriggerItem[]> {
  const context = asContext(given);
  const fields = asInput(input);
  const stored = (await context.store?.get(storeKey(member, fields))) ?? null;
  const { output } = await caller.call(
    {
      ...{ kind: 'receive', member, input: fields, ...callBasics(caller, context, member) },
      ...{ payload: payloadOf(request as DeliveredRequest), store: stored as StoreValues | null, webhookUrl: '' },
    },
    { context, member, effects: 'read' },
  );
  return toItems(output);
}

/** What the service asks before it delivers: of the trigger itself, or of the address that all triggers of an app share. */
export async function handshake(caller: PieceCaller, member: string, [request]: readonly unknown[]): Promise<unknown> {
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

export async function verifySignature(
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

/** Whose an event is. */
export async function account(
  caller: PieceCaller,
  member: string,
  [request]: readonly unknown[],
): Promise<string | null> {
  return (await readEvent(caller, member, request)).identifierValue ?? null;
}
