import type { WorkflowMark, WorkflowMarks } from '@millrace/runtime';
import type { DataSource } from 'typeorm';

interface MarkRow {
  readonly id: string;
  readonly draft_revision: number;
  readonly draft_saved_by: string | null;
  readonly number: number | null;
  readonly published_by: string | null;
  readonly rollout: string | null;
  readonly captures: readonly string[];
}

// Each second at most, for the workflows that somebody in this process follows. By primary keys, and (workflow_id, number).
const READ = `
select w.id, w.draft_revision, w.draft_saved_by, newest.number, newest.published_by, last.mark as rollout,
  array(select c.id from captured_call c where c.workflow_id = w.id order by c.id) as captures
from workflow w
left join lateral (
  select number, published_by from workflow_version where workflow_id = w.id order by number desc limit 1) newest on true
left join lateral (
  select id || ' ' || changed_at as mark from rollout where workflow_id = w.id order by started_at desc limit 1) last on true
where w.id = any ($1::uuid[]) and w.deleted_at is null`;

/** What has happened to workflows, as Postgres has it. */
export class PostgresWorkflowMarks implements WorkflowMarks {
  readonly #source: DataSource;

  constructor(source: DataSource) {
    this.#source = source;
  }

  async read(workflowIds: readonly string[]): Promise<readonly WorkflowMark[]> {
    if (workflowIds.length === 0) return [];
    return (await this.#source.query<MarkRow[]>(READ, [[...workflowIds]])).map(toMark);
  }
}

function toMark(row: MarkRow): WorkflowMark {
  const { number, published_by: by, draft_saved_by: savedBy } = row;
  return {
    ...{ workflowId: row.id, revision: row.draft_revision, captures: row.captures },
    ...(row.rollout === null ? {} : { rollout: row.rollout }),
    ...(savedBy === null ? {} : { savedBy }),
    ...(number === null ? {} : { published: { number, ...(by === null ? {} : { by }) } }),
  };
}
