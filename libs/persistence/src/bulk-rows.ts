import {
  isLetterVerb,
  type BulkAction,
  type BulkFilter,
  type BulkItem,
  type BulkItemState,
  type BulkState,
  type BulkVerb,
  type BulkVersion,
  type DeadLetterFilter,
  type RunStatus,
} from '@millrace/runtime';

export interface BulkRow {
  readonly id: string;
  readonly workspace_id: string;
  readonly action: BulkVerb;
  readonly filter: string | null;
  readonly version: string | null;
  readonly compensate: boolean;
  readonly because: string | null;
  readonly rate_per_second: number;
  readonly state: BulkState;
  readonly total: number;
  readonly done_count: number;
  readonly failed_count: number;
  readonly skipped_count: number;
  readonly started_by: string;
  readonly started_at: Date;
  readonly changed_by: string | null;
  readonly changed_at: Date | null;
  readonly ended_at: Date | null;
  readonly reason: string | null;
}

/** Of `bulk_action` by this name. */
export const BULK_COLUMNS = `bulk_action.id, bulk_action.workspace_id, bulk_action.action, bulk_action.filter,
  bulk_action.version, bulk_action.compensate, bulk_action.because, bulk_action.rate_per_second, bulk_action.state, bulk_action.total,
  bulk_action.done_count, bulk_action.failed_count, bulk_action.skipped_count, bulk_action.started_by, bulk_action.started_at,
  bulk_action.changed_by, bulk_action.changed_at, bulk_action.ended_at, bulk_action.reason`;

export function toBulkAction(row: BulkRow): BulkAction {
  return {
    ...{ id: row.id, workspaceId: row.workspace_id, action: row.action, compensate: row.compensate },
    ...filterOf(row),
    ...(row.because === null ? {} : { because: row.because }),
    ...(row.version === null ? {} : { version: readVersion(row.version) }),
    ...{ ratePerSecond: row.rate_per_second, state: row.state, total: row.total },
    counts: { done: row.done_count, failed: row.failed_count, skipped: row.skipped_count },
    ...{ startedBy: row.started_by, startedAtMs: row.started_at.getTime() },
    ...(row.changed_by === null ? {} : { changedBy: row.changed_by }),
    ...(row.changed_at === null ? {} : { changedAtMs: row.changed_at.getTime() }),
    ...(row.ended_at === null ? {} : { endedAtMs: row.ended_at.getTime() }),
    ...(row.reason === null ? {} : { reason: row.reason }),
  };
}

function filterOf({ action, filter }: BulkRow): Pick<BulkAction, 'filter' | 'letterFilter'> {
  if (filter === null) return {};
  if (isLetterVerb(action)) return { letterFilter: JSON.parse(filter) as DeadLetterFilter };
  return { filter: JSON.parse(filter) as BulkFilter };
}

const readVersion = (text: string): BulkVersion => (text === 'same' || text === 'latest' ? text : Number(text));

export interface BulkItemRow {
  readonly run_id: string;
  readonly state: BulkItemState;
  readonly workflow_name: string | null;
  readonly new_run_id: string | null;
  readonly new_status: RunStatus | null;
  readonly error_code: string | null;
  readonly error_message: string | null;
}

export function toBulkItem(row: BulkItemRow): BulkItem {
  const { run_id: runId, state, error_code: code, error_message: message } = row;
  return {
    ...{ runId, state },
    ...(row.workflow_name === null ? {} : { workflowName: row.workflow_name }),
    ...(row.new_run_id === null
      ? {}
      : { newRun: { id: row.new_run_id, ...(row.new_status === null ? {} : { status: row.new_status }) } }),
    ...(code === null || message === null ? {} : { error: { code, message } }),
  };
}
