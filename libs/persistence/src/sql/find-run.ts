// Why this shape: names come with the run, so that a list is one query (see `list-runs.ts`). Payloads only for a single run.
// Indexes: primary keys.
import type { RunTrigger } from '@millrace/runtime';
import type pg from 'pg';
import type { ParentColumns } from './claim-runs.ts';

export interface RunRow extends ParentColumns {
  readonly id: string;
  readonly workspace_id: string;
  readonly workflow_id: string;
  readonly workflow_name: string;
  readonly version_id: string;
  /** Null of a run that tests a draft. */
  readonly version_number: number | null;
  readonly is_test: boolean;
  readonly status: string;
  readonly trigger_id: string;
  readonly trigger_type: RunTrigger['type'];
  readonly accepted_at: Date;
  readonly started_at: Date | null;
  readonly ended_at: Date | null;
  readonly due_at: Date | null;
  readonly current_state: string | null;
  readonly error: string | null;
  readonly cause: string | null;
  readonly failed_path: string | null;
  readonly fingerprint: string | null;
  readonly step_count: number;
  readonly search_attributes: string | null;
  readonly retry_of: string | null;
  readonly retry_kind: 'retry' | 'replay' | null;
  readonly retry_from: string | null;
  readonly payloads_removed_at: Date | null;
  readonly input?: string;
  readonly output?: string | null;
}

/** What people are shown: a run that undoes what it did is neither running nor waiting to them. */
export const SHOWN_STATUS = `case when run.compensating and run.ended_at is null then 'compensating' else run.status end`;
export const RUN_COLUMNS = `run.id, run.workspace_id, run.workflow_id, workflow.name as workflow_name, run.version_id,
  workflow_version.number as version_number, ${SHOWN_STATUS} as status, run.trigger_id, run.trigger_type, run.accepted_at, run.started_at,
  run.ended_at, run.due_at, run.current_state, run.error, run.cause, run.failed_path, run.fingerprint, run.step_count,
  run.parent_run_id, run.parent_path, run.depth, run.parent_awaits, run.search_attributes, run.is_test,
  run.retry_of, run.retry_kind, run.retry_from, run.payloads_removed_at`;
export const RUN_NAMES = `join workflow on workflow.id = run.workflow_id left join workflow_version on workflow_version.id = run.version_id`;

const FIND = `select ${RUN_COLUMNS}, run.input, run.output from run ${RUN_NAMES} where run.id = $2::uuid and run.workspace_id = $1::uuid`;

export async function findRun(pool: pg.Pool, workspaceId: string, runId: string): Promise<RunRow | undefined> {
  const { rows } = await pool.query<RunRow>({ name: 'find-run', text: FIND, values: [workspaceId, runId] });
  return rows[0];
}

const COUNT = `
select ${SHOWN_STATUS} as status, count(*)::integer as runs from run
where id >= $2::uuid and ($1::uuid is null or workspace_id = $1::uuid) and not is_test
group by 1`;

export async function countRuns(
  pool: pg.Pool,
  workspaceId: string | undefined,
  fromId: string,
): Promise<readonly { status: string; runs: number }[]> {
  const { rows } = await pool.query<{ status: string; runs: number }>({
    name: 'count-runs',
    text: COUNT,
    values: [workspaceId ?? null, fromId],
  });
  return rows;
}
