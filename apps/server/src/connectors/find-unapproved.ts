import { findUnapproved, permissionsOf, type ConnectorRegistryStore, type ConnectorVersion } from '@millrace/runtime';

/**
 * What a version may do that nobody who may promote has said yes to: it gets nobody's secrets yet. While a name has nothing but
 * drafts there is nothing to measure by, and their authors try them out.
 */
export async function findUnapprovedOf(
  registry: Pick<ConnectorRegistryStore, 'listApproved' | 'peek'>,
  { workspaceId, name, state, approvedAtMs, manifest }: ConnectorVersion,
): Promise<readonly string[]> {
  if (approvedAtMs !== undefined) return [];
  const needed = findUnapproved(permissionsOf(manifest), await registry.listApproved({ workspaceId, name }));
  if (needed.length === 0 || state !== 'draft') return needed;
  const usual = await registry.peek({ workspaceId, name });
  return usual?.state === 'draft' ? [] : needed;
}
