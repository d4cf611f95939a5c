// Why this shape: the window of the oldest 1,000 due runs is found by index; inside it priority decides. SKIP LOCKED lets
// workers claim side by side. Index: `run_due`. Locks: the rows it takes. Runs: after wake-ups, else once a second.
import type pg from 'pg';

export interface ClaimedRunRow {
  readonly id: string;
  readonly workspace_id: string;
  readonly workflow_id: string;
  readonly version_id: string;
  readonly trigger_id: string;
  readonly trigger_type: 'webhook' | 'call' | 'manual';
  readonly fence: number;
  readonly input: string;
  readonly accepted_at: Date;
  readonly checkpoint: string | null;
  readonly step_count: number;
  readonly cancel_requested: boolean;
}

const TEXT = `
with due as (
  select id, priority, due_at from run where due_at <= now() order by due_at limit 1000
), taken as (
  select run.id from run join due on due.id = run.id
  where run.due_at <= now()
  order by due.priority desc, due.due_at
  limit $1::integer
  for update of run skip locked
)
update run set
  status = 'running',
  fence = run.fence + 1,
  worker_id = $2::text,
  due_at = now() + make_interval(secs => $3::double precision),
  started_at = coalesce(run.started_at, now())
from taken
where run.id = taken.id
returning run.id, run.workspace_id, run.workflow_id, run.version_id, run.trigger_id, run.trigger_type, run.fence, run.input,
  run.accepted_at, run.checkpoint, run.step_count, run.cancel_requested`;

export async function claimRuns(
  pool: pg.Pool,
  {
    limit,
    workerId,
    leaseSeconds,
  }: { readonly limit: number; readonly workerId: string; readonly leaseSeconds: number },
): Promise<readonly ClaimedRunRow[]> {
  const { rows } = await pool.query<ClaimedRunRow>({
    name: 'claim-runs',
    text: TEXT,
    values: [limit, workerId, leaseSeconds],
  });
  return rows;
}
