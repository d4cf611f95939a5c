// Why this shape: rows of `run` are locked before those of `run_admission`, and in the order of their ids, as every statement
// that writes both does: nobody waits in a circle. Indexes: primary keys. Runs: when a run with conditions begins, or never will.
import type pg from 'pg';

const LOCK = `select id from run where id = any ($1::uuid[]) order by id for update`;

/** Nobody else changes these until the end of the transaction. */
export async function lockRuns(client: pg.ClientBase, ids: readonly string[]): Promise<void> {
  await client.query({ name: 'admission-lock-runs', text: LOCK, values: [ids] });
}

const ADMIT = `
with begun as (
  update run set due_at = now()
  where id = any ($1::uuid[]) and status || '' = 'queued' and due_at is null and ended_at is null
  returning id
)
update run_admission set state = 'admitted', admitted_at = now()
where run_id = any (array(select id from begun)) and state = 'held'
returning run_id`;

export async function admitRuns(client: pg.ClientBase, ids: readonly string[]): Promise<readonly string[]> {
  const { rows } = await client.query<{ run_id: string }>({ name: 'admit-runs', text: ADMIT, values: [ids] });
  return rows.map(({ run_id }) => run_id).sort();
}

const END_HELD = `
with over as (
  update run set status = 'cancelled', ended_at = now(), error = $2::text, cause = $3::text
  where id = any ($1::uuid[]) and status || '' = 'queued' and due_at is null and ended_at is null
  returning id, parent_run_id, parent_awaits
), told as (
  insert into run_signal (run_id, source) select parent_run_id, id from over where parent_awaits
  on conflict (run_id, source) do nothing
)
update run_admission set state = 'ended' where run_id = any (array(select id from over))
returning run_id`;

/** Ends runs that will never begin. Returns those that it has ended. */
export async function endHeldRuns(
  client: pg.ClientBase,
  ids: readonly string[],
  { error, cause }: { readonly error: string; readonly cause: string },
): Promise<readonly string[]> {
  const { rows } = await client.query<{ run_id: string }>({
    name: 'end-held-runs',
    text: END_HELD,
    values: [ids, error, cause],
  });
  return rows.map(({ run_id }) => run_id);
}
