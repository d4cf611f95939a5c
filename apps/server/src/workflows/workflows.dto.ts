import type { JsonValue, Trigger } from '@millrace/machine';
import type { StepSchema, Workflow, WorkflowDraft, WorkflowVersion, NumberedVersionDocument } from '@millrace/runtime';
import { z } from 'zod';
import { named } from '../http/api-schemas.ts';
import { pageOf, pageQuery, toIsoTime } from '../http/page.ts';
import { finding, type Finding } from '../http/problem.dto.ts';
import { keptText } from '../http/text.ts';
import { rolloutPercent, rolloutRule } from '../rollouts/rollouts.dto.ts';
import { runStatus } from '../runs/runs.dto.ts';

/** A workflow document as it is sent: anything, until `validate` has seen it. */
export const workflowDocument = named(
  'WorkflowDocument',
  z.unknown().meta({ description: 'A workflow document; drafts may be invalid. Its JSON Schema is `workflowSchema`.' }),
);

export const versionDto = named(
  'Version',
  z.object({
    id: z.string(),
    number: z.int(),
    contentHash: z.string(),
    note: z.string(),
    publishedAt: z.string(),
    publishedBy: z.string().optional(),
    promotedFrom: z
      .object({ workspace: z.string(), number: z.int() })
      .optional()
      .meta({ description: 'The version, and the slug of the workspace, that it was promoted from.' }),
    live: z.boolean(),
  }),
);
export type VersionDto = z.infer<typeof versionDto>;
export const publishedVersionDto = named(
  'PublishedVersion',
  versionDto.extend({
    warnings: z.array(finding).meta({ description: 'What may be wrong, and does not keep it from running.' }),
  }),
);
export type PublishedVersionDto = z.infer<typeof publishedVersionDto>;
const stepSchema = named(
  'StepSchema',
  z.object({
    path: z.string().meta({ description: 'JSON Pointer into the document: of the argument, or of the step.' }),
    part: z.enum(['argument', 'output']),
    schema: z.record(z.string(), z.unknown()),
  }),
);
export const versionWithDocumentDto = named(
  'VersionWithDocument',
  versionDto.extend({
    document: z.record(z.string(), z.unknown()),
    stepSchemas: z
      .array(stepSchema)
      .meta({ description: 'What services said, when it was published, about parts of steps that only they know.' }),
  }),
);
export type VersionWithDocumentDto = z.infer<typeof versionWithDocumentDto>;

const triggerSummary = named(
  'TriggerSummary',
  z.object({
    id: z.string(),
    type: z.enum(['webhook', 'form', 'schedule', 'call', 'connector']),
    path: z.string().optional().meta({ description: 'Of a webhook or a form.' }),
    url: z.string().optional().meta({ description: 'Where to call it; only while a version is live.' }),
  }),
);
export type TriggerSummary = z.infer<typeof triggerSummary>;

export const workflowDto = named(
  'Workflow',
  z.object({
    id: z.string(),
    name: z.string(),
    title: z.string(),
    description: z.string(),
    createdAt: z.string(),
    updatedAt: z.string(),
    liveVersion: versionDto.optional(),
    draftChanged: z.boolean(),
    lastRun: z.object({ id: z.string(), status: runStatus, acceptedAt: z.string() }).optional(),
    triggers: z.array(triggerSummary),
    schemaWarnings: z.array(finding).meta({
      description: 'What services say otherwise than when the live version was published; asked once a week.',
    }),
  }),
);
export type WorkflowDto = z.infer<typeof workflowDto>;
export const workflowPage = named('WorkflowPage', pageOf(workflowDto));
export type WorkflowPage = z.infer<typeof workflowPage>;

export const draftDto = named(
  'Draft',
  z.object({ name: z.string(), document: z.unknown(), revision: z.int(), updatedAt: z.string() }),
);
export type DraftDto = z.infer<typeof draftDto>;

export const listWorkflowsQuery = z.strictObject(pageQuery);
export type ListWorkflowsQuery = z.infer<typeof listWorkflowsQuery>;
export const workflowParams = z.strictObject({ name: keptText(1, 64) });
export type WorkflowParams = z.infer<typeof workflowParams>;
export const versionParams = z.strictObject({
  name: keptText(1, 64),
  number: z.coerce.number().int().min(1).max(2_147_483_647),
});
export type VersionParams = z.infer<typeof versionParams>;

export const publishRequest = named(
  'Publish',
  z.strictObject({
    note: keptText(0, 2000).optional(),
    revision: z.int().optional().meta({ description: 'Publish only if the draft still has this revision.' }),
    rollout: z
      .strictObject({ percent: rolloutPercent.max(99), rule: rolloutRule.optional() })
      .optional()
      .meta({ description: 'The live version stays: so many of 100 new runs are those of the new version.' }),
  }),
);
export type PublishRequest = z.infer<typeof publishRequest>;

/** A version as lists show it. */
export function toVersionDto(version: WorkflowVersion, liveVersionId: string | undefined): VersionDto {
  const { id, number, contentHash, note, publishedAtMs, publishedBy, promotedFrom } = version;
  return {
    id,
    number,
    contentHash,
    note,
    publishedAt: toIsoTime(publishedAtMs),
    ...(publishedBy === undefined ? {} : { publishedBy }),
    ...(promotedFrom === undefined ? {} : { promotedFrom }),
    live: id === liveVersionId,
  };
}

/** A version with the document that it froze. */
export function toVersionWithDocumentDto(
  version: NumberedVersionDocument,
  schemas: readonly StepSchema[],
  liveVersionId: string | undefined,
): VersionWithDocumentDto {
  const stepSchemas = schemas.map(({ path, part, schema }) => ({ path, part, schema: { ...schema } }));
  return { ...toVersionDto(version, liveVersionId), document: { ...version.document }, stepSchemas };
}

/** A draft as the editor loads and saves it. */
export function toDraftDto({ name, document, revision, updatedAtMs }: WorkflowDraft): DraftDto {
  return { name, document, revision, updatedAt: toIsoTime(updatedAtMs) };
}

/** A workflow as lists show it. */
export function toWorkflowDto(
  workflow: Workflow,
  triggers: readonly TriggerSummary[],
  schemaWarnings: readonly Finding[],
): WorkflowDto {
  const { liveVersion, lastRun } = workflow;
  return {
    id: workflow.id,
    name: workflow.name,
    title: workflow.title,
    description: workflow.description,
    createdAt: toIsoTime(workflow.createdAtMs),
    updatedAt: toIsoTime(workflow.updatedAtMs),
    ...(liveVersion === undefined ? {} : { liveVersion: toVersionDto(liveVersion, liveVersion.id) }),
    draftChanged: workflow.draftChanged,
    ...(lastRun === undefined
      ? {}
      : { lastRun: { id: lastRun.id, status: lastRun.status, acceptedAt: toIsoTime(lastRun.acceptedAtMs) } }),
    triggers: [...triggers],
    schemaWarnings: [...schemaWarnings],
  };
}

/** The triggers of a document of any shape; `urlOf` is where its webhooks and forms are answered, when they are. */
export function toTriggerSummaries(
  document: JsonValue,
  urlOf: ((trigger: { readonly type: 'webhook' | 'form'; readonly path: string }) => string) | undefined,
): readonly TriggerSummary[] {
  const triggers: unknown = (document as { triggers?: unknown } | null)?.triggers;
  if (typeof triggers !== 'object' || triggers === null) return [];
  return Object.entries(triggers as Record<string, Partial<Trigger> | null>).flatMap(
    ([id, trigger]): TriggerSummary[] => {
      switch (trigger?.type) {
        case 'call':
        case 'schedule':
        case 'connector':
          return [{ id, type: trigger.type }];
        case 'webhook':
        case 'form': {
          const { type, path } = trigger;
          if (typeof path !== 'string') return [];
          return [{ id, type, path, ...(urlOf === undefined ? {} : { url: urlOf({ type, path }) }) }];
        }
        case undefined:
        default:
          return [];
      }
    },
  );
}
