import type { Connection, ConnectionStore } from '@millrace/runtime';

const PAGE_LIMIT = 1000;

/** All connections of a workspace, by name. */
export async function listAllConnections(store: ConnectionStore, workspaceId: string): Promise<readonly Connection[]> {
  const found: Connection[] = [];
  let cursor: string | undefined;
  do {
    const from = cursor === undefined ? {} : { cursor };
    const page = await store.list({ workspaceId, limit: PAGE_LIMIT, ...from });
    found.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return found;
}
