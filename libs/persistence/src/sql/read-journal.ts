// Why this shape: a run that is taken over is read from the first path to the last, page by page, in the order of the key.
// Index: primary key. Locks: none. Runs: once for each run that is claimed inside a composite state.
import type pg from 'pg';

const TEXT = `
select path, entry from run_journal
where run_id = $1::uuid and path > $2::text collate "C"
order by path collate "C" limit $3::integer`;

export async function readJournal(
  pool: pg.Pool,
  { runId, afterPath, limit }: { readonly runId: string; readonly afterPath: string; readonly limit: number },
): Promise<readonly { readonly path: string; readonly entry: string }[]> {
  const { rows } = await pool.query<{ path: string; entry: string }>({
    name: 'read-journal',
    text: TEXT,
    values: [runId, afterPath, limit],
  });
  return rows;
}
