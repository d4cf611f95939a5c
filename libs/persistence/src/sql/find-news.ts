// Why this shape: whoever follows runs asks for all of them at once, and reads in full only what this names; so no payload is
// read here. `id = any` leaves the planner nothing but the primary key, and `(… in …) is true` asks a hash, where a join would
// compare all with all. Locks: none. Runs: several times a second in a process whose callers wait for runs of others.
import type { RunStore } from '@millrace/runtime';
import type pg from 'pg';

interface NewsRow {
  readonly id: string;
  readonly version_id: string;
  readonly step_count: number;
  readonly ended_at: Date | null;
}

/** Numbers of steps only grow: other ones are more. */
const TEXT = `
select id, version_id, step_count, ended_at from run
where id = any ($1::uuid[]) and (ended_at is not null
  or (id in (select unnest($2::uuid[]))) is true
    and ((id, step_count) in (select * from unnest($2::uuid[], $3::integer[]))) is not true)`;

export async function findNews(pool: pg.Pool, known: Parameters<RunStore['findNews']>[0]): Promise<readonly NewsRow[]> {
  const counted = known.flatMap(({ runId, stepCount }) => (stepCount === undefined ? [] : [{ runId, stepCount }]));
  const idsOf = (runs: readonly { readonly runId: string }[]): readonly string[] => runs.map(({ runId }) => runId);
  const values = [idsOf(known), idsOf(counted), counted.map(({ stepCount }) => stepCount)];
  return (await pool.query<NewsRow>({ name: 'find-news', text: TEXT, values })).rows;
}
