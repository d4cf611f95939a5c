import type { VersionFigures, VersionHistory, WorkflowCaller } from '@millrace/runtime';
import type { DataSource } from 'typeorm';
import { findReadMembers, startsWorkflow } from './workflow-callers.ts';

/** Enough to tell 1 % of failures from 2 %; of the busiest version they are read in some 10 ms. */
const MAX_COUNTED = 2000;

interface FiguresRow {
  readonly version_id: string;
  readonly runs: number;
  readonly failed: number;
  readonly p95_ms: number | null;
  readonly first_at: Date | null;
  readonly last_at: Date | null;
  readonly read: number;
}

// By `run_version`: the newest runs of each version, whatever lies between them.
const MEASURE = `
select v.id as version_id, f.* from unnest($1::uuid[]) with ordinality v(id, place)
cross join lateral (
  select count(*)::integer as runs,
    (count(*) filter (where is_failure))::integer as failed,
    percentile_disc(0.95) within group (order by extract(epoch from ended_at - started_at) * 1000)::float8 as p95_ms,
    min(accepted_at) as first_at, max(accepted_at) as last_at, coalesce(max(read), 0)::integer as read
  from (
    select accepted_at, coalesce(started_at, accepted_at) as started_at, ended_at,
      status in ('failed', 'timed_out') or (status = 'compensated' and error is not null) as is_failure,
      max(accepted_at) over () as newest_at, count(*) over () as read
    from (
      select accepted_at, started_at, ended_at, status, error from run
      where version_id = v.id and ended_at is not null and not is_test and status <> 'cancelled'
      order by id desc limit $2::integer
    ) newest
  ) counted
  where accepted_at >= coalesce(to_timestamp($3::double precision / 1000), newest_at - interval '7 days')
) f
order by v.place`;

interface CallerRow {
  readonly name: string;
  readonly draft: string | null;
  readonly live: string | null;
  /** Of a rollout: a part of the events starts it. */
  readonly candidate: string | null;
}

/** What runs and documents say about versions, in Postgres. */
export class PostgresVersionHistory implements VersionHistory {
  readonly #source: DataSource;

  constructor(source: DataSource) {
    this.#source = source;
  }

  async measure(
    versionIds: readonly string[],
    since?: { readonly fromMs: number },
  ): Promise<readonly VersionFigures[]> {
    if (versionIds.length === 0) return [];
    const rows = await this.#source.query<FiguresRow[]>(MEASURE, [[...versionIds], MAX_COUNTED, since?.fromMs ?? null]);
    return rows.map(toFigures);
  }

  async listCallers({
    workspaceId,
    name,
    limit,
  }: Parameters<VersionHistory['listCallers']>[0]): Promise<readonly WorkflowCaller[]> {
    // Asked when a person is about to publish. Most documents do not have the name in them and need not be parsed.
    const rows = await this.#source.query<CallerRow[]>(
      `select workflow.name,
         case when position($2::text in workflow.draft) > 0 then workflow.draft end as draft,
         case when position($2::text in version.document) > 0 then version.document end as live,
         case when position($2::text in candidate.document) > 0 then candidate.document end as candidate
       from workflow left join workflow_version version on version.id = workflow.live_version_id
         left join rollout on rollout.workflow_id = workflow.id and rollout.ended_at is null
         left join workflow_version candidate on candidate.id = rollout.candidate_version_id
       where workflow.workspace_id = $1::uuid and workflow.deleted_at is null and workflow.name <> $3::text
         and (position($2::text in workflow.draft) > 0 or position($2::text in version.document) > 0
           or position($2::text in candidate.document) > 0)
       order by workflow.name collate "C"`,
      [workspaceId, `workflow:${name}`, name],
    );
    return rows.flatMap((row) => toCaller(row, name) ?? []).slice(0, limit);
  }
}

function toFigures({ version_id: versionId, runs, failed, p95_ms: p95Ms, ...row }: FiguresRow): VersionFigures {
  return {
    ...{ versionId, runs, failed, isCapped: row.read >= MAX_COUNTED && row.read === runs },
    ...(p95Ms === null ? {} : { p95Ms }),
    ...(row.first_at === null || row.last_at === null
      ? {}
      : { fromMs: row.first_at.getTime(), untilMs: row.last_at.getTime() }),
  };
}

function toCaller({ name: workflow, live, candidate, draft }: CallerRow, name: string): WorkflowCaller | undefined {
  const calling = (texts: readonly (string | null)[]): readonly unknown[] =>
    texts
      .map((text): unknown => (text === null ? null : JSON.parse(text)))
      .filter((document) => startsWorkflow(document, name));
  const running = calling([live, candidate]);
  const documents = running.length > 0 ? running : calling([draft]);
  if (documents.length === 0) return undefined;
  return { workflow, isLive: running.length > 0, reads: findReadMembers(documents) };
}
