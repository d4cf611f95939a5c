// Between the engine's words and the columns.
import type { Checkpoint } from '@millrace/machine';
import type {
  ClaimedRun,
  DedupeKey,
  Finish,
  LeaseRequest,
  NewRun,
  Progress,
  Run,
  RunEnd,
  RunStatus,
  RunWithPayload,
  StepRecord,
} from '@millrace/runtime';
import type { ClaimedRunRow } from './sql/claim-runs.ts';
import type { RunRow } from './sql/find-run.ts';
import type { MoveRow, NewRunRow, StepRow } from './sql/write-batch.ts';

const toIso = (epochMs: number): string => new Date(epochMs).toISOString();

/** A new run: queued, or leased, or already ended. */
export function newRunRow(
  run: NewRun,
  { lease, finish }: { readonly lease?: LeaseRequest; readonly finish?: Omit<Finish, 'lease'> },
): NewRunRow {
  return {
    id: run.id,
    workspace_id: run.workspaceId,
    workflow_id: run.workflowId,
    version_id: run.versionId,
    trigger_id: run.trigger.id,
    trigger_type: run.trigger.type,
    priority: run.priority,
    accepted_at: toIso(run.acceptedAtMs),
    input: run.input,
    raw_body: run.rawBody === undefined ? null : Buffer.from(run.rawBody).toString('base64'),
    ...positionColumns(toIso(run.acceptedAtMs), lease, finish),
    ...endColumns(finish?.end),
    ...dedupeColumns(run.dedupe),
  };
}

function positionColumns(acceptedAt: string, lease?: LeaseRequest, finish?: Omit<Finish, 'lease'>) {
  if (finish !== undefined) {
    const ended = { status: finish.end.status, ended_at: toIso(finish.end.endedAtMs), step_count: finish.steps.length };
    return { ...ended, fence: 1, worker_id: null, due_in_ms: null, started_at: acceptedAt };
  }
  const begun = { ended_at: null, step_count: 0 };
  if (lease === undefined)
    return { ...begun, status: 'queued', fence: 0, worker_id: null, due_in_ms: 0, started_at: null };
  const held = { fence: 1, worker_id: lease.workerId, due_in_ms: lease.leaseSeconds * 1000 };
  return { ...begun, ...held, status: 'running', started_at: acceptedAt };
}

function dedupeColumns(dedupe: DedupeKey | undefined) {
  return {
    dedupe_key: dedupe?.key ?? null,
    dedupe_hash: dedupe?.contentHash ?? null,
    dedupe_seconds: dedupe?.windowSeconds ?? null,
  };
}

function endColumns(end: RunEnd | undefined) {
  return {
    output: end?.output ?? null,
    error: storable(end?.error),
    cause: storable(end?.cause),
    failed_path: storable(end?.failedPath),
  };
}

/** Text columns cannot hold U+0000; it is shown as its symbol. */
function storable(text: string | undefined): string | null {
  return text?.replaceAll('\u0000', '\u2400').replace(/\p{Surrogate}/gu, '\ufffd') ?? null;
}

const UNMOVED = {
  due_in_ms: null,
  checkpoint: null,
  current_state: null,
  step_count: null,
  ended_at: null,
  output: null,
  error: null,
  cause: null,
  failed_path: null,
};

export function progressMove({ lease, checkpoint, steps }: Progress): MoveRow {
  return {
    ...UNMOVED,
    id: lease.runId,
    fence: lease.fence,
    status: 'running',
    ...checkpointColumns(checkpoint),
    step_count: countAfter(steps),
  };
}

export function parkMove(
  { availableAtMs, ...progress }: Progress & { readonly availableAtMs: number },
  nowMs: number,
): MoveRow {
  // As a delay: this clock and the database's need not agree.
  return { ...progressMove(progress), status: 'waiting', due_in_ms: Math.max(0, availableAtMs - nowMs) };
}

export function finishMove({ lease, end, steps }: Finish): MoveRow {
  return {
    ...UNMOVED,
    id: lease.runId,
    fence: lease.fence,
    status: end.status,
    ended_at: toIso(end.endedAtMs),
    step_count: countAfter(steps),
    ...endColumns(end),
  };
}

function checkpointColumns(checkpoint: Checkpoint) {
  return { checkpoint: JSON.stringify(checkpoint), current_state: storable(checkpoint.state) };
}

const countAfter = (steps: readonly StepRecord[]): number | null => {
  const last = steps.at(-1);
  return last === undefined ? null : last.sequence + 1;
};

export function stepRows(runId: string, steps: readonly StepRecord[]): readonly StepRow[] {
  return steps.map((step) => ({ run_id: runId, sequence: step.sequence, record: JSON.stringify(step) }));
}

export function toClaimedRun(row: ClaimedRunRow): ClaimedRun {
  return {
    runId: row.id,
    fence: row.fence,
    workspaceId: row.workspace_id,
    workflowId: row.workflow_id,
    versionId: row.version_id,
    trigger: { id: row.trigger_id, type: row.trigger_type },
    input: row.input,
    acceptedAtMs: row.accepted_at.getTime(),
    ...(row.checkpoint === null ? {} : { checkpoint: JSON.parse(row.checkpoint) as Checkpoint }),
    stepCount: row.step_count,
    cancelRequested: row.cancel_requested,
  };
}

/** Members that have a value; the port leaves absent ones out. */
function present<T extends object>(members: { [K in keyof T]: T[K] | null | undefined }): Partial<T> {
  return Object.fromEntries(
    Object.entries(members).filter(([, value]) => value !== null && value !== undefined),
  ) as Partial<T>;
}

export function toRun(row: RunRow): Run {
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    workflowId: row.workflow_id,
    workflowName: row.workflow_name,
    versionId: row.version_id,
    versionNumber: row.version_number,
    status: row.status as RunStatus,
    trigger: { id: row.trigger_id, type: row.trigger_type },
    acceptedAtMs: row.accepted_at.getTime(),
    stepCount: row.step_count,
    ...present<Partial<Run>>({
      startedAtMs: row.started_at?.getTime(),
      endedAtMs: row.ended_at?.getTime(),
      availableAtMs: row.status === 'waiting' ? row.due_at?.getTime() : undefined,
      currentState: row.ended_at === null ? row.current_state : undefined,
      error: row.error,
      cause: row.cause,
      failedPath: row.failed_path,
    }),
  };
}

export function toRunWithPayload(row: RunRow): RunWithPayload {
  return { ...toRun(row), input: row.input ?? 'null', ...(row.output == null ? {} : { output: row.output }) };
}
