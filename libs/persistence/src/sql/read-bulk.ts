// Why this shape: counts of items are kept with the action, so that a page which looks each second reads one row; how new runs
// went is read where it is known, at their rows. Indexes: `bulk_action_newest`, primary keys, `bulk_item_refused`. Locks: none.
// Runs: each second while a page is open.
import type { BulkItemState } from '@millrace/runtime';
import type pg from 'pg';
import { BULK_COLUMNS, type BulkItemRow, type BulkRow } from '../bulk-rows.ts';
import { SHOWN_STATUS } from './find-run.ts';

const FIND = `select ${BULK_COLUMNS} from bulk_action where id = $2::uuid and workspace_id = $1::uuid`;

export async function findBulk(pool: pg.Pool, workspaceId: string, id: string): Promise<BulkRow | undefined> {
  const { rows } = await pool.query<BulkRow>({ name: 'find-bulk', text: FIND, values: [workspaceId, id] });
  return rows[0];
}

const LIST = `
select ${BULK_COLUMNS} from bulk_action
where workspace_id = $1::uuid and ($2::uuid is null or id < $2::uuid) order by id desc limit $3::integer`;

export async function listBulks(
  pool: pg.Pool,
  { workspaceId, cursor, limit }: { readonly workspaceId: string; readonly cursor?: string; readonly limit: number },
): Promise<readonly BulkRow[]> {
  const values = [workspaceId, cursor ?? null, limit];
  return (await pool.query<BulkRow>({ name: 'list-bulks', text: LIST, values })).rows;
}

// Literally, where it is so: the planner must see that the index of what was refused will do.
const REFUSED = `and item.state in ('failed', 'skipped')`;
const NEW_STATUS = SHOWN_STATUS.replaceAll('run.', 'new_run.');
const ITEMS = `
select item.run_id, item.state, coalesce(workflow.name, of_letter.name) as workflow_name, item.new_run_id, ${NEW_STATUS} as new_status,
  item.error_code, item.error_message
from bulk_item item
left join run on run.id = item.run_id and run.workspace_id = $2::uuid
left join workflow on workflow.id = run.workflow_id
left join dead_letter letter on letter.id = item.run_id and letter.workspace_id = $2::uuid
left join workflow of_letter on of_letter.id = letter.workflow_id
left join run new_run on new_run.id = item.new_run_id
where item.bulk_id = $1::uuid and ($3::uuid is null or item.run_id > $3::uuid)`;
const ITEMS_ORDER = `order by item.run_id limit $4::integer`;

export async function listBulkItems(
  pool: pg.Pool,
  request: {
    readonly id: string;
    readonly workspaceId: string;
    readonly states?: readonly BulkItemState[];
    readonly cursor?: string;
    readonly limit: number;
  },
): Promise<readonly BulkItemRow[]> {
  const { id, workspaceId, states, cursor, limit } = request;
  const values: unknown[] = [id, workspaceId, cursor ?? null, limit];
  const conditions: string[] = [];
  if (states !== undefined) {
    conditions.push(`and item.state = any ($${values.push(states)}::text[])`);
    if (states.every((state) => state === 'failed' || state === 'skipped')) conditions.push(REFUSED);
  }
  return (await pool.query<BulkItemRow>([ITEMS, ...conditions, ITEMS_ORDER].join('\n'), values)).rows;
}

const NEW_RUNS = `
select coalesce(${SHOWN_STATUS}, 'removed') as status, count(*)::integer as runs
from bulk_item item left join run on run.id = item.new_run_id
where item.bulk_id = $1::uuid and item.new_run_id is not null
group by 1`;

export async function countNewRuns(
  pool: pg.Pool,
  id: string,
): Promise<readonly { readonly status: string; readonly runs: number }[]> {
  const { rows } = await pool.query<{ status: string; runs: number }>({
    ...{ name: 'count-new-runs', text: NEW_RUNS, values: [id] },
  });
  return rows;
}

// Cancelled runs say nothing of whether it fails. Where the new ones only wait, no more than so many are looked through for those
// that have ended.
const LOOKED_THROUGH = 5000;
const LAST_FAILED = `
select count(*) filter (where last.failed)::integer as failed from (
  select item.state = 'failed' or coalesce(run.status <> 'succeeded', false) as failed
  from (
    select settled.state, settled.new_run_id, settled.settled_at from bulk_item settled
    join bulk_action on bulk_action.id = settled.bulk_id
    where settled.bulk_id = $1::uuid and settled.settled_at is not null
      and settled.settled_at >= coalesce(bulk_action.changed_at, bulk_action.started_at)
    order by settled.settled_at desc limit ${LOOKED_THROUGH}
  ) item
  left join run on run.id = item.new_run_id
  where (item.state = 'failed' or (item.state = 'done' and (item.new_run_id is null or (run.ended_at is not null and run.status <> 'cancelled'))))
  order by item.settled_at desc limit $2::integer
) last`;

export async function countLastFailed(
  pool: pg.Pool,
  { id, last }: { readonly id: string; readonly last: number },
): Promise<number> {
  const query = { name: 'count-last-failed', text: LAST_FAILED, values: [id, last] };
  return (await pool.query<{ failed: number }>(query)).rows[0]?.failed ?? 0;
}
