/** What the runs of a workflow hold in the database. */
export interface WorkflowStorage {
  readonly workflowId: string;
  readonly workflowName: string;
  /** Of runs, their steps, logs and payloads, as they are stored: compressed where the database does so. */
  readonly bytes: number;
  readonly runs: number;
  /** Some of its days are so large that only a part of them was read. */
  readonly isEstimate: boolean;
  /** The oldest measurement in it. Absent: nothing was measured yet. */
  readonly measuredAtMs?: number;
  readonly quota?: StorageQuota;
}
export interface StorageQuota {
  readonly maxBytes: number;
  readonly setBy: string;
  readonly setAtMs: number;
  /** What it has removed since it was set; the last time. */
  readonly removedAtMs?: number;
  readonly removedRuns: number;
  readonly removedBytes: number;
}
/** What a quota would remove from what was measured: roughly, since it removes no more than payloads. */
export interface QuotaPreview {
  readonly bytes: number;
  readonly runs: number;
  /** Payloads of runs until the end of this day, as `2026-11-24`. Absent: of none. */
  readonly untilDay?: string;
}

export interface StorageStore {
  find(workflow: { readonly workspaceId: string; readonly name: string }): Promise<WorkflowStorage | undefined>;
  /** Those that hold most come first. */
  list(
    request: Readonly<{ workspaceId: string; after?: StoragePlace; limit: number }>,
  ): Promise<readonly WorkflowStorage[]>;
  preview(request: { readonly workflowId: string; readonly maxBytes: number }): Promise<QuotaPreview>;
  /** Without `maxBytes` there is none any more. */
  setQuota(request: Readonly<{ workflowId: string; maxBytes?: number; by: string }>): Promise<void>;
  /** How many workflows hold more than their quota. */
  countExceeded(): Promise<number>;
  /** Workspace and workflow -> bytes: of the largest, and what the others hold together. */
  readLargest(count: number): Promise<{ readonly largest: Readonly<Record<string, number>>; readonly others: number }>;
}
/** Where a page ended. */
export interface StoragePlace {
  readonly bytes: number;
  readonly workflowId: string;
}
