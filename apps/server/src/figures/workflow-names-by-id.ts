import type { Page, WorkflowStore } from '@millrace/runtime';

const PAGE_ITEMS = 200;

/** Everything that a list has, page by page. */
export async function* listPages<T>(
  list: (page: { readonly limit: number; readonly cursor?: string }) => Promise<Page<T>>,
): AsyncGenerator<T> {
  for (let cursor: string | undefined; ;) {
    const page = await list({ limit: PAGE_ITEMS, ...(cursor === undefined ? {} : { cursor }) });
    yield* page.items;
    cursor = page.nextCursor;
    if (cursor === undefined) return;
  }
}

/** Names of all workflows of a workspace, by id. */
export async function listWorkflowNames(
  workflows: Pick<WorkflowStore, 'list'>,
  workspaceId: string,
): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>();
  for await (const { id, name } of listPages((page) => workflows.list({ workspaceId, ...page }))) names.set(id, name);
  return names;
}
