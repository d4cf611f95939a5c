// Why this shape: whole minutes are counted anew from the runs themselves and put in the place of what was counted before, so that
// a crash, a late end or a clock that was set back counts nothing twice. Retention may have removed some of a minute's runs
// since: a smaller count never replaces a larger one. Most minutes say what they said ten seconds before, and are not written again:
// rows that are only rewritten would be most of what the database writes while nothing happens. Each run counts for its workspace, its workflow and its version, so that a chart
// reads one row a bucket. Indexes: `run_ended`, on each day's partition; primary keys. Locks: rows of the last minutes, under
// the caller's advisory lock. Runs: every 10 s in one process of the installation.

/** Of all workflows. */
export const NO_WORKFLOW = '00000000-0000-0000-0000-000000000000';

const OUTCOME = `case when r.status = 'succeeded' then 'succeeded'
    when r.status in ('failed', 'timed_out') or (r.status = 'compensated' and r.error is not null) then 'failed'
    else 'cancelled' end`;
const msBetween = (from: string, until: string): string =>
  `greatest(0, extract(epoch from ${until} - ${from})::double precision * 1000)`;

const ENDED = `
  select r.workspace_id, r.workflow_id, coalesce(v.number, 0) as version, date_trunc('minute', r.ended_at, 'UTC') as bucket_at,
    ${OUTCOME} as outcome,
    width_bucket(${msBetween('coalesce(r.started_at, r.accepted_at)', 'r.ended_at')}, $3::double precision[]) as duration,
    width_bucket(${msBetween('r.accepted_at', 'coalesce(r.started_at, r.ended_at)')}, $3::double precision[]) as wait,
    count(*) as n, max(r.ended_at) as last_at
  from run r join workspace on workspace.id = r.workspace_id left join workflow_version v on v.id = r.version_id
  where r.ended_at >= $1::timestamptz and r.ended_at < $2::timestamptz and not r.is_test
  group by 1, 2, 3, 4, 5, 6, 7`;

/** Rows of one histogram, as two arrays. */
const histogram = (name: string, from: string, condition = 'true'): string => `
  select workspace_id, workflow_id, version, bucket_at,
    array_agg(place::smallint order by place) as buckets, array_agg(n order by place) as counts
  from (
    select workspace_id, workflow_id, version, bucket_at, ${name} as place, sum(n)::bigint as n from ${from} where ${condition}
    group by 1, 2, 3, 4, 5
  ) places group by 1, 2, 3, 4`;

/** `$1` and `$2`: minutes, from and until; `$3`: the bounds of histograms. */
export const ROLL_UP_RUNS = `
with ended as materialized (${ENDED}
), leveled as materialized (
  select e.workspace_id, level.workflow_id, level.version, e.bucket_at, e.outcome, e.duration, e.wait, e.n
  from ended e cross join lateral (values
    ('${NO_WORKFLOW}'::uuid, 0, true), (e.workflow_id, 0, true), (e.workflow_id, e.version, e.version > 0)
  ) as level(workflow_id, version, is_there)
  where level.is_there
), counted as (
  select workspace_id, workflow_id, version, bucket_at, sum(n)::bigint as total,
    coalesce(sum(n) filter (where outcome = 'succeeded'), 0)::bigint as succeeded,
    coalesce(sum(n) filter (where outcome = 'failed'), 0)::bigint as failed
  from leveled group by 1, 2, 3, 4
), durations as (${histogram('duration', 'leveled', `outcome <> 'cancelled'`)}
), waits as (${histogram('wait', 'leveled')}
), succeeded as (
  insert into metric_success as s (workspace_id, workflow_id, ended_at)
  select workspace_id, workflow_id, max(last_at) from ended where outcome = 'succeeded' group by 1, 2 order by 1, 2
  on conflict (workspace_id, workflow_id) do update set ended_at = excluded.ended_at where s.ended_at < excluded.ended_at
)
insert into metric_rollup as m (workspace_id, kind, workflow_id, version, connector, connection, step_seconds, bucket_at,
  total, succeeded, failed, duration_buckets, duration_counts, wait_buckets, wait_counts)
select c.workspace_id, 'run', c.workflow_id, c.version, '', '', 60, c.bucket_at, c.total, c.succeeded, c.failed,
  coalesce(d.buckets, '{}'), coalesce(d.counts, '{}'), w.buckets, w.counts
from counted c
join waits w using (workspace_id, workflow_id, version, bucket_at)
left join durations d using (workspace_id, workflow_id, version, bucket_at)
on conflict (workspace_id, kind, workflow_id, version, connector, connection, step_seconds, bucket_at) do update set
  total = excluded.total, succeeded = excluded.succeeded, failed = excluded.failed,
  duration_buckets = excluded.duration_buckets, duration_counts = excluded.duration_counts,
  wait_buckets = excluded.wait_buckets, wait_counts = excluded.wait_counts
where m.total <= excluded.total
  and (m.total, m.succeeded, m.failed, m.duration_buckets, m.duration_counts, m.wait_buckets, m.wait_counts)
    is distinct from (excluded.total, excluded.succeeded, excluded.failed, excluded.duration_buckets, excluded.duration_counts,
      excluded.wait_buckets, excluded.wait_counts)`;

/** Minutes in which more runs ended than were counted. `$1`: since when. */
export const FIND_MISCOUNTED = `
select min(found.bucket_at) as from_at, max(found.bucket_at) as until_at
from (
  select date_trunc('minute', ended_at, 'UTC') as bucket_at, count(*) as n from run
  where ended_at >= $1::timestamptz and ended_at < now() and not is_test group by 1
) found
left join (
  select bucket_at, sum(total) as n from metric_rollup
  where step_seconds = 60 and bucket_at >= $1::timestamptz and kind = 'run' and workflow_id = '${NO_WORKFLOW}'::uuid
  group by 1
) counted using (bucket_at)
where found.n > coalesce(counted.n, 0)`;

/** How long each workflow took from its first edit to the first success, when that comes; not copies of other workspaces' ones. By primary keys; once a workflow. */
export const NOTE_INTEGRATIONS = `
insert into integration_time (workspace_id, workflow_id, begun_at, published_at, succeeded_at)
select s.workspace_id, s.workflow_id, w.created_at, least(first.published_at, ended.first_at), ended.first_at
from metric_success s
join workflow w on w.id = s.workflow_id
cross join lateral (
  select min(published_at) as published_at, bool_or(promoted_from is not null) as is_copy from workflow_version where workflow_id = w.id
) first
cross join lateral (
  select min(ended_at) as first_at from run where workflow_id = s.workflow_id and status = 'succeeded' and not is_test
) ended
where s.ended_at >= $1::timestamptz and ended.first_at is not null and not first.is_copy
  and not exists (select 1 from integration_time i where i.workflow_id = s.workflow_id)
on conflict (workflow_id) do nothing`;

/** What stands in the queue now. By `run_list_status`: as many rows as stand there. */
export const SAMPLE_QUEUES = `
with standing as (
  select workspace.id as workspace_id, queued.workflow_id, queued.depth, queued.oldest_ms
  from workspace cross join lateral (
    select workflow_id, count(*) as depth, max(${msBetween('accepted_at', 'now()')})::bigint as oldest_ms
    from run where run.workspace_id = workspace.id and status = 'queued' and not is_test group by workflow_id
  ) queued
)
insert into metric_rollup (workspace_id, kind, workflow_id, version, connector, connection, step_seconds, bucket_at, total, depth_sum, oldest_ms)
select workspace_id, 'queue', coalesce(workflow_id, '${NO_WORKFLOW}'::uuid), 0, '', '', 60, date_trunc('minute', now(), 'UTC'),
  1, sum(depth), max(oldest_ms)
from standing group by grouping sets ((workspace_id), (workspace_id, workflow_id))
on conflict do nothing`;
