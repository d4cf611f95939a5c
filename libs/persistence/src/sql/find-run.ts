// Why this shape: names come with the run, so that a list is one query. Payloads only for a single run.
// Workflows are looked up before, and each is asked for its newest: with a condition on the workflow alone Postgres may walk over all
// runs of the workspace, as it cannot know that most of the newest belong to others, or are tests.
// Indexes: primary keys; lists by `run_list`, `run_list_workflow`, `run_tests_workflow` or `run_list_status`, newest first, by cursor.
import type { RunTrigger } from '@millrace/runtime';
import type pg from 'pg';
import type { StepsRow } from '../step-texts.ts';
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
  readonly step_count: number;
  readonly search_attributes: string | null;
  readonly input?: string;
  readonly output?: string | null;
}

/** What people are shown: a run that undoes what it did is neither running nor waiting to them. */
export const SHOWN_STATUS = `case when run.compensating and run.ended_at is null then 'compensating' else run.status end`;
const COLUMNS = `run.id, run.workspace_id, run.workflow_id, workflow.name as workflow_name, run.version_id,
  workflow_version.number as version_number, ${SHOWN_STATUS} as status, run.trigger_id, run.trigger_type, run.accepted_at, run.started_at,
  run.ended_at, run.due_at, run.current_state, run.error, run.cause, run.failed_path, run.step_count,
  run.parent_run_id, run.parent_path, run.depth, run.parent_awaits, run.search_attributes, run.is_test`;
const NAMES = `join workflow on workflow.id = run.workflow_id left join workflow_version on workflow_version.id = run.version_id`;

const FIND = `select ${COLUMNS}, run.input, run.output from run ${NAMES} where run.id = $2::uuid and run.workspace_id = $1::uuid`;

export async function findRun(pool: pg.Pool, workspaceId: string, runId: string): Promise<RunRow | undefined> {
  const { rows } = await pool.query<RunRow>({ name: 'find-run', text: FIND, values: [workspaceId, runId] });
  return rows[0];
}

export interface RunListFilter {
  readonly workspaceId: string;
  readonly workflowName?: string;
  readonly statuses?: readonly string[];
  readonly attributes?: Readonly<Record<string, string>>;
  readonly parentRunId?: string;
  /** Default: neither, unless `parentRunId` is given. */
  readonly tests?: 'included' | 'only';
  /** Bounds of the id: [fromId, beforeId). */
  readonly fromId?: string;
  readonly beforeId?: string;
  readonly limit: number;
}

/** Collects what a list is narrowed by. */
class Conditions {
  readonly values: unknown[] = [];
  readonly texts: string[] = [];

  /** Each `?` is the next value. */
  add(text: string, ...values: unknown[]): void {
    this.texts.push(text.replaceAll('?', () => `$${this.values.push(values.shift())}`));
  }
}

const WORKFLOWS = `select id from workflow where workspace_id = $1::uuid and name = $2::text`;

export async function listRuns(pool: pg.Pool, filter: RunListFilter): Promise<readonly RunRow[]> {
  if (filter.workflowName === undefined) return selectRuns(pool, filter);
  // Those that were removed too: their runs are still there.
  const values = [filter.workspaceId, filter.workflowName];
  const { rows } = await pool.query<{ id: string }>({ name: 'workflows-of-name', text: WORKFLOWS, values });
  if (rows.length === 0) return [];
  const wanted = { ...filter, workflowIds: rows.map(({ id }) => id) };
  // Children are found by their parent, whatever they are.
  if (filter.tests !== 'included' || filter.parentRunId !== undefined) return selectRuns(pool, wanted);
  // Each by the index that has it.
  const { tests: _, ...live } = wanted;
  const found = await Promise.all([selectRuns(pool, live), selectRuns(pool, { ...wanted, tests: 'only' })]);
  const newestFirst = found.flat().sort((a, b) => (a.id < b.id ? 1 : -1));
  return newestFirst.slice(0, filter.limit);
}

interface RunSelection extends RunListFilter {
  readonly workflowIds?: readonly string[];
}

async function selectRuns(pool: pg.Pool, filter: RunSelection): Promise<readonly RunRow[]> {
  const where = new Conditions();
  // Those with an attribute are found by it, newest first.
  const attributes = Object.entries(filter.attributes ?? {});
  const source = attributes.length === 0 ? 'run' : 'search_attribute found join run on run.id = found.run_id';
  const id = attributes.length === 0 ? 'run.id' : 'found.run_id';
  addAttributes(where, filter.workspaceId, attributes);
  where.add('run.workspace_id = ?::uuid', filter.workspaceId);
  const { workflowIds } = filter;
  const isByWorkflow = workflowIds !== undefined && attributes.length === 0;
  if (workflowIds !== undefined && !isByWorkflow) where.add('run.workflow_id = any (?::uuid[])', workflowIds);
  if (filter.statuses !== undefined) addStatuses(where, filter.statuses);
  addTests(where, filter);
  if (filter.parentRunId !== undefined) where.add('run.parent_run_id = ?::uuid', filter.parentRunId);
  if (filter.fromId !== undefined) where.add(`${id} >= ?::uuid`, filter.fromId);
  if (filter.beforeId !== undefined) where.add(`${id} < ?::uuid`, filter.beforeId);
  const newest = `order by ${id} desc limit $${where.values.push(filter.limit)}::integer`;
  const wanted = `where ${where.texts.join(' and ')}`;
  const found = isByWorkflow
    ? `unnest($${where.values.push(workflowIds)}::uuid[]) wanted(id) cross join lateral (
        select * from run ${wanted} and run.workflow_id = wanted.id ${newest}) run ${NAMES} ${newest}`
    : `${source} ${NAMES} ${wanted} ${newest}`;
  const { rows } = await pool.query<RunRow>(`select ${COLUMNS} from ${found}`, where.values);
  return rows;
}

function addAttributes(
  where: Conditions,
  workspaceId: string,
  attributes: readonly (readonly [string, string])[],
): void {
  for (const [index, [name, value]] of attributes.entries()) {
    if (index === 0)
      where.add(
        'found.workspace_id = ?::uuid and found.name = ?::text and found.value = ?::text',
        workspaceId,
        name,
        value,
      );
    else
      where.add(
        `exists (select 1 from search_attribute other where other.workspace_id = ?::uuid and other.name = ?::text
          and other.value = ?::text and other.run_id = found.run_id)`,
        workspaceId,
        name,
        value,
      );
  }
}

function addTests(where: Conditions, { tests, parentRunId }: RunListFilter): void {
  if (tests === 'only') where.add('run.is_test');
  else if (tests === undefined && parentRunId === undefined) where.add('not run.is_test');
}

/** One that is compensating has the status that it executes by. */
function addStatuses(where: Conditions, statuses: readonly string[]): void {
  const others = statuses.filter((status) => status !== 'compensating');
  const isOther = 'run.status = any(?::text[]) and not (run.compensating and run.ended_at is null)';
  if (others.length === statuses.length) where.add(isOther, others);
  else if (others.length === 0) where.add('run.compensating and run.ended_at is null');
  else where.add(`((${isOther}) or (run.compensating and run.ended_at is null))`, others);
}

const STEPS = `
select s.record as steps, case when s.sequence = 0 then run.input end as run_input
from run join run_step s on s.run_id = run.id
where run.id = $1::uuid and run.workspace_id = $3::uuid
  and s.sequence between coalesce(
    (select max(sequence) from run_step where run_id = $1::uuid and sequence <= $2::integer + 1), 0) and $2::integer + $4::integer
order by s.sequence`;

/** The rows that hold the `limit` steps after the given one. The first may hold earlier ones too, the last later ones. */
export async function listSteps(
  pool: pg.Pool,
  {
    runId,
    workspaceId,
    afterSequence,
    limit,
  }: { readonly runId: string; readonly workspaceId: string; readonly afterSequence: number; readonly limit: number },
): Promise<readonly StepsRow[]> {
  const { rows } = await pool.query<StepsRow>({
    name: 'list-steps',
    text: STEPS,
    values: [runId, afterSequence, workspaceId, limit],
  });
  return rows;
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
