/** The header in which a page says in which workspace it believes to be. */
const WORKSPACE_HEADER = 'millrace-workspace';

/** The slug of the workspace that an address is about. */
export function workspaceOfPath(path: string): string | undefined {
  return /^\/w\/([a-z0-9-]+)(?:\/|$)/.exec(path)?.[1];
}

/** What the page that is open says of itself. Another tab may have moved the session since, and then the server refuses. */
export function workspaceHeaders(path = globalThis.location.pathname): Readonly<Record<string, string>> {
  const slug = workspaceOfPath(path);
  return slug === undefined ? {} : { [WORKSPACE_HEADER]: slug };
}
