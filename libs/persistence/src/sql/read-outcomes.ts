// Why this shape: asked only for what a batch did not write: a duplicate's first run, or the truth after a lost answer.
// Indexes: primary keys. Runs: seldom.
import type pg from 'pg';

const DUPLICATE = `
select run_id, content_hash from dedupe_key
where workflow_id = $1::uuid and trigger_id = $2::text and key = $3::text and expires_at >= now()`;

export async function findDuplicate(
  pool: pg.Pool,
  { workflowId, triggerId, key }: { readonly workflowId: string; readonly triggerId: string; readonly key: string },
): Promise<{ readonly runId: string; readonly contentHash: string } | undefined> {
  const { rows } = await pool.query<{ run_id: string; content_hash: string }>({
    name: 'find-duplicate',
    text: DUPLICATE,
    values: [workflowId, triggerId, key],
  });
  const row = rows[0];
  return row === undefined ? undefined : { runId: row.run_id, contentHash: row.content_hash };
}

const STATE = `select status, fence, step_count from run where id = $1::uuid`;

export async function readRunState(
  pool: pg.Pool,
  runId: string,
): Promise<{ readonly status: string; readonly fence: number; readonly step_count: number } | undefined> {
  const { rows } = await pool.query<{ status: string; fence: number; step_count: number }>({
    name: 'read-run-state',
    text: STATE,
    values: [runId],
  });
  return rows[0];
}
