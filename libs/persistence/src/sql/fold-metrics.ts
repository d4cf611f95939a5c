// Why this shape: hours are made of minutes and days of hours, whole ones and anew each time, so that it may be repeated. What is
// folded is kept long after what it was made of is gone; only buckets whose parts are all there are made, and only those that have changed are written. Indexes:
// `metric_rollup_span`, primary keys. Locks: rows of the buckets, under the caller's advisory lock. Runs: every 10 s, for the hour
// and the day that are not over.

const KEY = 'workspace_id, kind, workflow_id, version, connector, connection';

const histogram = (name: string): string => `
  select ${KEY}, at, array_agg(place order by place) as buckets, array_agg(n order by place) as counts
  from (
    select ${KEY}, at, place, sum(n)::bigint as n
    from parts cross join lateral unnest(${name}_buckets, ${name}_counts) as one(place, n)
    group by ${KEY}, at, place
  ) places group by ${KEY}, at`;

/** `$1`: seconds of the parts; `$2`: of what is made of them; `$3` and `$4`: from and until, by the larger ones. */
export const FOLD = `
with parts as materialized (
  select *, to_timestamp(floor(extract(epoch from bucket_at) / $2::integer) * $2::integer) as at from metric_rollup
  where step_seconds = $1::integer and bucket_at >= $3::timestamptz and bucket_at < $4::timestamptz
), sums as (
  select ${KEY}, at, sum(total) as total, sum(succeeded) as succeeded, sum(failed) as failed, sum(limited) as limited,
    sum(depth_sum) as depth_sum, max(oldest_ms) as oldest_ms
  from parts group by ${KEY}, at
), durations as (${histogram('duration')}
), waits as (${histogram('wait')}
)
insert into metric_rollup as m (${KEY}, step_seconds, bucket_at, total, succeeded, failed, limited, depth_sum, oldest_ms,
  duration_buckets, duration_counts, wait_buckets, wait_counts)
select ${KEY}, $2::integer, at, total, succeeded, failed, limited, depth_sum, oldest_ms,
  coalesce(d.buckets, '{}'), coalesce(d.counts, '{}'), coalesce(w.buckets, '{}'), coalesce(w.counts, '{}')
from sums left join durations d using (${KEY}, at) left join waits w using (${KEY}, at)
on conflict (${KEY}, step_seconds, bucket_at) do update set
  total = excluded.total, succeeded = excluded.succeeded, failed = excluded.failed, limited = excluded.limited,
  depth_sum = excluded.depth_sum, oldest_ms = excluded.oldest_ms,
  duration_buckets = excluded.duration_buckets, duration_counts = excluded.duration_counts,
  wait_buckets = excluded.wait_buckets, wait_counts = excluded.wait_counts
where (m.total, m.succeeded, m.failed, m.limited, m.depth_sum, m.oldest_ms, m.duration_buckets, m.duration_counts,
    m.wait_buckets, m.wait_counts)
  is distinct from (excluded.total, excluded.succeeded, excluded.failed, excluded.limited, excluded.depth_sum, excluded.oldest_ms,
    excluded.duration_buckets, excluded.duration_counts, excluded.wait_buckets, excluded.wait_counts)`;

export const FOLD_LOOKS = `
insert into metric_look as l (step_seconds, bucket_at, looks)
select $2::integer, to_timestamp(floor(extract(epoch from bucket_at) / $2::integer) * $2::integer), sum(looks) from metric_look
where step_seconds = $1::integer and bucket_at >= $3::timestamptz and bucket_at < $4::timestamptz
group by 2
on conflict (step_seconds, bucket_at) do update set looks = excluded.looks where l.looks <> excluded.looks`;
