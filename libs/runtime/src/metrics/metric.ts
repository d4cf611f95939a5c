/** What is measured, and how it is asked for. */
export const METRICS = [
  'runs',
  'succeeded',
  'failed',
  'error_rate',
  'duration_p50',
  'duration_p95',
  'duration_p99',
  'queue_wait_p95',
  'queue_depth',
  'queue_age',
  'connector_calls',
  'connector_error_rate',
  'connector_p95',
] as const;
/** Milliseconds for times, 0..1 for rates, counts else. */
export type MetricName = (typeof METRICS)[number];

/** What figures are about. Run and queue figures are of a workspace, a workflow or a version; calls of all but a version. */
export interface MetricScope {
  readonly workspaceId: string;
  readonly workflowId?: string;
  readonly versionNumber?: number;
  readonly connector?: string;
  /** Its name. Without a connector: of whichever connector. */
  readonly connection?: string;
}
export interface MetricQuery {
  readonly metric: MetricName;
  readonly scope: MetricScope;
  readonly fromMs: number;
  readonly untilMs: number;
  /** Minutes, hours or days, whole ones. A window that only coarser figures reach is answered in those. */
  readonly stepMs: number;
}
/**
 * `value` undefined: nothing was measured in that step, and it is never shown as 0. Rates and percentiles have none where nothing
 * ended; counts and the queue's depth have 0 there, unless nobody was there to measure (a gap).
 */
export interface MetricPoint {
  /** Where the step begins. */
  readonly atMs: number;
  readonly value?: number;
  /** How many runs, calls or samples it stands on. */
  readonly count: number;
}
export interface MetricReader {
  /** One point a step, gaps included; runs are counted by the time of their end, and tests never. */
  query(query: MetricQuery): Promise<readonly MetricPoint[]>;
  /**
   * One figure over the whole window; percentiles of all that ended in it, no means of percentiles. Where it is made of hours or
   * days, both ends are rounded down to them, so that a window and the one before have nothing in common and are of one length.
   */
  total(query: Omit<MetricQuery, 'stepMs'>): Promise<MetricPoint>;
  /** End of the last run that succeeded, to tell a silent workflow. */
  lastSuccess(scope: { readonly workspaceId: string; readonly workflowId: string }): Promise<number | undefined>;
}
