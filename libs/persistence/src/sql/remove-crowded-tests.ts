// Why this shape: each test holds a whole draft with all that stands in for its steps, so that their number and their bytes are
// bounded by workflow when one is added; `octet_length` reads no text that is kept out of line. A test goes with its run, once that
// has ended: a run whose document is gone could not be shown.
// Indexes: `draft_test_workflow`, `run_version`. Locks: the rows it removes. Runs: at each test.
import type pg from 'pg';
import { removeRuns } from './remove-old-runs.ts';

/** Of each workflow, newest first. */
export interface TestBounds {
  readonly tests: number;
  readonly bytes: number;
}

const CROWDED = `
delete from draft_test where id in (
  select t.id from (
    select id, row_number() over newest as place,
      sum(octet_length(document) + octet_length(plan)) over newest as bytes
    from draft_test where workflow_id = $1::uuid
    window newest as (order by created_at desc, id desc)
  ) counted join draft_test t on t.id = counted.id
  where counted.place > 1 and (counted.place > $2::integer or counted.bytes > $3::bigint)
    and exists (select 1 from run where run.version_id = t.id and run.ended_at is not null)
  for update of t skip locked)
returning id`;

const RUNS = `select id from run where version_id = any ($1::uuid[]) and ended_at is not null`;

/** Removes the oldest tests of a workflow that are too many or too much, and their runs. Never the newest, and none that still runs. */
export async function removeCrowdedTests(
  client: pg.ClientBase,
  workflowId: string,
  { tests, bytes }: TestBounds,
): Promise<void> {
  const { rows } = await client.query<{ id: string }>({
    name: 'remove-crowded-tests',
    text: CROWDED,
    values: [workflowId, tests, bytes],
  });
  if (rows.length === 0) return;
  const versions = rows.map(({ id }) => id);
  const runs = await client.query<{ id: string }>({ name: 'runs-of-tests', text: RUNS, values: [versions] });
  await removeRuns(
    client,
    runs.rows.map(({ id }) => id),
  );
}
