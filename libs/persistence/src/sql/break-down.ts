// Why this shape: a workspace has thousands of workflows, and each as many rows as its range has hours. All of them are added up,
// which needs no histograms, so that those that failed most often are found; only of these the histograms are read, and added
// up here: one row a subject leaves the database. Indexes: `metric_rollup_span`, or the primary key where it is of one
// workflow. Locks: none. Runs: while somebody looks at a dashboard; days by Home, once a page.
import { NO_WORKFLOW } from './roll-up-runs.ts';

/** What the breakdowns have in common: which levels of figures they read. Of a workflow that is gone nothing could be opened. */
const LEVELS = {
  workflow: `workflow_id <> '${NO_WORKFLOW}'::uuid and version = 0 and connector = '' and connection = ''
    and exists (select from workflow where workflow.id = workflow_id and deleted_at is null)`,
  version: `version > 0 and connector = '' and connection = ''`,
  connector: `version = 0 and connector <> '' and connection = ''`,
  connection: `version = 0 and connector <> '' and connection <> ''`,
} as const;
type Level = keyof typeof LEVELS;

const SUBJECT = 'workflow_id, version, connector, connection';

/** `$1`: workspace; `$2`: kind; `$3`: seconds of a bucket; `$4` and `$5`: from and until; `$6`: of one workflow, or null. */
export const inLevel = (
  by: Level,
): string => `workspace_id = $1::uuid and kind = $2::text and step_seconds = $3::integer
    and bucket_at >= $4::timestamptz and bucket_at < $5::timestamptz
    and ($6::uuid is null or workflow_id = $6::uuid) and ${LEVELS[by]}`;

/** `$7`: how many subjects. */
export const breakDownBy = (by: Level): string => `
with subject as (
  select ${SUBJECT}, sum(total)::double precision as total, sum(succeeded)::double precision as succeeded,
    sum(failed)::double precision as failed, sum(limited)::double precision as limited,
    sum(depth_sum)::double precision as depth_sum, max(oldest_ms)::double precision as oldest_ms
  from metric_rollup where ${inLevel(by)}
  group by ${SUBJECT} order by failed desc, total desc, ${SUBJECT} limit $7::integer
), shown as (
  select ${SUBJECT}, m.bucket_at, m.total, m.failed, m.duration_buckets, m.duration_counts
  from metric_rollup m join subject using (${SUBJECT}) where ${inLevel(by)}
), part as (
  select ${SUBJECT}, json_agg(json_build_array(extract(epoch from bucket_at)::bigint * 1000, total, failed) order by bucket_at) as parts
  from shown group by ${SUBJECT}
), duration as (
  select ${SUBJECT}, string_agg(place::text, ',' order by place) || ';' || string_agg(n::text, ',' order by place) as durations
  from (
    select ${SUBJECT}, place, sum(n)::bigint as n
    from shown cross join lateral unnest(duration_buckets, duration_counts) as one(place, n) group by ${SUBJECT}, place
  ) places group by ${SUBJECT}
)
select subject.*, parts, coalesce(durations, ';') as durations, ';' as waits
from subject join part using (${SUBJECT}) left join duration using (${SUBJECT})
order by subject.failed desc, subject.total desc, ${SUBJECT}`;
