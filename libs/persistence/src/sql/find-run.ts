// Why this shape: names come with the run, so that a list is one query. Payloads only for a single run.
// Indexes: primary keys; lists by `run_list`, `run_list_workflow` or `run_list_status`, newest first, by cursor.
import type pg from 'pg';

export interface RunRow {
  readonly id: string;
  readonly workspace_id: string;
  readonly workflow_id: string;
  readonly workflow_name: string;
  readonly version_id: string;
  readonly version_number: number;
  readonly status: string;
  readonly trigger_id: string;
  readonly trigger_type: 'webhook' | 'call' | 'manual';
  readonly accepted_at: Date;
  readonly started_at: Date | null;
  readonly ended_at: Date | null;
  readonly due_at: Date | null;
  readonly current_state: string | null;
  readonly error: string | null;
  readonly cause: string | null;
  readonly failed_path: string | null;
  readonly step_count: number;
  readonly input?: string;
  readonly output?: string | null;
}

const COLUMNS = `run.id, run.workspace_id, run.workflow_id, workflow.name as workflow_name, run.version_id,
  workflow_version.number as version_number, run.status, run.trigger_id, run.trigger_type, run.accepted_at, run.started_at,
  run.ended_at, run.due_at, run.current_state, run.error, run.cause, run.failed_path, run.step_count`;
const NAMES = `join workflow on workflow.id = run.workflow_id join workflow_version on workflow_version.id = run.version_id`;

const FIND = `select ${COLUMNS}, run.input, run.output from run ${NAMES} where run.id = $2::uuid and run.workspace_id = $1::uuid`;

export async function findRun(pool: pg.Pool, workspaceId: string, runId: string): Promise<RunRow | undefined> {
  const { rows } = await pool.query<RunRow>({ name: 'find-run', text: FIND, values: [workspaceId, runId] });
  return rows[0];
}

export interface RunListFilter {
  readonly workspaceId: string;
  readonly workflowName?: string;
  readonly statuses?: readonly string[];
  /** Bounds of the id: [fromId, beforeId). */
  readonly fromId?: string;
  readonly beforeId?: string;
  readonly limit: number;
}

export async function listRuns(pool: pg.Pool, filter: RunListFilter): Promise<readonly RunRow[]> {
  const values: unknown[] = [filter.workspaceId];
  const conditions = ['run.workspace_id = $1::uuid'];
  const add = (condition: string, value: unknown): void => {
    values.push(value);
    conditions.push(condition.replace('?', `$${values.length}`));
  };
  if (filter.workflowName !== undefined) {
    add(
      'run.workflow_id in (select id from workflow where workspace_id = $1::uuid and name = ?::text)',
      filter.workflowName,
    );
  }
  if (filter.statuses !== undefined) add('run.status = any(?::text[])', filter.statuses);
  if (filter.fromId !== undefined) add('run.id >= ?::uuid', filter.fromId);
  if (filter.beforeId !== undefined) add('run.id < ?::uuid', filter.beforeId);
  values.push(filter.limit);
  const text = `select ${COLUMNS} from run ${NAMES} where ${conditions.join(' and ')} order by run.id desc limit $${values.length}::integer`;
  const { rows } = await pool.query<RunRow>(text, values);
  return rows;
}

const STEPS = `
select record from run_step
where run_id = $1::uuid and sequence > $2::integer
  and exists (select 1 from run where id = $1::uuid and workspace_id = $3::uuid)
order by sequence limit $4::integer`;

export async function listStepRecords(
  pool: pg.Pool,
  {
    runId,
    workspaceId,
    afterSequence,
    limit,
  }: { readonly runId: string; readonly workspaceId: string; readonly afterSequence: number; readonly limit: number },
): Promise<readonly string[]> {
  const { rows } = await pool.query<{ record: string }>({
    name: 'list-steps',
    text: STEPS,
    values: [runId, afterSequence, workspaceId, limit],
  });
  return rows.map((row) => row.record);
}

const COUNT = `
select status, count(*)::integer as runs from run
where id >= $2::uuid and ($1::uuid is null or workspace_id = $1::uuid)
group by status`;

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
