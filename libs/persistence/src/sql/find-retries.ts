// Why this shape: what a run has left is large and asked for seldom, so it does not come with the run itself.
// Indexes: primary keys, `run_retries`. Locks: none. Runs: when somebody retries a run, or opens one.
import type pg from 'pg';
import { SHOWN_STATUS } from './find-run.ts';

export interface RemainsRow {
  readonly checkpoint: string | null;
  readonly compensating: boolean;
  readonly payloads_gone: boolean;
  readonly key_seed: string | null;
  readonly ordering_key: string | null;
}
interface RunAddress {
  readonly workspaceId: string;
  readonly runId: string;
}

// Of a run that an earlier version has kept, the order is where it waited for its turn.
const REMAINS = `
select checkpoint, compensating, payloads_gone, key_seed,
  coalesce(ordering_key, (select a.ordering_key from run_admission a where a.run_id = run.id)) as ordering_key
from run where id = $2::uuid and workspace_id = $1::uuid and ended_at is not null`;

export async function findRemains(pool: pg.Pool, { workspaceId, runId }: RunAddress): Promise<RemainsRow | undefined> {
  const query = { name: 'find-remains', text: REMAINS, values: [workspaceId, runId] };
  return (await pool.query<RemainsRow>(query)).rows[0];
}

const RETRIES = `
select run.id, run.retry_kind, ${SHOWN_STATUS} as status from run
where run.retry_of = $2::uuid and run.workspace_id = $1::uuid
order by run.id desc limit 100`;

export async function listRetries(
  pool: pg.Pool,
  { workspaceId, runId }: RunAddress,
): Promise<readonly { readonly id: string; readonly retry_kind: 'retry' | 'replay'; readonly status: string }[]> {
  const query = { name: 'list-retries', text: RETRIES, values: [workspaceId, runId] };
  return (await pool.query<{ id: string; retry_kind: 'retry' | 'replay'; status: string }>(query)).rows;
}
