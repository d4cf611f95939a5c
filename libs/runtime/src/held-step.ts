import type { Page } from './ports.ts';
import type { TokenAnswer } from './task-token.ts';

/** A failure that somebody must decide about. */
export interface HeldFailure {
  /** Of the step, as its records show it. */
  readonly path: string;
  readonly state: string;
  readonly resource: string;
  readonly error: string;
  readonly cause: string;
  /** The connection that it waits for, by name. Absent: it waits for a person. */
  readonly connection?: string;
}

/** What is held, when that begins. */
export interface HeldCall extends HeldFailure {
  /** How long ago the call began, in milliseconds: with what its connection held then. */
  readonly callAgeMs: number;
}

export interface HeldStep extends HeldFailure {
  readonly runId: string;
  readonly workflowName: string;
  readonly attempt: number;
  readonly heldSinceMs: number;
}

/** Steps that have failed and stand still until somebody decides what becomes of them, or their connection is mended. */
export interface HeldStepStore {
  /** Those that nobody has decided about, oldest first, of runs that have not ended. `limit` 1-1,000. */
  list(filter: {
    readonly workspaceId: string;
    readonly runId?: string;
    readonly connection?: string;
    /** From the page before; `list.cursor_invalid` for another text. */
    readonly cursor?: string;
    readonly limit: number;
  }): Promise<Page<HeldStep>>;
  /** How many wait for each connection of a workspace; those that wait for none are not counted. */
  countByConnection(workspaceId: string): Promise<Readonly<Record<string, number>>>;
  /** The first decision counts, and makes the run due. One transaction. `not_found`: nothing is held there, or not any more. */
  decide(request: {
    readonly workspaceId: string;
    readonly runId: string;
    readonly path: string;
    /** Only about this one: whoever repeats a decision must not decide about what is held after it. */
    readonly attempt?: number;
    readonly decision: TokenAnswer;
  }): Promise<{ readonly kind: 'decided'; readonly token: string } | { readonly kind: 'not_found' }>;
  /** A person has mended a connection: what was called before that is made again, little by little, by `release`. */
  noteMended(connection: { readonly workspaceId: string; readonly name: string }): Promise<void>;
  /**
   * Decides `again` for the oldest that wait for a connection that was mended since they were called: at most `perConnection` of
   * each in `paceSeconds`, however many processes ask. For `staleSeconds` after the mending, calls may go on with what the
   * connection held before: these count as called before, and until then nothing is let go.
   */
  release(request: {
    readonly perConnection: number;
    readonly paceSeconds: number;
    readonly staleSeconds: number;
  }): Promise<readonly { readonly runId: string; readonly token: string }[]>;
}
