import type { JsonText } from './run.ts';

/** What somebody said of a task that waits. */
export type TokenAnswer =
  | { readonly kind: 'returned'; readonly output: JsonText }
  | { readonly kind: 'threw'; readonly error: string; readonly cause: string };

/** Answers one attempt of one task. */
export interface TaskToken {
  readonly token: string;
  readonly workspaceId: string;
  readonly runId: string;
  readonly path: string;
  readonly attempt: number;
  readonly answer?: TokenAnswer;
  /** The last sign of life, by the store's clock. */
  readonly beatAtMs?: number;
}
