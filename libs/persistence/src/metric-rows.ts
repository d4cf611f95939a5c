import type { CallCounts, Figures, Histogram, MetricSubject, SubjectFigures } from '@millrace/runtime';
import { NO_WORKFLOW } from './sql/roll-up-runs.ts';
import { storable } from './storable.ts';

export interface MetricRow {
  readonly bucket_at: Date;
  readonly workflow_id: string;
  readonly version: number;
  readonly connector: string;
  readonly connection: string;
  readonly total: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly limited: number;
  readonly durations: string;
  readonly waits: string;
  readonly depth_sum: number;
  readonly oldest_ms: number;
}

/** Buckets of one subject, added up. */
export type BreakdownRow = Omit<MetricRow, 'bucket_at'> & {
  /** When, how many, and of them those that failed. */
  readonly parts: readonly (readonly [number, number, number])[];
};

const COUNTS = ['total', 'succeeded', 'failed', 'limited', 'depth_sum', 'oldest_ms'];
// As plain texts: the driver reads arrays letter by letter, which takes longer than everything else together.
const asText = (name: string, isWanted: boolean): string =>
  isWanted
    ? `array_to_string(${name}_buckets, ',') || ';' || array_to_string(${name}_counts, ',') as ${name}s`
    : `';' as ${name}s`;

/** With the histograms that are of use. */
export const metricColumns = (wants: { readonly durations?: boolean; readonly waits?: boolean }): string =>
  `bucket_at, workflow_id, version, connector, connection,
  ${COUNTS.map((name) => `${name}::double precision as ${name}`).join(', ')},
  ${asText('duration', wants.durations === true)}, ${asText('wait', wants.waits === true)}`;

export function toFigures(row: Omit<MetricRow, 'bucket_at'>): Figures {
  return {
    ...{ total: row.total, succeeded: row.succeeded, failed: row.failed, limited: row.limited },
    durations: toHistogram(row.durations),
    waits: toHistogram(row.waits),
    ...{ depthSum: row.depth_sum, oldestMs: row.oldest_ms },
  };
}

export function toSubject(row: Omit<MetricRow, 'bucket_at'>): MetricSubject {
  return {
    ...(row.workflow_id === NO_WORKFLOW ? {} : { workflowId: row.workflow_id }),
    ...(row.version === 0 ? {} : { versionNumber: row.version }),
    ...(row.connector === '' ? {} : { connector: row.connector }),
    ...(row.connection === '' ? {} : { connection: row.connection }),
  };
}

export function toSubjectFigures(row: BreakdownRow): SubjectFigures {
  const parts = row.parts.map(([atMs, total, failed]) => ({ atMs, total, failed }));
  return { ...toSubject(row), figures: toFigures(row), parts };
}

function toHistogram(text: string): Histogram {
  const [buckets = [], counts = []] = text.split(';').map((list) => (list === '' ? [] : list.split(',').map(Number)));
  return new Map(buckets.map((bucket, index) => [bucket, counts[index] ?? 0]));
}

/** As `ADD_CALLS` reads it. */
export function toCallRow({ durations, connection = '', atMs, ...counts }: CallCounts): object {
  const { total, succeeded, failed, limited } = counts;
  const places = [...durations];
  return {
    ...{ workspace_id: counts.workspaceId, workflow_id: counts.workflowId, at: new Date(atMs).toISOString() },
    ...{ connector: storable(counts.connector), connection: storable(connection), total, succeeded, failed, limited },
    ...{ buckets: places.map(([bucket]) => bucket), counts: places.map(([, count]) => count) },
  };
}
