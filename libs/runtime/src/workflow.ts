import type { JsonValue, WorkflowDocument } from '@millrace/machine';
import type { TestPlan } from './draft-tests/draft-test.ts';
import type { RunStatus } from './run.ts';

/** A workflow as lists show it. */
export interface Workflow {
  readonly id: string;
  readonly workspaceId: string;
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  /** The published version that new runs use. */
  readonly liveVersion?: WorkflowVersion;
  /** Whether the draft differs from the live version. */
  readonly draftChanged: boolean;
  readonly lastRun?: { readonly id: string; readonly status: RunStatus; readonly acceptedAtMs: number };
}

/** The version that a document was promoted from. */
export interface PromotionOrigin {
  /** The slug. */
  readonly workspace: string;
  readonly number: number;
}

/** A draft as it is written. */
export interface SavedDraft {
  readonly workspaceId: string;
  readonly name: string;
  readonly document: JsonValue;
  readonly savedBy?: string;
  readonly promotedFrom?: PromotionOrigin;
}

export interface WorkflowDraft {
  readonly workflowId: string;
  readonly name: string;
  /** Any JSON: a draft may be invalid. */
  readonly document: JsonValue;
  /** Raised by every write; the ETag. */
  readonly revision: number;
  readonly updatedAtMs: number;
  /** Where it came from, while it is as it came. */
  readonly promotedFrom?: PromotionOrigin;
}

/** Never changes once made. */
export interface WorkflowVersion {
  readonly id: string;
  readonly workflowId: string;
  /** 1, 2, 3 … */
  readonly number: number;
  /** SHA-256 of the canonical document. */
  readonly contentHash: string;
  readonly note: string;
  readonly publishedAtMs: number;
  readonly publishedBy?: string;
  readonly promotedFrom?: PromotionOrigin;
}
/** What a run executes: a version, or what tests a draft. */
export interface WorkflowVersionDocument extends Omit<WorkflowVersion, 'number'> {
  /** Absent of a test. */
  readonly number?: number;
  /** Only of a test: how it runs otherwise. */
  readonly test?: TestPlan;
  readonly workspaceId: string;
  readonly workflowName: string;
  readonly document: WorkflowDocument;
}

/** A version by its number. */
export type NumberedVersionDocument = WorkflowVersionDocument & Pick<WorkflowVersion, 'number'>;

/** Where a call of a webhook, or of a form, goes. */
export interface LiveWebhook {
  readonly workspaceId: string;
  readonly workflowId: string;
  readonly versionId: string;
  readonly triggerId: string;
}
