// Which paths the webhooks and forms of drafts have: where calls of test addresses go.
import type { JsonValue } from '@millrace/machine';
import type { EntityManager } from 'typeorm';
import type { WorkflowEntity } from './entities/workflow.entity.ts';

/** More are no document of a person. */
const MAX_HOOKS = 200;
const MAX_PATH_CHARACTERS = 400;
const MAX_ID_CHARACTERS = 200;
/** What Postgres refuses as text. */
const UNKEEPABLE = /[\0\p{Surrogate}]/u;

interface DraftHook {
  readonly triggerId: string;
  readonly path: string;
}

/** Notes the paths of a draft in place of those that it had. */
export async function replaceDraftHooks(
  manager: EntityManager,
  { id, workspaceId }: Pick<WorkflowEntity, 'id' | 'workspaceId'>,
  draft: JsonValue,
): Promise<void> {
  const hooks = findDraftHooks(draft);
  await manager.query('delete from draft_hook where workflow_id = $1::uuid', [id]);
  if (hooks.length === 0) return;
  await manager.query(
    `insert into draft_hook (workspace_id, path, workflow_id, trigger_id)
     select $1::uuid, path, $2::uuid, trigger_id from unnest($3::text[], $4::text[]) as h(path, trigger_id)`,
    [workspaceId, id, hooks.map(({ path }) => path), hooks.map(({ triggerId }) => triggerId)],
  );
}

/** Takes away all that a workflow has for its tests. What they execute stays: runs show it. */
export async function removeTestData(manager: EntityManager, workflowId: string): Promise<void> {
  for (const table of ['draft_hook', 'step_sample', 'captured_call']) {
    await manager.query(`delete from ${table} where workflow_id = $1::uuid`, [workflowId]);
  }
}

/** Of a draft of any shape. */
function findDraftHooks(draft: JsonValue): readonly DraftHook[] {
  const triggers: unknown = (draft as { readonly triggers?: unknown } | null)?.triggers;
  if (typeof triggers !== 'object' || triggers === null) return [];
  const found = Object.entries(triggers as Record<string, unknown>).flatMap(([triggerId, trigger]): DraftHook[] => {
    const { type, path } = (trigger ?? {}) as { readonly type?: unknown; readonly path?: unknown };
    const isHook = type === 'webhook' || type === 'form';
    return isHook && isKeepable(path, MAX_PATH_CHARACTERS) && isKeepable(triggerId, MAX_ID_CHARACTERS)
      ? [{ triggerId, path }]
      : [];
  });
  return found.slice(0, MAX_HOOKS);
}

const isKeepable = (text: unknown, most: number): text is string =>
  typeof text === 'string' && text !== '' && text.length <= most && !UNKEEPABLE.test(text);
