import { canonicalJson, RuntimeError } from '@millrace/runtime';
import type { FormTrigger, JsonValue, ScheduleTrigger, WebhookTrigger, WorkflowDocument } from '@millrace/machine';
import type { EntityManager } from 'typeorm';
import { replaceConnectorTriggers } from './live-connector-triggers.ts';
import { LiveWebhookEntity, type WorkflowEntity } from './entities/workflow.entity.ts';
import { isUniqueViolation } from './postgres-errors.ts';

/** The version whose triggers are, or are to be, the live ones. */
export interface LiveVersion {
  readonly workflow: Pick<WorkflowEntity, 'id' | 'workspaceId'>;
  readonly versionId: string;
  readonly triggers: WorkflowDocument['triggers'];
}

/** Makes the triggers of one version the live ones of its workflow. `workflow.hook_taken`. */
export async function replaceLiveTriggers(manager: EntityManager, version: LiveVersion): Promise<void> {
  await replaceAddresses(manager, version);
  await replaceSchedules(manager, version);
  await replaceConnectorTriggers(manager, version);
}

/** A workflow without live triggers: nothing starts it any more. */
export async function removeLiveTriggers(
  manager: EntityManager,
  workflow: Pick<WorkflowEntity, 'id' | 'workspaceId'>,
): Promise<void> {
  const workflowId = workflow.id;
  await manager.delete(LiveWebhookEntity, { workflowId });
  await replaceConnectorTriggers(manager, { workflow });
  await manager.query('delete from schedule where workflow_id = $1::uuid', [workflowId]);
}

async function replaceAddresses(
  manager: EntityManager,
  { workflow, versionId, triggers = {} }: LiveVersion,
): Promise<void> {
  await manager.delete(LiveWebhookEntity, { workflowId: workflow.id });
  for (const [triggerId, trigger] of Object.entries(triggers)) {
    if (trigger.type !== 'webhook' && trigger.type !== 'form') continue;
    await insertAddress(manager, { workflow, versionId, triggerId, trigger });
  }
}

async function insertAddress(
  manager: EntityManager,
  {
    workflow,
    versionId,
    triggerId,
    trigger: { type, path },
  }: Omit<LiveVersion, 'triggers'> & { readonly triggerId: string; readonly trigger: WebhookTrigger | FormTrigger },
): Promise<void> {
  const { workspaceId, id: workflowId } = workflow;
  try {
    await manager.insert(LiveWebhookEntity, { workspaceId, path, type, workflowId, versionId, triggerId });
  } catch (cause) {
    if (!isUniqueViolation(cause)) throw cause;
    throw new RuntimeError(
      'workflow.hook_taken',
      `Another workflow answers at the path "${path}". Choose another path.`,
      { cause, detail: { path } },
    );
  }
}

/** One that is as it was keeps its place in time; a new or changed one begins anew, and its first tick is asked for at once. */
const KEEP_SCHEDULE = `
insert into schedule (workflow_id, trigger_id, workspace_id, version_id, definition, anchor_at, next_at)
values ($1::uuid, $2::text, $3::uuid, $4::uuid, $5::text, date_trunc('milliseconds', now()), date_trunc('milliseconds', now()))
on conflict (workflow_id, trigger_id) do update set
  version_id = excluded.version_id,
  definition = excluded.definition,
  anchor_at = case when schedule.definition = excluded.definition then schedule.anchor_at else excluded.anchor_at end,
  next_at = case when schedule.definition = excluded.definition then schedule.next_at else excluded.next_at end`;

async function replaceSchedules(
  manager: EntityManager,
  { workflow, versionId, triggers = {} }: LiveVersion,
): Promise<void> {
  const schedules = Object.entries(triggers).filter(
    (entry): entry is [string, ScheduleTrigger] => entry[1].type === 'schedule',
  );
  await manager.query('delete from schedule where workflow_id = $1::uuid and not (trigger_id = any ($2::text[]))', [
    workflow.id,
    schedules.map(([triggerId]) => triggerId),
  ]);
  for (const [triggerId, trigger] of schedules) {
    const definition = canonicalJson(trigger as unknown as JsonValue);
    await manager.query(KEEP_SCHEDULE, [workflow.id, triggerId, workflow.workspaceId, versionId, definition]);
  }
}
