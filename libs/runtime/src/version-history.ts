/** How the newest runs of a version went. Runs that test a draft and runs that were cancelled are not counted. */
export interface VersionFigures {
  readonly versionId: string;
  /** Runs that ended. */
  readonly runs: number;
  /** Those of them that failed, ran out of time, or were undone after a failure. */
  readonly failed: number;
  /** From start to end. Absent when none was counted. */
  readonly p95Ms?: number;
  /** When the oldest and the newest run that were counted were accepted. */
  readonly fromMs?: number;
  readonly untilMs?: number;
  /** Whether there were more runs than are counted at most. */
  readonly isCapped: boolean;
}

/** A workflow that starts another one by a step. */
export interface WorkflowCaller {
  readonly workflow: string;
  /** Whether its live version does, or the one that is being rolled out; otherwise its draft alone. */
  readonly isLive: boolean;
  /** Names of the members that its expressions read: whatever stands behind a dot, of any value. */
  readonly reads: readonly string[];
}

/** What people want to know before they change which version is live. */
export interface VersionHistory {
  /**
   * Counts the runs of the last seven days in which a version had runs: one that was replaced long ago keeps its figures.
   * With `fromMs` those accepted since then instead. At most 2,000 of each are counted. In the order asked for.
   */
  measure(versionIds: readonly string[], since?: { readonly fromMs: number }): Promise<readonly VersionFigures[]>;
  /** Workflows whose steps start the named one, by name; not itself. */
  listCallers(request: {
    readonly workspaceId: string;
    readonly name: string;
    readonly limit: number;
  }): Promise<readonly WorkflowCaller[]>;
}
