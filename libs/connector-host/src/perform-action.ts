import { errorPrefixOf, type Action, type JsonValue, type PausingContext, type Resumed } from '@millrace/connector-sdk';
import {
  CallPauses,
  canPause,
  failureOfAnswer,
  performOnce,
  resumeOf,
  runHttpAction,
  type Evaluate,
  type PauseFacts,
} from '@millrace/connector-sdk/platform';
import { openAction, openVerify, type CallSurroundings, type OpenedCall } from './call-context.ts';
import type { ActionCall } from './connector-host.ts';
import { ownMember, unknownMember } from './find-connector.ts';
import { demandFit, demandOutputFit } from './fit.ts';
import type { InstalledConnector } from './installed-connector.ts';
import { toJson } from './plain-output.ts';
import { checksOf } from './schema-check.ts';

/** How an action has come to an end by itself. */
export type ActionEnd =
  { readonly kind: 'returned'; readonly output: JsonValue } | (PauseFacts & { readonly kind: 'paused' });

/** Calls an action, or goes on with it after a pause. Arguments are checked before, and an output after; a pause has none yet. */
export async function performAction(
  call: ActionCall,
  { connector, manifest, origin }: InstalledConnector,
  { around, evaluate }: { readonly around: CallSurroundings; readonly evaluate: Evaluate },
): Promise<ActionEnd> {
  const action = ownMember(connector.actions, call.action);
  const described = ownMember(manifest.actions, call.action);
  if (action === undefined || described === undefined) throw unknownMember(call.connector, call.action);
  const checks = checksOf(manifest, described);
  demandFit(checks.input, call.arguments);
  const pauses = new CallPauses({ canResume: canPause(action), openCallback: call.openCallback });
  const called = { connector, action, pauses };
  const made = await performOnce(action, {
    earlier: call.earlier,
    run: async () => perform(call, action, { ...(await openAction(call, called, around)), evaluate }),
    ask: async (verify) => verify((await openVerify(call, called, around)).context, call.arguments),
  });
  const pause = pauses.find(made);
  if (pause !== undefined) return { kind: 'paused', ...pause };
  const output = toJson(made, around.limits.output);
  demandOutputFit(checks.output, output, { origin, log: around.log });
  return { kind: 'returned', output };
}

function perform(
  { connector, arguments: input, resume }: ActionCall,
  action: Action,
  { send, context, evaluate }: OpenedCall<PausingContext> & { readonly evaluate: Evaluate },
): unknown {
  // What came to a callback has the form that the engine gives it.
  if (resume !== undefined) return resumeOf(action)(context, input, resume as unknown as Resumed);
  if (action.kind === 'code') return action.run(context, input);
  const { connection, idempotencyKey, log } = context;
  return runHttpAction(
    { action, errorPrefix: errorPrefixOf(connector), root: { input, connection, idempotencyKey } },
    { evaluate, send, failureOf: failureOfAnswer, warn: (message) => log.warn(message) },
  );
}
