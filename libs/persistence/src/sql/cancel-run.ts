// Why this shape: one statement decides by the state that it finds, so a claim in between cannot be overtaken.
// Index: primary key. Locks: the row. Runs: when a person asks.
import type pg from 'pg';

const TEXT = `
update run set
  cancel_requested = true,
  status = case when status = 'running' then status else 'cancelled' end,
  due_at = case when status = 'running' then due_at end,
  ended_at = case when status = 'running' then null else now() end,
  checkpoint = case when status = 'running' then checkpoint end
where id = $2::uuid and workspace_id = $1::uuid and ended_at is null
returning status`;
const FIND = `select 1 from run where id = $2::uuid and workspace_id = $1::uuid`;

export async function cancelRun(
  pool: pg.Pool,
  workspaceId: string,
  runId: string,
): Promise<'cancelled' | 'requested' | 'already_ended' | 'not_found'> {
  const values = [workspaceId, runId];
  const { rows } = await pool.query<{ status: string }>({ name: 'cancel-run', text: TEXT, values });
  if (rows[0] !== undefined) return rows[0].status === 'cancelled' ? 'cancelled' : 'requested';
  const found = await pool.query({ name: 'find-run-for-cancel', text: FIND, values });
  return found.rowCount === 0 ? 'not_found' : 'already_ended';
}

const REQUESTS = `select id from run where id = any($1::uuid[]) and cancel_requested`;

export async function findCancelRequests(pool: pg.Pool, runIds: readonly string[]): Promise<readonly string[]> {
  const { rows } = await pool.query<{ id: string }>({ name: 'find-cancel-requests', text: REQUESTS, values: [runIds] });
  return rows.map((row) => row.id);
}
