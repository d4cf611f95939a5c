import { RuntimeError } from '@millrace/runtime';
import type { EntityManager } from 'typeorm';

interface Named {
  readonly workspaceId: string;
  readonly name: string;
}

/** The id of a workflow that is there: `workflow.not_found`. */
export async function findWorkflowId(
  manager: EntityManager,
  { workspaceId, name }: Named,
  { lock = false }: { readonly lock?: boolean } = {},
): Promise<string> {
  const [row] = await manager.query<{ readonly id: string }[]>(
    `select id from workflow where workspace_id = $1::uuid and name = $2::text and deleted_at is null${lock ? ' for update' : ''}`,
    [workspaceId, name],
  );
  if (row === undefined) throw new RuntimeError('workflow.not_found', `There is no workflow named "${name}".`);
  return row.id;
}
