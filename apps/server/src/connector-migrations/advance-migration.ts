import type { ConnectorMigration, ConnectorMigrationStore, MigratedWorkflow } from '@millrace/runtime';
import { ServerError } from '../errors.ts';

export interface MigrationStep {
  readonly isDue: (workflow: MigratedWorkflow) => boolean;
  readonly take: (workflow: MigratedWorkflow) => Promise<MigratedWorkflow>;
  /** The state after the last of them. */
  readonly endOf: (workflows: readonly MigratedWorkflow[]) => ConnectorMigration['state'];
}
const OWN_CODE = /^[a-z_]+\.[a-z_]+$/;
type Store = Pick<ConnectorMigrationStore, 'find' | 'update'>;

/**
 * Takes a step with each workflow that is due, one after the other, and keeps what became of it before the next: a process that
 * dies on the way leaves a record that can be gone on with, or undone. `connector.migration_changed` when somebody else is at it.
 */
export async function advanceMigration(
  store: Store,
  migration: ConnectorMigration,
  { isDue, take, endOf }: MigrationStep,
): Promise<ConnectorMigration> {
  // Claims it: of two who begin with the same record one is refused before anything is published.
  let current = await keepMigration(store, migration, migration);
  for (const workflow of migration.workflows) {
    if (!isDue(workflow)) continue;
    const taken = await takeOrSkip(workflow, take);
    const workflows = current.workflows.map((one) => (one.workflow === taken.workflow ? taken : one));
    current = await keepMigration(store, current, { state: current.state, workflows });
  }
  return keepMigration(store, current, { state: endOf(current.workflows), workflows: current.workflows });
}

/** What one workflow is guilty of does not stop the others; that the database is away does. */
export async function takeOrSkip(workflow: MigratedWorkflow, take: MigrationStep['take']): Promise<MigratedWorkflow> {
  try {
    return await take(workflow);
  } catch (cause) {
    const { code, message } = cause as { readonly code?: unknown; readonly message: string };
    if (typeof code !== 'string' || !OWN_CODE.test(code) || code.startsWith('store.')) throw cause;
    return { ...workflow, state: 'skipped', problems: [{ code, path: '', message }] };
  }
}

async function keepMigration(
  store: Store,
  { workspaceId, id, updatedAtMs: readAtMs }: ConnectorMigration,
  { state, workflows }: Pick<ConnectorMigration, 'state' | 'workflows'>,
): Promise<ConnectorMigration> {
  const isKept = await store.update({ workspaceId, id, readAtMs, state, workflows });
  const kept = isKept ? await store.find({ workspaceId, id }) : undefined;
  if (kept !== undefined) return kept;
  throw new ServerError('connector.migration_changed', 'Somebody else has just gone on with this. Look again.');
}
