import { PauseError, type CallContext, type JsonObject } from '@millrace/connector-sdk';
import type { AuthValue, CallResult, CallSurroundings, PieceCall } from './guest/protocol.ts';
import type { GivenContext } from './given-context.ts';
import type { OpenPiece } from './piece.ts';

/** Around a call of a piece. */
export interface CallManner {
  /** Undefined for functions that have none. */
  readonly context: GivenContext | undefined;
  readonly member: string;
  readonly effects: 'read' | 'write';
}
/** What a function of a connector may do with its piece. */
export interface PieceCaller {
  readonly manifest: OpenPiece['manifest'];
  readonly workspaceId: string;
  readonly generation: OpenPiece['generation'];
  /** Makes a call. Rejects with the failures of the SDK. */
  readonly call: (call: PieceCall, how: CallManner) => Promise<CallResult>;
  readonly auth: (context: CallContext, kind?: string) => AuthValue | null;
}

/** Who is around a call, for pieces that ask. */
export function surroundingsOf(
  context: GivenContext | undefined,
  workspaceId: string,
  member: string,
): CallSurroundings {
  const { run } = context ?? {};
  return {
    workspaceId,
    workflowId: run?.workflow ?? '',
    runId: run?.id ?? '',
    step: run?.state ?? member,
  };
}

/** Credentials that do not work are a person's to mend. */
export const notAccepted = (title: string, reason: string): PauseError =>
  new PauseError(`${title} does not accept the connection: ${reason}`);

/** A context as the platform gives it, with what it may not have. */
export const asContext = (given: unknown): GivenContext => given as GivenContext;
export const asInput = (given: unknown): JsonObject => (given ?? {}) as JsonObject;
/** What every call says. */
export const callBasics = (
  { workspaceId, auth }: PieceCaller,
  context: GivenContext,
  member: string,
): Pick<PieceCall, 'around' | 'auth'> => ({
  around: surroundingsOf(context, workspaceId, member),
  auth: auth(context),
});
