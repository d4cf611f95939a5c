import type { Page } from './ports.ts';
import type { RunPosition } from './run-usage.ts';
import type { JsonText } from './run.ts';
import type { TokenUse } from './task-token.ts';

export const AWAITED_TASK_STATES = ['open', 'answered', 'expired'] as const;
export type AwaitedTaskState = (typeof AWAITED_TASK_STATES)[number];

/** A step that waits, or has waited, for an answer from outside. */
export interface AwaitedTask {
  /** Whoever knows it may answer. */
  readonly token: string;
  readonly use: Exclude<TokenUse, 'hold'>;
  readonly runId: string;
  readonly workflowName: string;
  readonly versionId: string;
  readonly versionNumber?: number;
  /** Of the step and of the attempts of what is around it, as the token has it: `Each order[17]/Ask (2/1)`. */
  readonly tokenPath: string;
  readonly attempt: number;
  readonly openedAtMs: number;
  readonly state: AwaitedTaskState;
  readonly answeredAtMs?: number;
}
/** One of them, with what there is to decide about it. */
export interface AwaitedTaskDetail extends AwaitedTask {
  readonly runInput: JsonText;
  /** Where the run, or the thread of the step, stands. Absent as long as nothing of that is kept. */
  readonly position?: RunPosition;
}

/** What waits for people, and for services that call back. Runs that test a draft are nobody's task. */
export interface AwaitedTaskStore {
  /** Open ones oldest first, those that were answered newest first. `limit` 1-1,000. */
  list(filter: {
    readonly workspaceId: string;
    readonly state: Exclude<AwaitedTaskState, 'expired'>;
    readonly workflow?: string;
    readonly runId?: string;
    /** From the page before; `list.cursor_invalid` for another text. */
    readonly cursor?: string;
    readonly limit: number;
  }): Promise<Page<AwaitedTask>>;
  /** Without a workspace: of whichever it is. */
  find(address: { readonly workspaceId?: string; readonly token: string }): Promise<AwaitedTaskDetail | undefined>;
}
