import type { PendingCall, TaskCall, TaskResult } from '@millrace/machine';
import type { StoreChanges } from '../connector-store.ts';
import type { EarlierCall } from '../begun-calls.ts';
import type { TaskEffects } from '../open-effects.ts';
import type { ConnectorCall, ConnectorOutcome } from '../ports.ts';
import type { CallControl } from '../run-calls.ts';
import type { StepLogLine } from '../run.ts';

/** How an attempt ended, and what else is known of it. */
export interface TaskReport {
  readonly result: TaskResult;
  readonly log: readonly StepLogLine[];
  /** Values that must not appear in any record of this run. */
  readonly secrets: readonly string[];
  /** Its last sign of life, where its token is beaten by it. */
  readonly beatAtMs?: number;
  /** What a connector keeps of it, if it has returned or paused. */
  readonly stored?: StoreChanges;
  /** It goes on later, with `resume`. */
  readonly paused?: Pick<Extract<ConnectorOutcome, { kind: 'paused' }>, 'untilMs' | 'isCallbackAwaited' | 'state'>;
}

/** What a task is done by. */
export interface TaskTarget {
  readonly effects: TaskEffects;
  /** That a call begins is kept before it does: after a crash it decides what is done. */
  readonly isMarked?: boolean;
  /** Resolves for every failure of the task itself. */
  call(call: TaskCall, manner: CallManner): Promise<TaskReport>;
  /** How long a call may take whose document does not say. */
  readonly timeoutSeconds: number;
  /** The answer of an attempt that was `awaited`, where it is this target that gives it. */
  findAnswer?(call: PendingCall): Promise<TaskResult>;
  /** Nobody waits for the attempt any more. */
  withdraw?(call: AwaitedCall): Promise<void>;
}

export interface CallManner {
  readonly control: CallControl;
  /** Of this call, from now. */
  readonly timeoutMs: number;
  /** What was before it. `lost` only of a target that is marked. */
  readonly earlier?: EarlierCall;
  /** It has paused, and goes on. */
  readonly resume?: NonNullable<ConnectorCall['resume']>;
  /** What services are told of the trace that the call belongs to. */
  readonly traceparent?: string;
  /** Opens what ends its next pause from outside; resolves with its address. */
  readonly openCallback: () => Promise<string>;
}

/** A call whose answer comes from elsewhere. */
export type AwaitedCall = TaskCall & Pick<PendingCall, 'answerer' | 'pause'>;

export const failed = (error: string, cause: string): TaskReport => ({
  result: { kind: 'threw', error: { error, cause } },
  log: [],
  secrets: [],
});
