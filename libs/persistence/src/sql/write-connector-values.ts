// Why this shape: changes of all runs of a batch become one change for each key first, so that a statement meets no row twice.
// One lock for each place, taken in one order, since a batch deletes, sets and counts: two batches never wait for each other in
// a circle. Index: primary key. Runs: with batches in which a connector has stored something.
import { joinStoreChanges, nameOfStorePlace, type StoreChange, type StoreChanges } from '@millrace/runtime';
import type pg from 'pg';
import type { StoreWriteRow } from './write-batch.ts';

/** Ours alone among the advisory locks, with the hash of the place. */
const LOCK = 'connector_value ';

interface ChangeRow {
  readonly workspace_id: string;
  readonly connector: string;
  readonly connection: string;
  readonly key: string;
  readonly value: string | null;
}

const CHANGES = `json_to_recordset($1::json) as c(workspace_id uuid, connector text, connection text, key text, value text)`;
const WRITE: Readonly<Record<StoreChange['kind'], string>> = {
  set: `
insert into connector_value as v (workspace_id, connector, connection, key, value)
select workspace_id, connector, connection, key, value from ${CHANGES}
on conflict (workspace_id, connector, connection, key) do update set value = excluded.value, updated_at = now()`,
  delete: `
delete from connector_value v using ${CHANGES}
where v.workspace_id = c.workspace_id and v.connector = c.connector and v.connection = c.connection and v.key = c.key`,
  // Two numbers of 18 digits are one of 64 bits.
  increment: `
insert into connector_value as v (workspace_id, connector, connection, key, value)
select workspace_id, connector, connection, key, value from ${CHANGES}
on conflict (workspace_id, connector, connection, key) do update set updated_at = now(),
  value = case when v.value ~ '^-?[0-9]{1,18}$' then (v.value::bigint + excluded.value::bigint)::text else excluded.value end`,
};

/** Writes what was not written yet: a batch whose answer was lost is written again. */
export async function writeStoreWrites(client: pg.PoolClient, writes: readonly StoreWriteRow[]): Promise<void> {
  const { rows } = await client.query<{ readonly run_id: string; readonly path: string }>({
    name: 'mark-store-writes',
    text: `
      insert into run_journal (run_id, path, entry)
      select run_id, path, '{}' from json_to_recordset($1::json) as m(run_id uuid, path text)
      on conflict (run_id, path) do nothing
      returning run_id, path`,
    values: [JSON.stringify(writes.map(({ run_id, path }) => ({ run_id, path })))],
  });
  const fresh = new Set(rows.map(({ run_id, path }) => `${run_id} ${path}`));
  const meant = writes.filter(({ run_id, path }) => fresh.has(`${run_id} ${path}`));
  await writeConnectorValues(
    client,
    meant.flatMap(({ changes }) => changes),
  );
}

/** Changes what connectors keep, in the order given. */
export async function writeConnectorValues(client: pg.PoolClient, all: readonly StoreChanges[]): Promise<void> {
  const joined = joinStoreChanges(all);
  if (joined.length === 0) return;
  await client.query({
    name: 'lock-connector-values',
    text: 'select pg_advisory_xact_lock(hashtextextended(place, 0)) from unnest($1::text[]) as place',
    values: [joined.map((place) => `${LOCK}${nameOfStorePlace(place)}`)],
  });
  for (const kind of ['delete', 'set', 'increment'] as const) {
    const rows = joined.flatMap(({ changes, ...place }) =>
      changes.filter((change) => change.kind === kind).map((change) => toRow(place, change)),
    );
    if (rows.length === 0) continue;
    await client.query({
      name: `${kind}-connector-values`,
      text: WRITE[kind],
      values: [JSON.stringify(rows)],
    });
  }
}

function toRow({ workspaceId, connector, connection }: Omit<StoreChanges, 'changes'>, change: StoreChange): ChangeRow {
  const value = change.kind === 'set' ? change.value : change.kind === 'increment' ? String(change.by) : null;
  return { workspace_id: workspaceId, connector, connection, key: change.key, value };
}
