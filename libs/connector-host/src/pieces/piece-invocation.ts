// Calls of a connector's functions as calls of a piece in its process.
import { FatalError, type JsonObject, type JsonValue } from '@millrace/connector-sdk';
import type { Invocation } from '@millrace/connector-sdk/platform';
import { authValueFor, demandConnection } from './connection-value.ts';
import { CallAnswers, unsupported, type GivenContext } from './given-context.ts';
import { FILE_PREFIX, type CallResult, type DialAnswer, type DialTarget, type PieceCall } from './guest/protocol.ts';
import type { PieceCallHandle, PieceChild, PieceOutcome } from './piece-child.ts';
import { failureOfEnd, failureOfThrown, type Performed } from './piece-failures.ts';
import type { CallManner, PieceCaller } from './piece-caller.ts';
import { PIECE_INVOCATIONS } from './piece-functions.ts';
import type { OpenPiece } from './piece.ts';

/** A piece, and how to get a process of it. */
export interface PieceDoor {
  readonly piece: OpenPiece;
  readonly acquire: () => Promise<PieceChild>;
  readonly dial: (target: DialTarget) => Promise<DialAnswer>;
}

/** Of functions without a context: a handshake or a signature is answered at once or not at all. */
const WITHOUT_CONTEXT_MS = 10_000;

/** Calls a function of a connector that is a piece. */
export function invokePiece(door: PieceDoor, invocation: Invocation): Promise<unknown> {
  const { piece } = door;
  const found = PIECE_INVOCATIONS[invocation.kind];
  if (found === undefined) return Promise.reject(new FatalError(`Pieces have no "${invocation.kind}".`));
  const caller: PieceCaller = {
    manifest: piece.manifest,
    workspaceId: piece.workspaceId,
    generation: piece.generation,
    call: (call, how) => callPiece(door, call, how),
    auth: (context, kind) => authValueFor(piece.manifest, context, kind),
  };
  return Promise.resolve(found(caller, invocation.member, invocation.arguments));
}

async function callPiece(
  door: PieceDoor,
  call: PieceCall,
  { context, member, effects }: CallManner,
): Promise<CallResult> {
  const { manifest } = door.piece;
  if (call.kind === 'action') demandConnection(manifest, call.auth);
  const performed: Performed = { piece: `${manifest.name} ${manifest.version}`, member, effects };
  const answers = new CallAnswers(context, door.dial);
  const child = await door.acquire();
  context?.signal.throwIfAborted();
  const handle = child.call(call, {
    onAsk: (kind, question) => answers.answer(kind, question),
    onLog: ({ level, message }) => context?.log[level](message),
  });
  const outcome = await withinTime(handle, context?.signal ?? AbortSignal.timeout(WITHOUT_CONTEXT_MS));
  const result = resultOf(outcome, performed, answers);
  await finish(result, answers, context);
  return { ...result, output: withReferences(result.output, answers) };
}

function resultOf(outcome: PieceOutcome, performed: Performed, answers: CallAnswers): CallResult {
  if (outcome.kind === 'returned') return outcome.result;
  if (outcome.kind === 'threw') throw failureOfThrown(outcome.thrown, performed);
  throw failureOfEnd(outcome.end, performed, answers.hasDialled);
}

/** Commits what was stored, and does what the piece has asked for. */
async function finish(
  { writes, response }: CallResult,
  answers: CallAnswers,
  context: GivenContext | undefined,
): Promise<void> {
  await answers.commit(writes ?? {});
  if (response === undefined) return;
  if (context?.respond === undefined) throw unsupported('answers whoever has started the run');
  await context.respond(response.value);
}

/** Rejects when the time is up, whatever the piece goes on with. */
async function withinTime({ outcome, abandon }: PieceCallHandle, signal: AbortSignal): Promise<PieceOutcome> {
  let onAbort = (): void => undefined;
  const late = new Promise<never>((_, reject) => {
    onAbort = () => {
      abandon();
      const cause: unknown = signal.reason;
      reject(cause instanceof Error ? cause : new Error('The call was given up.'));
    };
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
  });
  try {
    return await Promise.race([outcome, late]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

/** Files that the piece has written are references from here on. */
function withReferences(value: JsonValue, answers: CallAnswers): JsonValue {
  if (answers.written.size === 0) return value;
  if (typeof value === 'string') {
    const found = value.startsWith(FILE_PREFIX) ? answers.written.get(value.slice(FILE_PREFIX.length)) : undefined;
    return found === undefined ? value : { ...found };
  }
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map((item) => withReferences(item, answers));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value as JsonObject);
  return Object.fromEntries(entries.map(([name, item]) => [name, withReferences(item, answers)]));
}
