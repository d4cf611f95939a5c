import { MAX_BASELINES, type Baseline, type IntegrationTime, type MetricRecords } from '@millrace/runtime';
import type { DataSource } from 'typeorm';
import { storable } from './storable.ts';
import { isUuid } from './uuid.ts';

interface BaselineRow {
  readonly id: string;
  readonly workspace_id: string;
  readonly name: string;
  readonly scope: string;
  readonly figures: string;
  readonly from_at: Date;
  readonly until_at: Date;
  readonly created_at: Date;
  readonly created_by: string;
}
interface TimeRow {
  readonly name: string;
  readonly begun_at: Date;
  readonly published_at: Date;
  readonly succeeded_at: Date;
}

/** What is kept of figures for good, in Postgres. */
export class PostgresMetricRecords implements MetricRecords {
  readonly #source: DataSource;

  constructor(source: DataSource) {
    this.#source = source;
  }

  async addBaseline(baseline: Parameters<MetricRecords['addBaseline']>[0]): Promise<boolean> {
    const { id, workspaceId, name, scope, figures, fromMs, untilMs, createdBy } = baseline;
    const times = [fromMs, untilMs].map((ms) => new Date(ms).toISOString());
    const added = await this.#source.query<unknown[]>(
      `insert into metric_baseline (id, workspace_id, name, scope, figures, from_at, until_at, created_by)
       select $1::uuid, $2::uuid, $3::text, $4::text, $5::text, $6::timestamptz, $7::timestamptz, $8::text
       where (select count(*) from metric_baseline where workspace_id = $2::uuid) < $9::integer returning id`,
      [
        id,
        workspaceId,
        storable(name),
        JSON.stringify(scope),
        JSON.stringify(figures),
        ...times,
        createdBy,
        MAX_BASELINES,
      ],
    );
    return added.length > 0;
  }

  async listBaselines(workspaceId: string): Promise<readonly Baseline[]> {
    const rows = await this.#source.query<BaselineRow[]>(
      `select id, workspace_id, name, scope, figures, from_at, until_at, created_at, created_by from metric_baseline
       where workspace_id = $1::uuid order by id desc limit ${MAX_BASELINES}`,
      [workspaceId],
    );
    return rows.map((row) => ({
      ...{ id: row.id, workspaceId: row.workspace_id, name: row.name },
      scope: JSON.parse(row.scope) as Baseline['scope'],
      figures: JSON.parse(row.figures) as Baseline['figures'],
      ...{ fromMs: row.from_at.getTime(), untilMs: row.until_at.getTime() },
      ...{ createdAtMs: row.created_at.getTime(), createdBy: row.created_by },
    }));
  }

  async removeBaseline({ workspaceId, id }: Parameters<MetricRecords['removeBaseline']>[0]): Promise<boolean> {
    if (!isUuid(id)) return false;
    const [, removed] = await this.#source.query<[unknown, number]>(
      'delete from metric_baseline where workspace_id = $1::uuid and id = $2::uuid',
      [workspaceId, id],
    );
    return removed > 0;
  }

  async listIntegrationTimes(
    range: Parameters<MetricRecords['listIntegrationTimes']>[0],
  ): Promise<readonly IntegrationTime[]> {
    const { workspaceId, fromMs, untilMs } = range;
    const rows = await this.#source.query<TimeRow[]>(
      `select workflow.name, i.begun_at, i.published_at, i.succeeded_at from integration_time i join workflow on workflow.id = i.workflow_id
       where i.workspace_id = $1::uuid and i.succeeded_at >= $2::timestamptz and i.succeeded_at < $3::timestamptz
       order by i.succeeded_at desc limit 1000`,
      [workspaceId, new Date(fromMs).toISOString(), new Date(untilMs).toISOString()],
    );
    return rows.map((row) => ({
      ...{ workflowName: row.name, begunAtMs: row.begun_at.getTime() },
      ...{ publishedAtMs: row.published_at.getTime(), succeededAtMs: row.succeeded_at.getTime() },
    }));
  }
}
