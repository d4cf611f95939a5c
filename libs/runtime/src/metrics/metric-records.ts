import type { MetricName } from './metric.ts';

/** What people name a scope by. */
interface BaselineScope {
  readonly workflow?: string;
  readonly versionNumber?: number;
  readonly connector?: string;
  readonly connection?: string;
}
/** Figures of a time, kept to compare with. */
export interface Baseline {
  readonly id: string;
  readonly workspaceId: string;
  readonly name: string;
  readonly scope: BaselineScope;
  readonly fromMs: number;
  readonly untilMs: number;
  /** Those that were measured then. */
  readonly figures: Readonly<Partial<Record<MetricName, number>>>;
  readonly createdAtMs: number;
  readonly createdBy: string;
}

/** How long a workflow took from its first edit to its first run that succeeded in earnest. */
export interface IntegrationTime {
  readonly workflowName: string;
  readonly begunAtMs: number;
  readonly publishedAtMs: number;
  readonly succeededAtMs: number;
}

export const MAX_BASELINES = 100;

/** What is kept of figures for good. */
export interface MetricRecords {
  /** False: the workspace has `MAX_BASELINES` already, and nothing was kept. */
  addBaseline(baseline: Omit<Baseline, 'createdAtMs'>): Promise<boolean>;
  /** Newest first, all of them. */
  listBaselines(workspaceId: string): Promise<readonly Baseline[]>;
  /** Whether there was one. */
  removeBaseline(address: { readonly workspaceId: string; readonly id: string }): Promise<boolean>;
  /** Those whose first success was in the range, newest first; at most 1,000. Written by `MetricStore.rollUp`. */
  listIntegrationTimes(range: {
    readonly workspaceId: string;
    readonly fromMs: number;
    readonly untilMs: number;
  }): Promise<readonly IntegrationTime[]>;
}
