import type { Checkpoint } from '@millrace/machine';
import type {
  JsonText,
  LeaseRequest,
  NewRun,
  Run,
  RunEnd,
  RunRemains,
  RunSignal,
  RunStatus,
  RunWithPayload,
  StepRecord,
} from '@millrace/runtime';

/** What is kept of a run. Positions and records are texts, as in a real store: nobody else holds what is inside. */
export interface RunRow {
  readonly run: NewRun;
  readonly status: RunStatus;
  readonly fence: number;
  readonly workerId?: string;
  /** When somebody must look at the run. Absent when it has ended. */
  readonly dueMs?: number;
  readonly cancel?: NonNullable<RunSignal['cancel']>;
  /** What came that it waits for, and that it has not heard of. An empty one: it was handed back, and what it had heard is lost. */
  readonly signals?: readonly string[];
  readonly isCompensating?: boolean;
  /** Times that a process lost it, since it last moved. */
  readonly losses: number;
  /** When it was allowed to begin. Runs with `admission` only: absent while it is held back. */
  readonly admittedAtMs?: number;
  /** When it has been quiet for long enough, if nothing newer comes. With `debounce`. */
  readonly heldUntilMs?: number;
  readonly startedAtMs?: number;
  readonly checkpoint?: JsonText;
  readonly currentState?: string;
  readonly steps: readonly JsonText[];
  readonly end?: RunEnd;
  /** It had begun to undo what it did when it ended. */
  readonly hasUndone?: boolean;
}

/** A new run: queued, leased, or held back. */
export function newRow(run: NewRun, nowMs: number, lease?: LeaseRequest): RunRow {
  const { beginsAt } = run;
  const at = beginsAt && { checkpoint: JSON.stringify(beginsAt), currentState: beginsAt.state };
  const begun = { run, losses: 0, steps: [], ...at };
  if (run.admission !== undefined) {
    const { debounce } = run.admission;
    const held: RunRow = { ...begun, status: 'queued', fence: 0 };
    return debounce === undefined ? held : { ...held, heldUntilMs: nowMs + debounce.seconds * 1000 };
  }
  if (lease === undefined) return { ...begun, status: 'queued', fence: 0, dueMs: nowMs };
  const { workerId, leaseSeconds } = lease;
  const dueMs = nowMs + leaseSeconds * 1000;
  return { ...begun, status: 'running', fence: 1, workerId, dueMs, startedAtMs: run.acceptedAtMs };
}

/** Names that a run shows and its row does not have. */
export interface VersionNames {
  readonly workflowName: string;
  /** Absent of what tests a draft. */
  readonly versionNumber?: number;
}

export function stepCountOf({ steps }: RunRow): number {
  return steps.length;
}

/** Adds records; one that is there already stays as it is. */
export function withSteps(row: RunRow, records: readonly StepRecord[]): RunRow {
  const steps = [...row.steps];
  for (const record of records) steps[record.sequence] ??= JSON.stringify(record);
  return { ...row, steps };
}

/** An ended run needs no worker and no time; its position, if another one may go on from there. */
export function withEnd(row: RunRow, end: RunEnd): RunRow {
  const { run, fence, cancel, startedAtMs, steps, losses, admittedAtMs, isCompensating, checkpoint } = row;
  const isOpen = end.status !== 'succeeded' && end.status !== 'compensated';
  return {
    ...{ run, fence, steps, losses, status: end.status, end },
    ...(cancel === undefined ? {} : { cancel }),
    ...(startedAtMs === undefined ? {} : { startedAtMs }),
    ...(admittedAtMs === undefined ? {} : { admittedAtMs }),
    ...(isOpen && checkpoint !== undefined ? { checkpoint } : {}),
    ...(isCompensating === true ? { hasUndone: true } : {}),
  };
}

/** What is left of a run that has ended. */
export function remainsOf({ run, end, hasUndone = false, checkpoint }: RunRow): RunRemains | undefined {
  const orderingKey = run.admission?.orderingKey;
  if (end === undefined) return undefined;
  return {
    hasUndone,
    arePayloadsGone: false,
    ...(checkpoint === undefined ? {} : { checkpoint: JSON.parse(checkpoint) as Checkpoint }),
    ...(run.keySeed === undefined ? {} : { keySeed: run.keySeed }),
    ...(orderingKey === undefined ? {} : { orderingKey }),
  };
}

/** What people are shown: one that undoes what it did is neither running nor waiting to them. */
export function shownStatus({ status, isCompensating }: RunRow): RunStatus {
  return isCompensating === true ? 'compensating' : status;
}

export function toRun(row: RunRow, { workflowName, versionNumber }: VersionNames): Run {
  const { run, startedAtMs, dueMs, currentState, end } = row;
  const { parent, searchAttributes, isTest = false, retryOf } = run;
  return {
    id: run.id,
    workspaceId: run.workspaceId,
    workflowId: run.workflowId,
    workflowName,
    versionId: run.versionId,
    ...(versionNumber === undefined ? {} : { versionNumber }),
    ...(isTest ? { isTest } : {}),
    status: shownStatus(row),
    trigger: run.trigger,
    acceptedAtMs: run.acceptedAtMs,
    stepCount: stepCountOf(row),
    ...(startedAtMs === undefined ? {} : { startedAtMs }),
    ...(shownStatus(row) === 'waiting' && dueMs !== undefined ? { availableAtMs: dueMs } : {}),
    ...(currentState === undefined ? {} : { currentState }),
    ...(end === undefined ? {} : shownEnd(end)),
    ...(parent === undefined ? {} : { parent }),
    ...(searchAttributes === undefined ? {} : { searchAttributes }),
    ...(retryOf === undefined ? {} : { retryOf }),
  };
}

function shownEnd({ endedAtMs, error, cause, failedPath, failure }: RunEnd): Partial<Run> {
  return {
    endedAtMs,
    ...(error === undefined ? {} : { error }),
    ...(cause === undefined ? {} : { cause }),
    ...(failedPath === undefined ? {} : { failedPath }),
    ...(failure === undefined ? {} : { fingerprint: failure.fingerprint }),
  };
}

export function toRunWithPayload(row: RunRow, names: VersionNames): RunWithPayload {
  const output = row.end?.output;
  return { ...toRun(row, names), input: row.run.input, ...(output === undefined ? {} : { output }) };
}
