// What each function of a connector means for a piece.
import type { JsonObject, JsonValue, OptionList, OptionRequest } from '@millrace/connector-sdk';
import type { PropertiesFacts } from './guest/protocol.ts';
import { openAddressFor, pauseUntil, resumePayloadOf } from './piece-pauses.ts';
import { asContext, asInput, callBasics, notAccepted, surroundingsOf, type PieceCaller } from './piece-caller.ts';
import { poll } from './piece-polling.ts';
import { account, create, handshake, receive, remove, renew, verifySignature } from './piece-webhooks.ts';
import { objectSchema } from './property-schema.ts';

type PieceFunction = (caller: PieceCaller, member: string, given: readonly unknown[]) => unknown;

/** By the kind of invocation. */
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
  account,
  verifySignature,
  receive,
};

async function runAction(
  caller: PieceCaller,
  member: string,
  { context: given, input, after }: { readonly context: unknown; readonly input: unknown; readonly after?: unknown },
): Promise<unknown> {
  const context = asContext(given);
  const effects = caller.manifest.actions[member]?.effects ?? 'write';
  const { around, auth } = callBasics(caller, context, member);
  const { output, wait } = await caller.call(
    {
      ...{ kind: 'action', member, input: asInput(input), auth },
      around: { ...around, ...(await openAddressFor(caller, member, context)) },
      ...(after === undefined ? {} : { resume: resumePayloadOf(after) }),
    },
    { context, member, effects },
  );
  return wait === undefined ? output : pauseUntil(wait, context);
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
      ...{ kind: 'options', source, input, ...callBasics(caller, context, source) },
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
    { kind: 'schema', source, input, ...callBasics(caller, context, source) },
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
