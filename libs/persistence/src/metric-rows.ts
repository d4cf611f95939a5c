import type { CallCounts, Figures, Histogram } from '@millrace/runtime';
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

export function toFigures(row: MetricRow): Figures {
  return {
    ...{ total: row.total, succeeded: row.succeeded, failed: row.failed, limited: row.limited },
    durations: toHistogram(row.durations),
    waits: toHistogram(row.waits),
    ...{ depthSum: row.depth_sum, oldestMs: row.oldest_ms },
  };
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
