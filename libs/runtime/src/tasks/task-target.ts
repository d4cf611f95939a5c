import type { PendingCall, TaskCall, TaskResult } from '@millrace/machine';
import type { TaskEffects } from '../open-effects.ts';
import type { CallControl } from '../run-calls.ts';
import type { StepLogLine } from '../run.ts';

/** How an attempt ended, and what else is known of it. */
export interface TaskReport {
  readonly result: TaskResult;
  readonly log: readonly StepLogLine[];
  /** Values that must not appear in any record of this run. */
  readonly secrets: readonly string[];
}

/** What a task is done by. */
export interface TaskTarget {
  readonly effects: TaskEffects;
  /** Resolves for every failure of the task itself. `timeoutMs`: of this call, from now. */
  call(call: TaskCall, limits: { readonly control: CallControl; readonly timeoutMs: number }): Promise<TaskReport>;
  /** How long a call may take whose document does not say. */
  readonly timeoutSeconds: number;
  /** The answer of an attempt that was `awaited`, where it is this target that gives it. */
  findAnswer?(call: PendingCall): Promise<TaskResult>;
  /** Nobody waits for the attempt any more. */
  withdraw?(call: AwaitedCall): Promise<void>;
}

/** A call whose answer comes from elsewhere. */
export type AwaitedCall = TaskCall & Pick<PendingCall, 'answerer'>;

export const failed = (error: string, cause: string): TaskReport => ({
  result: { kind: 'threw', error: { error, cause } },
  log: [],
  secrets: [],
});
