import type { JsonValue, WorkflowDocument } from '@millrace/machine';
import { hashDocument } from '@millrace/runtime';
import type { EntityManager } from 'typeorm';
import { WorkflowEntity, type WorkflowVersionEntity } from './entities/workflow.entity.ts';
import { replaceLiveTriggers } from './live-triggers.ts';
import { endRolloutOf } from './rollout-rows.ts';

/** Moves the pointer, and with it what starts the workflow: the addresses and schedules of the version. Ends the rollout. */
export async function makeLive(
  manager: EntityManager,
  workflow: WorkflowEntity,
  { version, by }: { readonly version: WorkflowVersionEntity; readonly by: string | undefined },
): Promise<void> {
  const { triggers } = JSON.parse(version.document) as WorkflowDocument;
  await replaceLiveTriggers(manager, { workflow, versionId: version.id, triggers });
  await endRolloutOf(manager, workflow.id, { live: version, by });
  const draftChanged = hashDocument(JSON.parse(workflow.draft) as JsonValue) !== version.contentHash;
  await manager.update(
    WorkflowEntity,
    { id: workflow.id },
    { liveVersionId: version.id, draftChanged, updatedAt: new Date() },
  );
}
