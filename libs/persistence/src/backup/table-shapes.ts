import type pg from 'pg';

/** A table as an archive sees it. */
export interface TableShape {
  readonly name: string;
  /** Those that hold something of their own: generated ones follow from the others. */
  readonly columns: readonly string[];
  /** Kept by the migrations themselves. */
  readonly isBookkeeping: boolean;
  /** Of a table that is kept by day: its days, as `20261124`. */
  readonly days?: readonly string[];
}

/** Filled by the migrations that make them: a database that nobody has used has rows in these. */
export const FILLED_WHEN_MADE: ReadonlySet<string> = new Set(['instance_state', 'metric_progress']);
const BOOKKEEPING: ReadonlySet<string> = new Set(['migration_file', 'typeorm_migration']);
const TABLES = `
select c.relname as name, c.relkind = 'p' as is_partitioned,
  array(select a.attname::text from pg_attribute a
    where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' order by a.attnum) as columns,
  array(select right(p.relname, 8) from pg_inherits i join pg_class p on p.oid = i.inhrelid
    where i.inhparent = c.oid and p.relname ~ ('^' || c.relname || '_[0-9]{8}$') order by 1) as days
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition
order by c.relname collate "C"`;

/** Every table of the database; partitions belong to theirs. */
export async function listTables(client: pg.ClientBase): Promise<readonly TableShape[]> {
  const { rows } = await client.query<{
    readonly name: string;
    readonly columns: readonly string[];
    readonly is_partitioned: boolean;
    readonly days: readonly string[];
  }>(TABLES);
  return rows.map(({ name, columns, is_partitioned: isPartitioned, days }) => ({
    name,
    columns,
    isBookkeeping: BOOKKEEPING.has(name),
    ...(isPartitioned ? { days } : {}),
  }));
}
