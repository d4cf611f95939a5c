// Why this shape: what a new run is to find is written before the run is, page by page, so that neither a transaction nor the memory
// holds all of it. Nobody claims a run that is not there; rows whose run never came go with their day.
// Index: primary key. Locks: the rows. Runs: when somebody retries a run.
import type pg from 'pg';
import { nestedRows } from './nested-json.ts';
import type { JournalEntryRow } from './write-batch.ts';

const TEXT = `
insert into run_journal (run_id, path, entry)
select run_id, path, coalesce(entry, entry_json::text)
from json_to_recordset($1::json) as j(run_id uuid, path text, entry text, entry_json json)
on conflict (run_id, path) do update set entry = excluded.entry`;

export async function beginJournal(pool: pg.Pool, rows: readonly JournalEntryRow[]): Promise<void> {
  await pool.query({ name: 'begin-journal', text: TEXT, values: [nestedRows(rows, ['entry'])] });
}
