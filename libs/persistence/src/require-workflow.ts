import { RuntimeError } from '@millrace/runtime';
import { IsNull, type EntityManager } from 'typeorm';
import { WorkflowEntity } from './entities/workflow.entity.ts';

interface Named {
  readonly workspaceId: string;
  readonly name: string;
}

/** A workflow that is there, and was not removed. */
export function findWorkflow(
  manager: EntityManager,
  { workspaceId, name }: Named,
  { lock = false } = {},
): Promise<WorkflowEntity | null> {
  return manager.findOne(WorkflowEntity, {
    where: { workspaceId, name, deletedAt: IsNull() },
    ...(lock ? { lock: { mode: 'pessimistic_write' as const } } : {}),
  });
}

/** As `findWorkflow`, or `workflow.not_found`. */
export async function requireWorkflow(
  manager: EntityManager,
  named: Named,
  options: { readonly lock?: boolean } = {},
): Promise<WorkflowEntity> {
  const found = await findWorkflow(manager, named, options);
  if (found === null) throw new RuntimeError('workflow.not_found', `There is no workflow named "${named.name}".`);
  return found;
}
