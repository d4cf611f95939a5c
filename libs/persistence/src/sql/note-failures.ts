// Part of `write-batch.ts`, for batches in which a run fails. Why this shape: a group is counted, and a dead letter kept where the
// workflow wants that, in the statement that ends its runs, once for all of the batch: a run whose end is written again after a lost
// answer is not moved again, and so not counted again. What people have decided about a group is changed here too, by the rule of
// `standingAfter`: under the lock of its row, so that no failure is seen by an old state. Locks: rows of groups, in order; then
// their hours, so that two batches never wait for each other in a circle. Indexes: primary keys. Runs: as often as batches with
// failures; others do not have it in them.

/** A failure that counts, beside the end of its run. */
export interface FailureColumn {
  readonly fingerprint: string;
  readonly state_path: string;
  readonly resource: string | null;
  readonly error: string;
  readonly normalised_cause: string;
  readonly cause: string;
  /** Null: it is gone. */
  readonly version: number | null;
  /** The run becomes a dead letter. */
  readonly dead_letter?: true;
}

const REOPENS = `case g.state
      when 'resolved' then coalesce(excluded.newest_version, g.resolved_in) >= g.resolved_in
      when 'ignored' then coalesce(g.ignored_until <= now(), false) or coalesce(g.ignored_for <= excluded.seen_count, false)
      else false end`;

export const FAILURE_ROWS = `, failed as (
  select run.id as run_id, run.workspace_id, run.workflow_id, run.retry_of, ends.ended_at, f.*
  from (
    select id, ended_at, failure from incoming where failure is not null
    union all
    select id, ended_at, failure from moves where failure is not null
  ) ends
  join (
    select id, workspace_id, workflow_id, retry_of from accepted union all select id, workspace_id, workflow_id, retry_of from moved
  ) run on run.id = ends.id
  cross join lateral json_to_record(ends.failure) as f(fingerprint text, state_path text, resource text, error text,
    normalised_cause text, cause text, version integer, dead_letter boolean)
), dead_lettered as (
  insert into dead_letter (id, workspace_id, source, source_ref, stage, workflow_id, error_code, message, fingerprint,
    first_failed_at, last_failed_at)
  select run_id, workspace_id, 'run', run_id::text, 'run', workflow_id, error, cause, fingerprint, ended_at, ended_at
  from failed
  where dead_letter
    -- What was made of a dead letter is told of there.
    and not exists (select 1 from dead_letter d where d.id = failed.retry_of and d.state = 'redriving')
  order by failed.run_id
  on conflict (id) do nothing
), counted as (
  insert into error_group as g (workspace_id, fingerprint, workflow_id, state_path, resource, error, normalised_cause,
    sample_cause, sample_run_id, first_seen_at, last_seen_at, seen_count, newest_version)
  select workspace_id, fingerprint, (array_agg(workflow_id))[1], min(state_path), max(resource), min(error),
    min(normalised_cause), (array_agg(cause order by ended_at desc, run_id desc))[1],
    (array_agg(run_id order by ended_at desc, run_id desc))[1], min(ended_at), max(ended_at), count(*),
    case when bool_and(version is not null) then max(version) end
  from failed
  group by workspace_id, fingerprint
  order by workspace_id, fingerprint
  on conflict (workspace_id, fingerprint) do update set
    resource = coalesce(excluded.resource, g.resource),
    sample_cause = case when excluded.last_seen_at >= g.last_seen_at then excluded.sample_cause else g.sample_cause end,
    sample_run_id = case when excluded.last_seen_at >= g.last_seen_at then excluded.sample_run_id else g.sample_run_id end,
    first_seen_at = least(g.first_seen_at, excluded.first_seen_at),
    last_seen_at = greatest(g.last_seen_at, excluded.last_seen_at),
    seen_count = g.seen_count + excluded.seen_count,
    newest_version = greatest(g.newest_version, excluded.newest_version),
    state = case when ${REOPENS} then 'open' else g.state end,
    is_regressed = g.is_regressed or (g.state = 'resolved' and ${REOPENS}),
    ignored_until = case when ${REOPENS} then null else g.ignored_until end,
    ignored_for = case when ${REOPENS} then null else g.ignored_for - excluded.seen_count end
  returning workspace_id, fingerprint
), counted_by_hour as (
  insert into error_group_hour as h (workspace_id, fingerprint, hour, version, seen_count)
  select workspace_id, fingerprint, date_trunc('hour', ended_at, 'UTC'), coalesce(version, 0), count(*)
  from failed join counted using (workspace_id, fingerprint)
  group by 1, 2, 3, 4
  order by 1, 2, 3, 4
  on conflict (workspace_id, fingerprint, hour, version) do update set seen_count = h.seen_count + excluded.seen_count
)`;
