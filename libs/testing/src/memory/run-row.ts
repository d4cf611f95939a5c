import type { JsonText, NewRun, Run, RunEnd, RunStatus, RunWithPayload, StepRecord } from '@millrace/runtime';

/** What is kept of a run. Positions and records are texts, as in a real store: nobody else holds what is inside. */
export interface RunRow {
  readonly run: NewRun;
  readonly status: RunStatus;
  readonly fence: number;
  readonly workerId?: string;
  /** When somebody must look at the run. Absent when it has ended. */
  readonly dueMs?: number;
  readonly isCancelRequested: boolean;
  readonly startedAtMs?: number;
  readonly checkpoint?: JsonText;
  readonly currentState?: string;
  readonly steps: readonly JsonText[];
  readonly end?: RunEnd;
}

/** Names that a run shows and its row does not have. */
export interface VersionNames {
  readonly workflowName: string;
  readonly versionNumber: number;
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

/** An ended run needs no worker, no time and no position. */
export function withEnd(row: RunRow, end: RunEnd): RunRow {
  const { run, fence, isCancelRequested, startedAtMs, steps } = row;
  const kept = { run, fence, isCancelRequested, steps, status: end.status, end };
  return startedAtMs === undefined ? kept : { ...kept, startedAtMs };
}

export function toRun(row: RunRow, { workflowName, versionNumber }: VersionNames): Run {
  const { run, status, startedAtMs, dueMs, currentState, end } = row;
  return {
    id: run.id,
    workspaceId: run.workspaceId,
    workflowId: run.workflowId,
    workflowName,
    versionId: run.versionId,
    versionNumber,
    status,
    trigger: run.trigger,
    acceptedAtMs: run.acceptedAtMs,
    stepCount: stepCountOf(row),
    ...(startedAtMs === undefined ? {} : { startedAtMs }),
    ...(status === 'waiting' && dueMs !== undefined ? { availableAtMs: dueMs } : {}),
    ...(currentState === undefined ? {} : { currentState }),
    ...(end === undefined ? {} : shownEnd(end)),
  };
}

function shownEnd({ endedAtMs, error, cause, failedPath }: RunEnd): Partial<Run> {
  return {
    endedAtMs,
    ...(error === undefined ? {} : { error }),
    ...(cause === undefined ? {} : { cause }),
    ...(failedPath === undefined ? {} : { failedPath }),
  };
}

export function toRunWithPayload(row: RunRow, names: VersionNames): RunWithPayload {
  const output = row.end?.output;
  return { ...toRun(row, names), input: row.run.input, ...(output === undefined ? {} : { output }) };
}
