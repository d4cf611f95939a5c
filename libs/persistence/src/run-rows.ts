// Between the engine's words and the columns.
import type { Checkpoint } from '@millrace/machine';
import type {
  Admission,
  ClaimedRun,
  DedupeKey,
  Finish,
  JournalRow,
  LeaseRequest,
  NewRun,
  Progress,
  RetryLink,
  Run,
  RunEnd,
  RunParent,
  RunRemains,
  RunStatus,
  RunWithPayload,
  StepRecord,
  StoreWrite,
} from '@millrace/runtime';
import { failureColumn } from './failure-column.ts';
import { fullCheckpoint, fullText, type Bodies, type LargeValues } from './large-values.ts';
import type { ClaimedRunRow, ParentColumns } from './sql/claim-runs.ts';
import type { RemainsRow } from './sql/find-retries.ts';
import type { RunRow } from './sql/find-run.ts';
import { HANDED_BACK } from './sql/release-runs.ts';
import { toStepsText } from './step-texts.ts';
import { storable, storablePath, readablePath } from './storable.ts';
import type { JournalEntryRow, MoveRow, NewRunExtras, NewRunRow, StepRow, StoreWriteRow } from './sql/write-batch.ts';

const toIso = (epochMs: number): string => new Date(epochMs).toISOString();

/** How a new run is kept. */
export interface NewRunCircumstances {
  readonly lease?: LeaseRequest;
  readonly finish?: Omit<Finish, 'lease'>;
  /** What its version keeps of the payloads, once it has ended. */
  readonly keptPayloads?: KeptPayloads;
  /** Takes what is too large for the row. */
  readonly large: LargeValues;
}
/** `unknown`: nobody here has read the version yet. */
export type KeptPayloads = 'full' | 'errors' | 'none' | 'unknown';

/** A new run: queued, leased, held back, or already ended. */
export function newRunRow(run: NewRun, { lease, finish, keptPayloads, large }: NewRunCircumstances): NewRunRow {
  const position = finish?.checkpoint ?? run.beginsAt;
  const extras = newRunExtras(run, finish !== undefined, {
    ...(keptPayloads === undefined ? {} : { keptPayloads }),
    ...(position === undefined
      ? {}
      : { position: { begins_at: large.checkpointText(position), begins_in: storable(position.state) } }),
  });
  return {
    id: run.id,
    workspace_id: run.workspaceId,
    workflow_id: run.workflowId,
    version_id: run.versionId,
    trigger_id: run.trigger.id,
    trigger_type: run.trigger.type,
    priority: run.priority,
    accepted_at: toIso(run.acceptedAtMs),
    input: large.shorten(run.input),
    raw_body: run.rawBody === undefined ? null : Buffer.from(run.rawBody).toString('base64'),
    ...positionColumns(run, lease, finish),
    ...endColumns(finish?.end, large),
    ...dedupeColumns(run.dedupe),
    ...(extras === undefined ? {} : { extras }),
    ...failureColumn(finish?.end),
  };
}

function positionColumns({ acceptedAtMs, admission }: NewRun, lease?: LeaseRequest, finish?: Omit<Finish, 'lease'>) {
  const acceptedAt = toIso(acceptedAtMs);
  if (finish !== undefined) {
    const ended = { status: finish.end.status, ended_at: toIso(finish.end.endedAtMs), step_count: finish.steps.length };
    return { ...ended, fence: 1, worker_id: null, due_in_ms: null, started_at: acceptedAt };
  }
  const begun = { ended_at: null, step_count: 0 };
  if (admission !== undefined)
    return { ...begun, status: 'queued', fence: 0, worker_id: null, due_in_ms: null, started_at: null };
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

function endColumns(end: RunEnd | undefined, large: LargeValues) {
  return {
    output: large.shorten(end?.output ?? null),
    error: storable(end?.error) ?? null,
    cause: storable(end?.cause) ?? null,
    failed_path: storable(end?.failedPath) ?? null,
  };
}

function newRunExtras(
  { parent, admission, searchAttributes, isTest = false, retryOf, keySeed }: NewRun,
  hasEnded: boolean,
  {
    keptPayloads = 'full',
    position = {},
  }: { readonly keptPayloads?: KeptPayloads; readonly position?: Pick<NewRunExtras, 'begins_at' | 'begins_in'> },
): NewRunExtras | undefined {
  const extras: NewRunExtras = {
    ...(parent === undefined ? {} : parentColumns(parent)),
    ...(searchAttributes === undefined ? {} : { search_attributes: attributesText(searchAttributes) }),
    ...(isTest ? { is_test: isTest } : {}),
    ...position,
    ...(retryOf === undefined ? {} : retryColumns(retryOf)),
    ...(keySeed === undefined ? {} : { key_seed: keySeed }),
    ...keptPayloadColumns(keptPayloads),
    ...(admission === undefined ? {} : { admission: admissionColumns(admission, hasEnded) }),
  };
  return Object.keys(extras).length === 0 ? undefined : extras;
}

function keptPayloadColumns(kept: KeptPayloads): NewRunExtras {
  if (kept === 'full') return {};
  return kept === 'unknown' ? { asks_kept_payloads: true } : { kept_payloads: kept };
}

function retryColumns({ id, kind, from }: RetryLink): NewRunExtras {
  return { retry_of: id, retry_kind: kind, ...(from === undefined ? {} : { retry_from: storablePath(from) }) };
}

function parentColumns({ runId, path, depth, isAwaited }: RunParent): NewRunExtras {
  return { parent_run_id: runId, parent_path: storablePath(path), depth, parent_awaits: isAwaited };
}

function attributesText(attributes: Readonly<Record<string, string>>): string {
  const kept = Object.entries(attributes).map(([name, value]) => [storable(name), storable(value)]);
  return JSON.stringify(Object.fromEntries(kept));
}

function admissionColumns({ orderingKey, concurrency, rate, debounce }: Admission, hasEnded: boolean) {
  const [concurrencyKey, rateKey] = [concurrency?.key, rate?.key].map((key) => storable(key));
  return {
    state: hasEnded ? ('ended' as const) : ('held' as const),
    bucket: JSON.stringify([concurrencyKey, rateKey]),
    ...(orderingKey === undefined ? {} : { ordering_key: storable(orderingKey) }),
    ...(concurrency === undefined
      ? {}
      : { concurrency_key: storable(concurrency.key), concurrency_max: concurrency.max, overlap: concurrency.overlap }),
    ...(rate === undefined
      ? {}
      : { rate_key: storable(rate.key), rate_limit: rate.limit, rate_seconds: rate.perSeconds }),
    ...(debounce === undefined ? {} : { debounce_key: storable(debounce.key), debounce_seconds: debounce.seconds }),
  };
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

export function progressMove(
  { lease, checkpoint, steps, journal = [], isCompensating }: Progress,
  large: LargeValues,
): MoveRow {
  return {
    ...UNMOVED,
    id: lease.runId,
    fence: lease.fence,
    status: 'running',
    ...(checkpoint === undefined ? {} : checkpointColumns(checkpoint, large)),
    step_count: countAfter(steps),
    ...(journal.length === 0 ? {} : { progressed: true }),
    ...(isCompensating === undefined ? {} : { compensating: isCompensating }),
  };
}

/** What connectors keep with a move of a run. */
export function storeWriteRow(runId: string, { id, changes }: StoreWrite): StoreWriteRow {
  return { run_id: runId, path: `/store/${id}`, changes };
}

export function parkMove(
  { availableAtMs, ...progress }: Progress & { readonly availableAtMs: number },
  { nowMs, large }: { readonly nowMs: number; readonly large: LargeValues },
): MoveRow {
  // As a delay: this clock and the database's need not agree.
  return { ...progressMove(progress, large), status: 'waiting', due_in_ms: Math.max(0, availableAtMs - nowMs) };
}

export function finishMove({ lease, end, steps, checkpoint }: Finish, large: LargeValues): MoveRow {
  return {
    ...UNMOVED,
    ...(checkpoint === undefined ? {} : checkpointColumns(checkpoint, large)),
    id: lease.runId,
    fence: lease.fence,
    status: end.status,
    ended_at: toIso(end.endedAtMs),
    step_count: countAfter(steps),
    ...endColumns(end, large),
    ...failureColumn(end),
  };
}

function checkpointColumns(checkpoint: Checkpoint, large: LargeValues) {
  return { checkpoint: large.checkpointText(checkpoint), current_state: storable(checkpoint.state) };
}

const countAfter = (steps: readonly StepRecord[]): number | null => {
  const last = steps.at(-1);
  return last === undefined ? null : last.sequence + 1;
};

/** All steps of a write are one row, by the number of the first. */
export function stepRows(
  runId: string,
  steps: readonly StepRecord[],
  context: Parameters<typeof toStepsText>[1],
): readonly StepRow[] {
  const [first] = steps;
  if (first === undefined) return [];
  return [{ run_id: runId, sequence: first.sequence, record: toStepsText(steps, context) }];
}

export function journalRows(
  runId: string,
  rows: readonly JournalRow[] | undefined,
  large: LargeValues,
): readonly JournalEntryRow[] {
  return (rows ?? []).map(({ path, entry }) => ({
    run_id: runId,
    path: storablePath(path),
    entry: large.shorten(entry),
  }));
}

export function toClaimedRun(row: ClaimedRunRow, bodies: Bodies): ClaimedRun {
  return {
    runId: row.id,
    fence: row.fence,
    workspaceId: row.workspace_id,
    workflowId: row.workflow_id,
    versionId: row.version_id,
    trigger: { id: row.trigger_id, type: row.trigger_type },
    input: fullText(row.input, bodies),
    acceptedAtMs: row.accepted_at.getTime(),
    ...(row.checkpoint === null ? {} : { checkpoint: fullCheckpoint(row.checkpoint, bodies) }),
    stepCount: row.step_count,
    ...(row.cancel === null ? {} : { cancel: row.cancel }),
    ...present<Pick<ClaimedRun, 'parent'>>({ parent: toParent(row) }),
    isCompensating: row.compensating,
    losses: row.losses,
    isAdmitted: row.has_admission,
    ...(row.key_seed === null ? {} : { keySeed: row.key_seed }),
    ...(row.is_test ? { isTest: true } : {}),
    // One that was handed back has heard of what nobody knows.
    ...(row.answers === null || row.answers.includes(HANDED_BACK) ? {} : { answers: row.answers }),
  };
}

function toParent(row: ParentColumns): RunParent | undefined {
  const { parent_run_id: runId, parent_path: path, depth, parent_awaits: isAwaited } = row;
  if (runId === null || path === null || depth === null) return undefined;
  return { runId, path: readablePath(path), depth, isAwaited: isAwaited === true };
}

/** Members that have a value; the port leaves absent ones out. */
function present<T extends object>(members: { [K in keyof T]: T[K] | null | undefined }): Partial<T> {
  return Object.fromEntries(
    Object.entries(members).filter(([, value]) => value !== null && value !== undefined),
  ) as Partial<T>;
}

function toRetryLink({ retry_of: id, retry_kind: kind, retry_from: from }: RunRow): RetryLink | undefined {
  if (id === null || kind === null) return undefined;
  return { id, kind, ...(from === null ? {} : { from: readablePath(from) }) };
}

/** What is left of a run that has ended. */
export function toRemains(row: RemainsRow, bodies: Bodies): RunRemains {
  return {
    hasUndone: row.compensating,
    arePayloadsGone: row.payloads_gone,
    ...(row.checkpoint === null ? {} : { checkpoint: fullCheckpoint(row.checkpoint, bodies) }),
    ...(row.key_seed === null ? {} : { keySeed: row.key_seed }),
    ...(row.ordering_key === null ? {} : { orderingKey: row.ordering_key }),
  };
}

export function toRun(row: RunRow): Run {
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    workflowId: row.workflow_id,
    workflowName: row.workflow_name,
    versionId: row.version_id,
    status: row.status as RunStatus,
    trigger: { id: row.trigger_id, type: row.trigger_type },
    acceptedAtMs: row.accepted_at.getTime(),
    stepCount: row.step_count,
    ...(row.is_test ? { isTest: true } : {}),
    ...present<Partial<Run>>({
      versionNumber: row.version_number,
      startedAtMs: row.started_at?.getTime(),
      endedAtMs: row.ended_at?.getTime(),
      availableAtMs: row.status === 'waiting' ? row.due_at?.getTime() : undefined,
      currentState: row.ended_at === null ? row.current_state : undefined,
      error: row.error,
      cause: row.cause,
      failedPath: row.failed_path,
      fingerprint: row.fingerprint,
      payloadsRemovedAtMs: row.payloads_removed_at?.getTime(),
      parent: toParent(row),
      retryOf: toRetryLink(row),
      searchAttributes:
        row.search_attributes === null
          ? undefined
          : (JSON.parse(row.search_attributes) as Readonly<Record<string, string>>),
    }),
  };
}

export function toRunWithPayload(row: RunRow, bodies: Bodies): RunWithPayload {
  return {
    ...toRun(row),
    input: fullText(row.input ?? 'null', bodies),
    ...(row.output == null ? {} : { output: fullText(row.output, bodies) }),
  };
}
