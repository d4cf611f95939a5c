// Between the engine's words for workflows and the columns.
import type { JsonObject, JsonValue, WorkflowDocument } from '@millrace/machine';
import {
  hashDocument,
  type NumberedVersionDocument,
  type PromotionOrigin,
  type RunStatus,
  type Workflow,
  type WorkflowDraft,
  type WorkflowVersion,
} from '@millrace/runtime';
import type { WorkflowEntity, WorkflowVersionEntity } from './entities/workflow.entity.ts';

export interface WorkflowRow {
  readonly id: string;
  readonly workspace_id: string;
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly created_at: Date;
  readonly updated_at: Date;
  readonly draft_changed: boolean;
  readonly version_id: string | null;
  readonly number: number;
  readonly content_hash: string;
  readonly note: string;
  readonly published_by: string | null;
  readonly published_at: Date;
  readonly promoted_from: string | null;
  readonly promoted_number: number | null;
  readonly run_id: string | null;
  readonly run_status: RunStatus;
  readonly run_accepted_at: Date;
}

/** What lists show of a draft of any shape. Text columns refuse U+0000, a draft need not. */
export function describeDocument(
  document: JsonValue,
  name: string,
): { draft: string; title: string; description: string } {
  const { title, description } = (typeof document === 'object' && document !== null ? document : {}) as JsonObject;
  return {
    draft: JSON.stringify(document),
    title: textOr(title, name),
    description: textOr(description, ''),
  };
}

/** How long runs of a document are kept, and what of them. Null: as usual. */
export function describeRetention({ settings }: WorkflowDocument): {
  readonly succeededDays: number | null;
  readonly failedDays: number | null;
  readonly keptPayloads: string | null;
} {
  const { succeededDays = null, failedDays = null, payloads = 'full' } = settings?.retention ?? {};
  return { succeededDays, failedDays, keptPayloads: payloads === 'full' ? null : payloads };
}

function textOr(value: JsonValue | undefined, fallback: string): string {
  const text = typeof value === 'string' ? value.replaceAll('\u0000', '').replace(/\p{Surrogate}/gu, '\ufffd') : '';
  return text === '' ? fallback : text;
}

export function toWorkflow(row: WorkflowRow): Workflow {
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    name: row.name,
    title: row.title,
    description: row.description,
    createdAtMs: row.created_at.getTime(),
    updatedAtMs: row.updated_at.getTime(),
    draftChanged: row.draft_changed,
    ...(row.version_id === null ? {} : { liveVersion: liveVersion(row, row.version_id) }),
    ...(row.run_id === null
      ? {}
      : { lastRun: { id: row.run_id, status: row.run_status, acceptedAtMs: row.run_accepted_at.getTime() } }),
  };
}

function liveVersion(row: WorkflowRow, id: string): WorkflowVersion {
  return toVersion({
    id,
    workflowId: row.id,
    number: row.number,
    contentHash: row.content_hash,
    note: row.note,
    publishedBy: row.published_by,
    publishedAt: row.published_at,
    promotedFrom: row.promoted_from,
    promotedNumber: row.promoted_number,
  });
}

export function toDraft(workflow: WorkflowEntity): WorkflowDraft {
  const { id, name, draft, draftRevision, updatedAt, draftPromotedFrom, draftPromotedNumber } = workflow;
  return {
    workflowId: id,
    name,
    document: JSON.parse(draft) as JsonValue,
    revision: draftRevision,
    updatedAtMs: updatedAt.getTime(),
    ...toOrigin(draftPromotedFrom, draftPromotedNumber),
  };
}

/** Where a draft came from, as its columns; whoever edits it clears them. */
export function describeOrigin(origin: PromotionOrigin | undefined): {
  readonly draftPromotedFrom: string | null;
  readonly draftPromotedNumber: number | null;
} {
  return { draftPromotedFrom: origin?.workspace ?? null, draftPromotedNumber: origin?.number ?? null };
}

/** Where a version comes from that is frozen now: from where the draft does, if that is what is frozen. */
export function originOf(
  { draft, draftPromotedFrom, draftPromotedNumber }: WorkflowEntity,
  contentHash: string,
): { readonly promotedFrom: string | null; readonly promotedNumber: number | null } {
  const isDraft = draftPromotedFrom !== null && hashDocument(JSON.parse(draft) as JsonValue) === contentHash;
  return isDraft
    ? { promotedFrom: draftPromotedFrom, promotedNumber: draftPromotedNumber }
    : { promotedFrom: null, promotedNumber: null };
}

const toOrigin = (workspace: string | null, number: number | null): { readonly promotedFrom?: PromotionOrigin } =>
  workspace === null || number === null ? {} : { promotedFrom: { workspace, number } };

/** What lists show of a version: not its document. */
export const SHOWN_OF_VERSION = {
  ...{ id: true, workflowId: true, number: true, contentHash: true, note: true, publishedBy: true, publishedAt: true },
  ...{ promotedFrom: true, promotedNumber: true },
} as const;

type VersionRow = Pick<WorkflowVersionEntity, keyof typeof SHOWN_OF_VERSION>;

export function toVersion(version: VersionRow): WorkflowVersion {
  const { id, workflowId, number, contentHash, note, publishedBy, publishedAt, promotedFrom, promotedNumber } = version;
  return {
    id,
    workflowId,
    number,
    contentHash,
    note,
    publishedAtMs: publishedAt.getTime(),
    ...(publishedBy === null ? {} : { publishedBy }),
    ...toOrigin(promotedFrom, promotedNumber),
  };
}

export function toVersionDocument(version: WorkflowVersionEntity, workflow: WorkflowEntity): NumberedVersionDocument {
  return {
    ...toVersion(version),
    workspaceId: workflow.workspaceId,
    workflowName: workflow.name,
    document: JSON.parse(version.document) as WorkflowDocument,
  };
}
