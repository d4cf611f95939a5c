import type { JsonValue } from '@millrace/machine';
import { hashDocument, RuntimeError, type IdentityStore, type Workspace, type WorkflowStore } from '@millrace/runtime';
import type { Passwords } from '../auth/passwords.ts';
import { hashToken, readKeyPrefix } from '../auth/tokens.ts';
import type { Settings } from '../config.ts';
import { orderIntake } from '../examples/order-intake.ts';
import { PERMISSION_NAMES } from '../http/permissions.ts';
import { DEFAULT_WORKSPACE } from '../setup/setup.service.ts';

const KEY_LIFE_MS = 10 * 365 * 86_400_000;

export interface SeedParts {
  readonly identity: IdentityStore;
  readonly workflows: WorkflowStore;
  readonly passwords: Passwords;
  readonly settings: Settings;
  readonly nowMs: number;
}

/** Makes what a fresh installation begins with: the workspace, the example, and the owner when the settings name one. */
export async function seed(parts: SeedParts): Promise<void> {
  const workspace = await parts.identity.ensureWorkspace(DEFAULT_WORKSPACE);
  await seedExample(parts.workflows, workspace);
  await seedOwner(parts, workspace);
}

async function seedExample(workflows: WorkflowStore, { id: workspaceId }: Workspace): Promise<void> {
  const { items } = await workflows.list({ workspaceId, limit: 1 });
  if (items.length > 0) return;
  const document = orderIntake as unknown as JsonValue;
  try {
    await workflows.create({ workspaceId, name: orderIntake.name, document });
    await workflows.publish({
      workspaceId,
      name: orderIntake.name,
      document: orderIntake,
      contentHash: hashDocument(document),
      note: 'The example that comes with Millrace.',
    });
  } catch (cause) {
    // Another server that starts at the same time has made it.
    if (!(cause instanceof RuntimeError) || cause.code !== 'workflow.name_taken') throw cause;
  }
}

async function seedOwner({ identity, passwords, settings, nowMs }: SeedParts, workspace: Workspace): Promise<void> {
  const { ownerEmail, ownerPassword, ownerApiKey } = settings;
  if (ownerEmail === undefined || ownerPassword === undefined) return;
  if (!(await identity.hasOwner())) {
    await identity.createOwner({
      email: ownerEmail,
      name: ownerEmail.split('@')[0] ?? ownerEmail,
      passwordHash: await passwords.hash(ownerPassword),
      workspace: DEFAULT_WORKSPACE,
    });
  }
  if (ownerApiKey === undefined || (await identity.findApiKeyActor(hashToken(ownerApiKey))) !== undefined) return;
  const owner = await identity.findUserByEmail(ownerEmail);
  if (owner === undefined) return;
  await identity.createApiKey({
    workspaceId: workspace.id,
    userId: owner.id,
    name: 'MILLRACE_OWNER_API_KEY',
    prefix: readKeyPrefix(ownerApiKey) ?? '',
    secretHash: hashToken(ownerApiKey),
    scopes: PERMISSION_NAMES,
    expiresAtMs: nowMs + KEY_LIFE_MS,
  });
}
