import type pg from 'pg';

interface Line {
  readonly relation: string;
  readonly line: string;
}

/** Partitions repeat their table, and daily ones differ from day to day: only the tables themselves are listed. */
const RELATIONS = `
  select c.oid, c.relname as relation, c.relkind, c.relpartbound
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname = 'public' and c.relkind in ('r', 'p', 'v', 'm') and not c.relispartition`;

/** `order by … collate "C"`: the order is the same under every database's locale. */
const TABLES = `
with relations as (${RELATIONS})
select relation, case relkind when 'p' then 'table, partitioned by ' || pg_get_partkeydef(oid) when 'r' then 'table' else 'view' end as line
from relations order by relation collate "C"`;

const COLUMNS = `
with relations as (${RELATIONS})
select relation, '  ' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || case when a.attnotnull then ' not null' else '' end
  || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '') as line
from relations join pg_attribute a on a.attrelid = relations.oid and a.attnum > 0 and not a.attisdropped
left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
order by relation collate "C", a.attnum`;

/** Without not-null constraints: they are in the columns, and only Postgres 18 lists them. */
const CONSTRAINTS = `
with relations as (${RELATIONS})
select relation, '  constraint ' || k.conname || ' ' || pg_get_constraintdef(k.oid) as line
from relations join pg_constraint k on k.conrelid = relations.oid and k.contype <> 'n'
order by relation collate "C", k.conname collate "C"`;

const INDEXES = `
with relations as (${RELATIONS})
select relation, '  ' || pg_get_indexdef(i.indexrelid) as line
from relations join pg_index i on i.indrelid = relations.oid join pg_class x on x.oid = i.indexrelid
where not exists (select 1 from pg_constraint k where k.conindid = i.indexrelid)
order by relation collate "C", x.relname collate "C"`;

const FUNCTIONS = `
select p.proname as relation, pg_get_functiondef(p.oid) as line
from pg_proc p join pg_namespace n on n.oid = p.pronamespace
where n.nspname = 'public' order by p.proname collate "C", pg_get_function_identity_arguments(p.oid) collate "C"`;

/** Kept by the migrations themselves. */
const BOOKKEEPING: ReadonlySet<string> = new Set(['migration_file', 'typeorm_migration']);

/** The schema as text: tables with columns, constraints and indexes, then functions, in an order that never changes. */
export async function dumpSchema(client: pg.ClientBase): Promise<string> {
  const read = async (text: string): Promise<readonly Line[]> => {
    const { rows } = await client.query<Line>(text);
    return rows.filter(({ relation }) => !BOOKKEEPING.has(relation));
  };
  const tables = await read(TABLES);
  const members = [...(await read(COLUMNS)), ...(await read(CONSTRAINTS)), ...(await read(INDEXES))];
  const functions = await read(FUNCTIONS);
  const blocks = tables.map(({ relation, line }) =>
    [
      `${relation}: ${line}`,
      ...members.filter((member) => member.relation === relation).map((member) => member.line),
    ].join('\n'),
  );
  const head = '# Printed from the catalogue by `node scripts/dump-schema.mjs`; do not edit.';
  return `${[head, ...blocks, ...functions.map(({ line }) => line.trim())].join('\n\n')}\n`;
}
