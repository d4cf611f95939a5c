// What a database has done so far, as counters whose differences count.
import { setTimeout as delay } from 'node:timers/promises';

const TEXT = `
select
  (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::float8 as wal_bytes,
  (select xact_commit::float8 from pg_stat_database where datname = current_database()) as commits,
  (select coalesce(sum(fsyncs), 0)::float8 from pg_stat_io where object = 'wal') as wal_syncs,
  pg_database_size(current_database())::float8 as stored_bytes`;
/** Backends tell their counts once a second. */
const TOLD_AFTER_MS = 1200;

export async function readDatabase(installation) {
  await delay(TOLD_AFTER_MS);
  const [row] = await installation.ask(TEXT);
  return {
    walBytes: row.wal_bytes,
    commits: row.commits,
    walSyncs: row.wal_syncs,
    storedBytes: row.stored_bytes,
  };
}
