import type { ConnectionUser, ConnectionUsers } from '@millrace/runtime';
import type { DataSource } from 'typeorm';

interface UserRow {
  readonly name: string;
  /** The documents in which the name stands somewhere. */
  readonly draft: string | null;
  readonly live: string | null;
  /** A version that has a part of the new runs. */
  readonly candidate: string | null;
}

/** Workflows that name a connection, by reading what they are made of: documents say it, and no table repeats them. */
export class PostgresConnectionUsers implements ConnectionUsers {
  readonly #source: DataSource;

  constructor(source: DataSource) {
    this.#source = source;
  }

  async list({
    workspaceId,
    connection,
    limit,
  }: Parameters<ConnectionUsers['list']>[0]): Promise<readonly ConnectionUser[]> {
    // Asked when a person looks at one connection. A name needs no escape in JSON, so most documents need not be parsed.
    const rows = await this.#source.query<UserRow[]>(
      `select workflow.name,
         case when position($2::text in workflow.draft) > 0 then workflow.draft end as draft,
         case when position($2::text in version.document) > 0 then version.document end as live,
         case when position($2::text in candidate.document) > 0 then candidate.document end as candidate
       from workflow left join workflow_version version on version.id = workflow.live_version_id
       left join rollout on rollout.workflow_id = workflow.id and rollout.ended_at is null
       left join workflow_version candidate on candidate.id = rollout.candidate_version_id
       where workflow.workspace_id = $1::uuid and workflow.deleted_at is null
         and (position($2::text in workflow.draft) > 0 or position($2::text in version.document) > 0
           or position($2::text in candidate.document) > 0)
       order by workflow.name collate "C"`,
      [workspaceId, JSON.stringify(connection)],
    );
    const users: ConnectionUser[] = [];
    for (const { name, live, candidate, draft } of rows) {
      const isLive = namesIn(live, connection) || namesIn(candidate, connection);
      const versions = [
        ...(isLive ? (['live'] as const) : []),
        ...(namesIn(draft, connection) ? (['draft'] as const) : []),
      ];
      if (versions.length > 0) users.push({ workflow: name, versions });
      if (users.length === limit) break;
    }
    return users;
  }
}

const namesIn = (document: string | null, connection: string): boolean =>
  document !== null && namesConnection(JSON.parse(document), connection);

/** Whether a document names a connection: a step at any depth by its `Credentials`, or a trigger. */
export function namesConnection(value: unknown, connection: string): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([key, part]) => {
    if (key === 'Credentials') return memberOf(part, 'Connection') === connection;
    if (key === 'triggers' && Object.values((part ?? {}) as object).some(isTriggerOf(connection))) return true;
    return namesConnection(part, connection);
  });
}

const isTriggerOf =
  (connection: string) =>
  (trigger: unknown): boolean =>
    memberOf(trigger, 'connection') === connection;

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
