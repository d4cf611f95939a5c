// Why this shape: calls are counted in the process that makes them and added here, a batch at a time and each batch once: one whose
// answer was lost is sent again and finds its number taken. A process whose clock is far off says when it was by that
// clock: what it says is then put into this minute. Indexes: primary keys. Locks: rows of this minute, in the order of their keys.
// Runs: every 10 s in each process that has made calls.
import { NO_WORKFLOW } from './roll-up-runs.ts';

/** `$1`: sender; `$2`: number of the batch; `$3`: rows as JSON. */
export const ADD_CALLS = `
with accepted as (
  insert into metric_sender as s (sender, sequence, sent_at) values ($1::text, $2::bigint, now())
  on conflict (sender) do update set sequence = excluded.sequence, sent_at = excluded.sent_at
  where s.sequence < excluded.sequence
  returning 1
), given as (
  select c.*, case when c.at > now() + interval '5 minutes' or c.at < now() - interval '24 hours'
    then date_trunc('minute', now(), 'UTC') else date_trunc('minute', c.at, 'UTC') end as bucket_at
  from json_to_recordset($3::json) as c(workspace_id uuid, workflow_id uuid, connector text, connection text, at timestamptz,
    total bigint, succeeded bigint, failed bigint, limited bigint, buckets smallint[], counts bigint[])
  where exists (select 1 from accepted) and exists (select 1 from workspace where workspace.id = c.workspace_id)
), leveled as materialized (
  select g.workspace_id, level.workflow_id, level.connector, level.connection, g.bucket_at,
    g.total, g.succeeded, g.failed, g.limited, g.buckets, g.counts
  from given g cross join lateral (values
    ('${NO_WORKFLOW}'::uuid, '', '', true), ('${NO_WORKFLOW}'::uuid, g.connector, '', true),
    ('${NO_WORKFLOW}'::uuid, g.connector, g.connection, g.connection <> ''),
    (g.workflow_id, '', '', true), (g.workflow_id, g.connector, '', true),
    (g.workflow_id, g.connector, g.connection, g.connection <> '')
  ) as level(workflow_id, connector, connection, is_there)
  where level.is_there
), counted as (
  select workspace_id, workflow_id, connector, connection, bucket_at, sum(total) as total, sum(succeeded) as succeeded,
    sum(failed) as failed, sum(limited) as limited
  from leveled group by 1, 2, 3, 4, 5
), places as (
  select workspace_id, workflow_id, connector, connection, bucket_at, place, sum(n) as n from (
    select l.workspace_id, l.workflow_id, l.connector, l.connection, l.bucket_at, one.place, one.n
    from leveled l cross join lateral unnest(l.buckets, l.counts) as one(place, n)
    union all
    -- What was there before.
    select m.workspace_id, m.workflow_id, m.connector, m.connection, m.bucket_at, one.place, one.n
    from counted join metric_rollup m using (workspace_id, workflow_id, connector, connection, bucket_at)
    cross join lateral unnest(m.duration_buckets, m.duration_counts) as one(place, n)
    where m.kind = 'call' and m.version = 0 and m.step_seconds = 60
  ) both_of_them group by 1, 2, 3, 4, 5, 6
), durations as (
  select workspace_id, workflow_id, connector, connection, bucket_at,
    array_agg(place order by place) as buckets, array_agg(n::bigint order by place) as counts
  from places group by 1, 2, 3, 4, 5
), late as (
  update metric_progress set fold_from = least(fold_from, (select min(bucket_at) from given))
  where exists (select 1 from given where bucket_at < now() - interval '2 minutes')
)
insert into metric_rollup as m (workspace_id, kind, workflow_id, version, connector, connection, step_seconds, bucket_at,
  total, succeeded, failed, limited, duration_buckets, duration_counts)
select workspace_id, 'call', workflow_id, 0, connector, connection, 60, bucket_at, total, succeeded, failed, limited,
  d.buckets, d.counts
from counted join durations d using (workspace_id, workflow_id, connector, connection, bucket_at)
order by workspace_id, workflow_id, connector, connection, bucket_at
on conflict (workspace_id, kind, workflow_id, version, connector, connection, step_seconds, bucket_at) do update set
  total = m.total + excluded.total, succeeded = m.succeeded + excluded.succeeded, failed = m.failed + excluded.failed,
  limited = m.limited + excluded.limited,
  duration_buckets = excluded.duration_buckets, duration_counts = excluded.duration_counts`;
