// Why this shape: a stopping process hands back all it holds at once; the next claim takes them. Index: primary key.
// Whoever hands a run back has outlived it: the run is no reason for processes that were lost.
// `id = any` and `status || ''` are as in `write-batch.ts`.
import type pg from 'pg';

/** As a source of signals: what the run has heard of before is lost. */
export const HANDED_BACK = '';

const TEXT = `
with released as (
update run set due_at = now(), worker_id = null, fence = run.fence + 1, losses = 0,
  status = case when run.checkpoint is null then 'queued' else 'waiting' end
from unnest($1::uuid[], $2::integer[]) as held(id, fence)
where run.id = any ($1::uuid[]) and run.id = held.id and run.fence = held.fence and run.status || '' = 'running'
returning run.id, run.status
)
insert into run_signal (run_id, source) select id, '${HANDED_BACK}' from released where status = 'waiting'
on conflict (run_id, source) do nothing`;

export async function releaseRuns(
  pool: pg.Pool,
  { ids, fences }: { readonly ids: readonly string[]; readonly fences: readonly number[] },
): Promise<void> {
  await pool.query({ name: 'release-runs', text: TEXT, values: [ids, fences] });
}
