/** Workflows on their way from one version of a connector to another, a batch at a time. */
export interface ConnectorMigration {
  readonly id: string;
  readonly workspaceId: string;
  readonly connector: string;
  readonly from: string;
  readonly to: string;
  /** `waiting`: for somebody to ask for the next batch. */
  readonly state: 'waiting' | 'done' | 'undone';
  readonly workflows: readonly MigratedWorkflow[];
  readonly startedBy: string;
  readonly startedAtMs: number;
  readonly updatedAtMs: number;
}

/**
 * `ready`: its draft has the new pin and no problem. `needs_edits`: the document does not fit the new version. `draft_differs`:
 * somebody is at work on the draft, which has the new pin too; it is theirs to publish. `published`. `undone`: the version before
 * is live again. `skipped`: somebody else has published since, or it could not be done; its problems say what.
 */
export type MigratedState = 'ready' | 'needs_edits' | 'draft_differs' | 'published' | 'undone' | 'skipped';
export interface MigratedWorkflow {
  readonly workflow: string;
  readonly state: MigratedState;
  /** What does not fit, as the check of the document says it. */
  readonly problems: readonly { readonly code: string; readonly path: string; readonly message: string }[];
  /** Which batch it is in, from 1; absent when it is in none. */
  readonly batch?: number;
  /** What was live before, and what was published. */
  readonly before?: PublishedPointer;
  readonly after?: PublishedPointer;
}
export interface PublishedPointer {
  readonly versionId: string;
  readonly number: number;
}

/** How the runs of one version of a workflow went, of its latest thousands. */
export interface VersionMeasure {
  readonly runs: number;
  readonly failed: number;
  /** From acceptance to the end; absent without runs. */
  readonly p99Ms?: number;
}

/** Migrations, and what decides whether one goes on. */
export interface ConnectorMigrationStore {
  create(migration: Omit<ConnectorMigration, 'startedAtMs' | 'updatedAtMs'>): Promise<ConnectorMigration>;
  find(request: { readonly workspaceId: string; readonly id: string }): Promise<ConnectorMigration | undefined>;
  /** Newest first; at most 100. */
  list(request: { readonly workspaceId: string; readonly connector: string }): Promise<readonly ConnectorMigration[]>;
  /** Replaces state and workflows, if they are as they were read. False when somebody else was faster. */
  update(
    request: Pick<ConnectorMigration, 'workspaceId' | 'id' | 'state' | 'workflows'> & { readonly readAtMs: number },
  ): Promise<boolean>;
  measure(request: {
    readonly workflowName: string;
    readonly workspaceId: string;
    readonly versionId: string;
  }): Promise<VersionMeasure>;
}
