import {
  addFigures,
  checkMetricQuery,
  chooseSpan,
  chooseStep,
  DAY_MS,
  floorTo,
  histogramsOf,
  HOUR_MS,
  kindOf,
  MINUTE_MS,
  pointOf,
  type BreakdownQuery,
  type Figures,
  type MetricPoint,
  type MetricQuery,
  type MetricScope,
  type MetricStore,
  type RollUpOutcome,
  type SubjectDay,
  type SubjectFigures,
} from '@millrace/runtime';
import type { DataSource } from 'typeorm';
import {
  metricColumns,
  toCallRow,
  toFigures,
  toSubject,
  toSubjectFigures,
  type BreakdownRow,
  type MetricRow,
} from './metric-rows.ts';
import { rollUp } from './roll-up.ts';
import { ADD_CALLS } from './sql/add-calls.ts';
import { breakDownBy, inLevel } from './sql/break-down.ts';
import { NO_WORKFLOW } from './sql/roll-up-runs.ts';
import { storable } from './storable.ts';

/** Processes add what they have counted one after another. */
const ADDING_LOCK = 7_207_008;
interface Span {
  readonly partMs: number;
  readonly fromMs: number;
  readonly untilMs: number;
}
interface Bins {
  readonly figures: ReadonlyMap<number, readonly Figures[]>;
  readonly looks: ReadonlyMap<number, number>;
}

/** Figures in Postgres, by its clock. */
export class PostgresMetricStore implements MetricStore {
  readonly #source: DataSource;

  constructor(source: DataSource) {
    this.#source = source;
  }

  rollUp(): Promise<RollUpOutcome> {
    return rollUp(this.#source);
  }

  async addCalls({ sender, sequence, counts }: Parameters<MetricStore['addCalls']>[0]): Promise<void> {
    await this.#source.transaction(async (manager) => {
      await manager.query('select pg_advisory_xact_lock($1)', [ADDING_LOCK]);
      await manager.query(ADD_CALLS, [sender, sequence, JSON.stringify(counts.map(toCallRow))]);
    });
  }

  async query(query: MetricQuery): Promise<readonly MetricPoint[]> {
    checkMetricQuery(query);
    const { metric, scope, untilMs } = query;
    const { partMs, stepMs } = chooseStep(query, await this.#readNowMs());
    const fromMs = floorTo(query.fromMs, stepMs);
    const bins = await this.#readBins(metric, scope, { partMs, fromMs, untilMs });
    const points: MetricPoint[] = [];
    for (let atMs = fromMs; atMs < untilMs; atMs += stepMs) {
      points.push(pointOf(metric, { atMs, ...inside(bins, { fromMs: atMs, untilMs: atMs + stepMs, partMs }) }));
    }
    return points;
  }

  async total(query: Omit<MetricQuery, 'stepMs'>): Promise<MetricPoint> {
    const { metric, scope, untilMs } = query;
    checkMetricQuery({ ...query, stepMs: Math.max(MINUTE_MS, floorTo(untilMs - query.fromMs, MINUTE_MS)) });
    const span = chooseSpan(query, await this.#readNowMs());
    const bins = await this.#readBins(metric, scope, span);
    return pointOf(metric, { atMs: span.fromMs, ...inside(bins, span) });
  }

  async lastSuccess({
    workspaceId,
    workflowId,
  }: Parameters<MetricStore['lastSuccess']>[0]): Promise<number | undefined> {
    const [row] = await this.#source.query<{ ended_at: Date }[]>(
      'select ended_at from metric_success where workspace_id = $1::uuid and workflow_id = $2::uuid',
      [workspaceId, workflowId],
    );
    return row?.ended_at.getTime();
  }

  async breakDown(query: Parameters<MetricStore['breakDown']>[0]): Promise<readonly SubjectFigures[]> {
    const { isByDay = false, limit, by } = query;
    const partMs = Math.max(isByDay ? DAY_MS : HOUR_MS, chooseSpan(query, await this.#readNowMs()).partMs);
    const values = [...levelValues(query, partMs), limit];
    return (await this.#source.query<BreakdownRow[]>(breakDownBy(by), values)).map(toSubjectFigures);
  }

  async listDays(query: Parameters<MetricStore['listDays']>[0]): Promise<readonly SubjectDay[]> {
    const rows = await this.#source.query<MetricRow[]>(
      `select ${metricColumns({ durations: true })} from metric_rollup where ${inLevel(query.by)} order by bucket_at`,
      levelValues(query, DAY_MS),
    );
    return rows.map((row) => ({ atMs: row.bucket_at.getTime(), ...toSubject(row), figures: toFigures(row) }));
  }

  async #readBins(metric: MetricQuery['metric'], scope: MetricScope, { partMs, fromMs, untilMs }: Span): Promise<Bins> {
    const { workspaceId, workflowId = NO_WORKFLOW, versionNumber = 0, connection = '' } = scope;
    const connector = scope.connector ?? (await this.#findConnector(workspaceId, connection));
    const span = [partMs / 1000, dateOf(fromMs), dateOf(untilMs)];
    const rows = await this.#source.query<MetricRow[]>(
      `select ${metricColumns(histogramsOf(metric))} from metric_rollup
       where workspace_id = $4::uuid and kind = $5::text and workflow_id = $6::uuid and version = $7::integer
         and connector = $8::text and connection = $9::text and step_seconds = $1::integer
         and bucket_at >= $2::timestamptz and bucket_at < $3::timestamptz`,
      [...span, workspaceId, kindOf(metric), workflowId, versionNumber, storable(connector), storable(connection)],
    );
    const looks = await this.#source.query<{ bucket_at: Date; looks: number }[]>(
      `select bucket_at, looks from metric_look
       where step_seconds = $1::integer and bucket_at >= $2::timestamptz and bucket_at < $3::timestamptz`,
      span,
    );
    return {
      figures: new Map(rows.map((row) => [row.bucket_at.getTime(), [toFigures(row)]])),
      looks: new Map(looks.map((row) => [row.bucket_at.getTime(), row.looks])),
    };
  }

  /** A connection is one of a connector. */
  async #findConnector(workspaceId: string, connection: string): Promise<string> {
    if (connection === '') return '';
    const [row] = await this.#source.query<{ connector: string | null }[]>(
      'select connector from connection where workspace_id = $1::uuid and name = $2::text',
      [workspaceId, storable(connection)],
    );
    return row?.connector ?? '';
  }

  async #readNowMs(): Promise<number> {
    const [row] = await this.#source.query<{ now: Date }[]>('select now()');
    return row?.now.getTime() ?? 0;
  }
}

function inside({ figures, looks }: Bins, { partMs, fromMs, untilMs }: Span): { figures: Figures; samples: number } {
  const found: Figures[] = [];
  let samples = 0;
  for (let atMs = fromMs; atMs < untilMs; atMs += partMs) {
    found.push(...(figures.get(atMs) ?? []));
    samples += looks.get(atMs) ?? 0;
  }
  return { figures: addFigures(found), samples };
}

/** As `inLevel` reads them. */
function levelValues(
  { workspaceId, by, kind, workflowId, fromMs, untilMs }: BreakdownQuery,
  partMs: number,
): unknown[] {
  const ofOne = by === 'workflow' ? (workflowId ?? null) : (workflowId ?? NO_WORKFLOW);
  return [workspaceId, kind, partMs / 1000, dateOf(floorTo(fromMs, partMs)), dateOf(untilMs), ofOne];
}

const dateOf = (ms: number): string => new Date(ms).toISOString();
