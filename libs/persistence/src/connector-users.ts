import type { ConnectorUseOf, ConnectorUser, ConnectorUsers } from '@millrace/runtime';
import type { DataSource } from 'typeorm';

interface UserRow {
  readonly name: string;
  readonly draft: string | null;
  readonly live: string | null;
  readonly version_id: string | null;
  readonly number: number | null;
}

/** Workflows that use a connector, by reading what they are made of: documents say it, and no table repeats them. */
export class PostgresConnectorUsers implements ConnectorUsers {
  readonly #source: DataSource;

  constructor(source: DataSource) {
    this.#source = source;
  }

  async list({
    workspaceId,
    connector,
    limit,
  }: Parameters<ConnectorUsers['list']>[0]): Promise<readonly ConnectorUser[]> {
    // Asked when a person looks at one connector. Most documents do not have its name in them and need not be parsed.
    const rows = await this.#source.query<UserRow[]>(
      `select workflow.name, workflow.live_version_id as version_id, version.number,
         case when position($2::text in workflow.draft) > 0 then workflow.draft end as draft,
         case when position($2::text in version.document) > 0 then version.document end as live
       from workflow left join workflow_version version on version.id = workflow.live_version_id
       where workflow.workspace_id = $1::uuid and workflow.deleted_at is null
         and (position($2::text in workflow.draft) > 0 or position($2::text in version.document) > 0)
       order by workflow.name collate "C"`,
      [workspaceId, connector],
    );
    return rows.flatMap((row) => toUser(row, connector) ?? []).slice(0, limit);
  }
}

function toUser(row: UserRow, connector: string): ConnectorUser | undefined {
  const [live, draft] = [row.live, row.draft].map((text) =>
    text === null ? undefined : findConnectorUse(JSON.parse(text), connector),
  );
  if (live === undefined && draft === undefined) return undefined;
  const { version_id: versionId, number } = row;
  return {
    workflow: row.name,
    ...(live === undefined || versionId === null || number === null ? {} : { live: { ...live, versionId, number } }),
    ...(draft === undefined ? {} : { draft }),
  };
}

/** How a document, which may be anything, uses a connector; undefined when it does not. */
export function findConnectorUse(document: unknown, connector: string): ConnectorUseOf | undefined {
  const called = { actions: new Set<string>(), triggers: new Set<string>() };
  collect(document, connector, called);
  if (called.actions.size + called.triggers.size === 0) return undefined;
  const pin = memberOf(memberOf(document, 'connectors'), connector);
  return {
    ...(typeof pin === 'string' ? { pin } : {}),
    ...{ actions: [...called.actions].sort(), triggers: [...called.triggers].sort() },
  };
}

function collect(
  value: unknown,
  connector: string,
  called: { readonly actions: Set<string>; readonly triggers: Set<string> },
): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, part] of Object.entries(value)) {
    if (typeof part !== 'string') collect(part, connector, called);
    else if (key === 'Resource') addName(called.actions, part, `connector:${connector}/`);
    else if (key === 'use') addName(called.triggers, part, `${connector}/`);
  }
}

function addName(names: Set<string>, text: string, before: string): void {
  if (text.startsWith(before)) names.add(text.slice(before.length).replace(/\.waitForTaskToken$/, ''));
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
}
