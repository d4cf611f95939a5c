import type {
  ConnectorRegistryStore,
  ConnectorVersion,
  ConnectorVersionStanding,
  ConnectorVersionState,
  ListedConnectorVersion,
  NamedStanding,
  RegisteredConnector,
  RegisteredOrigin,
} from '@millrace/runtime';
import type { DataSource, EntityManager } from 'typeorm';
import { approveVersion, listApproved, readPermissions } from './connector-approvals.ts';

interface ConnectorRow {
  readonly workspace_id: string;
  readonly name: string;
  readonly owner_key_id: string | null;
  readonly latest_version: string | null;
  readonly action_names: string;
}
interface StandingRow {
  readonly version: string;
  readonly state: ConnectorVersionState;
  readonly sha512: string;
  readonly author_id: string | null;
  readonly approved_at: Date | null;
  readonly successor: string | null;
  readonly blocked_because: string | null;
}
interface EntryRow extends StandingRow {
  readonly workspace_id: string;
  readonly name: string;
  readonly origin: RegisteredOrigin;
  readonly changelog: string;
  readonly signed_by: string | null;
  readonly changes: string;
  readonly author_name: string;
  readonly published_at: Date;
}
interface ListedRow extends EntryRow {
  readonly permissions: string;
}
interface VersionRow extends EntryRow {
  readonly manifest: string;
  readonly icon: string;
  readonly readme: string;
  readonly source: string | null;
}

const MAX_VERSIONS = 1000;
const BLOCKED = `(select reason from blocked_package blocked
   where blocked.workspace_id = version.workspace_id and blocked.sha512 = version.sha512)`;
const STANDING = `version.version, version.state, version.sha512, version.author_id, version.approved_at,
  version.successor,  ${BLOCKED} as blocked_because`;
const ENTRY = `${STANDING}, version.workspace_id, version.name, version.origin, version.changelog, version.signed_by,
  version.changes, version.author_name, version.published_at`;
/** All but the bytes, which are asked for by themselves. */
const COLUMNS = `${ENTRY}, version.manifest, version.icon, version.readme, version.source`;

type Publish = Parameters<ConnectorRegistryStore['publish']>[0];

/** Published connectors in Postgres: any process that may call them reads them here. */
export class PostgresConnectorRegistryStore implements ConnectorRegistryStore {
  readonly #source: DataSource;

  constructor(source: DataSource) {
    this.#source = source;
  }

  publish(request: Publish): ReturnType<ConnectorRegistryStore['publish']> {
    return this.#source.transaction(async (manager) => {
      const { version, promote, approved = [] } = request;
      const { workspaceId, name, signedBy } = version;
      // Locks the name, so that of two first publishers one is first.
      const [owner] = await manager.query<[Pick<ConnectorRow, 'owner_key_id' | 'action_names'>]>(
        `insert into connector (workspace_id, name) values ($1::uuid, $2)
         on conflict (workspace_id, name) do update set name = excluded.name returning owner_key_id, action_names`,
        [workspaceId, name],
      );
      if (owner.owner_key_id !== null && owner.owner_key_id !== signedBy) return { kind: 'name_taken' };
      if (!(await insertVersion(manager, version))) return { kind: 'version_taken' };
      const isDraft = version.state === 'draft';
      const approval = isDraft ? NO_APPROVAL : await approveVersion(manager, version, { promote, given: approved });
      const isLatest = !isDraft && promote && approval.toApprove.length === 0;
      const names = { ...(JSON.parse(owner.action_names) as Record<string, string>), ...request.actionNames };
      await settleName(manager, version, { isLatest, names });
      return { kind: 'published', isLatest, ...approval };
    });
  }

  async findConnector({
    workspaceId,
    name,
  }: Parameters<ConnectorRegistryStore['findConnector']>[0]): Promise<RegisteredConnector | undefined> {
    const [row] = await this.#source.query<ConnectorRow[]>(
      `select workspace_id, name, owner_key_id, latest_version, action_names from connector
       where workspace_id = $1::uuid and name = $2`,
      [workspaceId, name],
    );
    return row && toConnector(row);
  }

  async find(address: Parameters<ConnectorRegistryStore['find']>[0]): Promise<ConnectorVersion | undefined> {
    const row = await this.#findRow<VersionRow>(COLUMNS, address);
    return row && toVersion(row);
  }

  async peek(address: Parameters<ConnectorRegistryStore['peek']>[0]): Promise<ConnectorVersionStanding | undefined> {
    const row = await this.#findRow<StandingRow>(STANDING, address);
    return row && toStanding(row);
  }

  async #findRow<Row>(
    columns: string,
    { workspaceId, name, version }: Parameters<ConnectorRegistryStore['find']>[0],
  ): Promise<Row | undefined> {
    const [row] = await this.#source.query<Row[]>(
      `select ${columns} from connector_version version
       where version.workspace_id = $1::uuid and version.name = $2 and version.version = coalesce($3,
         (select latest_version from connector where workspace_id = $1::uuid and name = $2),
         (select newest.version from connector_version newest
          where newest.workspace_id = $1::uuid and newest.name = $2 and newest.state <> 'yanked'
            and (newest.approved_at is not null or not exists (
              select from connector_version other where other.workspace_id = $1::uuid and other.name = $2
                and (other.approved_at is not null or newest.state = 'draft' and other.state <> 'draft')))
          order by newest.published_at desc limit 1))`,
      [workspaceId, name, version ?? null],
    );
    return row;
  }

  readPackage(version: Parameters<ConnectorRegistryStore['readPackage']>[0]): Promise<Uint8Array | undefined> {
    return this.#readBytes('package', version);
  }

  readDocument(version: Parameters<ConnectorRegistryStore['readDocument']>[0]): Promise<Uint8Array | undefined> {
    return this.#readBytes('document', version);
  }

  async #readBytes(
    column: 'package' | 'document',
    { workspaceId, name, version }: Parameters<ConnectorRegistryStore['readPackage']>[0],
  ): Promise<Uint8Array | undefined> {
    const [row] = await this.#source.query<{ readonly bytes: Buffer | null }[]>(
      `select ${column} as bytes from connector_version where workspace_id = $1::uuid and name = $2 and version = $3`,
      [workspaceId, name, version],
    );
    return row?.bytes ?? undefined;
  }

  async peekLatest(workspaceId: string): Promise<readonly NamedStanding[]> {
    const rows = await this.#source.query<(StandingRow & { readonly name: string })[]>(
      `select ${STANDING}, version.name from connector_version version
       join connector on connector.workspace_id = version.workspace_id and connector.name = version.name
         and connector.latest_version = version.version
       where version.workspace_id = $1::uuid order by version.name collate "C"`,
      [workspaceId],
    );
    return rows.map((row) => ({ ...toStanding(row), name: row.name }));
  }

  async listVersions({
    workspaceId,
    name,
  }: Parameters<ConnectorRegistryStore['listVersions']>[0]): Promise<readonly ListedConnectorVersion[]> {
    const rows = await this.#source.query<ListedRow[]>(
      `select ${ENTRY}, version.permissions from connector_version version
       where version.workspace_id = $1::uuid and version.name = $2
       order by version.published_at desc, version.version desc limit $3::integer`,
      [workspaceId, name, MAX_VERSIONS],
    );
    return rows.map((row) => ({ ...toEntry(row), permissions: readPermissions(row.permissions) }));
  }

  async listNumbers(workspaceId: string): Promise<Readonly<Record<string, readonly string[]>>> {
    const rows = await this.#source.query<{ readonly name: string; readonly versions: string[] }[]>(
      `select name, array_agg(version order by published_at desc) as versions from connector_version
       where workspace_id = $1::uuid and state in ('published', 'deprecated') group by name`,
      [workspaceId],
    );
    return Object.fromEntries(rows.map(({ name, versions }) => [name, versions]));
  }

  listApproved(
    name: Parameters<ConnectorRegistryStore['listApproved']>[0],
  ): ReturnType<ConnectorRegistryStore['listApproved']> {
    return listApproved(this.#source, name);
  }

  promote(request: Parameters<ConnectorRegistryStore['promote']>[0]): ReturnType<ConnectorRegistryStore['promote']> {
    const { workspaceId, name, version, approved = [] } = request;
    return this.#source.transaction(async (manager) => {
      await lockConnector(manager, request);
      const [found] = await manager.query<Pick<StandingRow, 'state' | 'blocked_because'>[]>(
        `select version.state, ${BLOCKED} as blocked_because from connector_version version
         where version.workspace_id = $1::uuid and version.name = $2 and version.version = $3`,
        [workspaceId, name, version],
      );
      if (found === undefined || found.state === 'draft' || found.state === 'yanked') return { kind: 'missing' };
      if (found.blocked_because !== null) return { kind: 'blocked', reason: found.blocked_because };
      const { toApprove } = await approveVersion(manager, request, { promote: true, given: approved });
      if (toApprove.length > 0) return { kind: 'unapproved', toApprove };
      await manager.query('update connector set latest_version = $3 where workspace_id = $1::uuid and name = $2', [
        ...[workspaceId, name, version],
      ]);
      return { kind: 'promoted' };
    });
  }

  setState(request: Parameters<ConnectorRegistryStore['setState']>[0]): Promise<boolean> {
    const { workspaceId, name, version, state, successor } = request;
    return this.#source.transaction(async (manager) => {
      await lockConnector(manager, request);
      const [, count] = await manager.query<[unknown, number]>(
        `update connector_version set state = $4, successor = $5
         where workspace_id = $1::uuid and name = $2 and version = $3 and state <> 'draft'`,
        [workspaceId, name, version, state, successor ?? null],
      );
      if (count > 0 && state === 'yanked')
        await manager.query(
          `update connector set latest_version = null
           where workspace_id = $1::uuid and name = $2 and latest_version = $3`,
          [workspaceId, name, version],
        );
      return count > 0;
    });
  }

  async block(request: Parameters<ConnectorRegistryStore['block']>[0]): Promise<void> {
    const { workspaceId, sha512, reason, blockedBy } = request;
    await this.#source.query(
      `insert into blocked_package (workspace_id, sha512, reason, blocked_by) values ($1::uuid, $2, $3, $4)
       on conflict (workspace_id, sha512) do update set reason = excluded.reason`,
      [workspaceId, sha512, reason, blockedBy],
    );
  }

  async unblock({ workspaceId, sha512 }: Parameters<ConnectorRegistryStore['unblock']>[0]): Promise<void> {
    await this.#source.query('delete from blocked_package where workspace_id = $1::uuid and sha512 = $2', [
      workspaceId,
      sha512,
    ]);
  }
}

const NO_APPROVAL = { isApproved: false, toApprove: [] } as const;

/** Whoever changes what is the latest, or what is approved, does it after whoever does it now. */
async function lockConnector(
  manager: EntityManager,
  { workspaceId, name }: Pick<RegisteredConnector, 'workspaceId' | 'name'>,
): Promise<void> {
  await manager.query('select from connector where workspace_id = $1::uuid and name = $2 for update', [
    ...[workspaceId, name],
  ]);
}

/** Whose the name is, what is the latest, and what actions are called. */
async function settleName(
  manager: EntityManager,
  { workspaceId, name, version, state, signedBy }: Publish['version'],
  { isLatest, names }: { readonly isLatest: boolean; readonly names: Readonly<Record<string, string>> },
): Promise<void> {
  // A draft settles nothing about the name: anybody may have tried something out under it.
  await manager.query(
    `update connector set latest_version = case when $3::boolean then $4 else latest_version end, action_names = $5,
       owner_key_id = case when $6 = 'published' and not exists (
         select from connector_version earlier where earlier.workspace_id = $1::uuid and earlier.name = $2
           and earlier.state <> 'draft' and earlier.version <> $4) then $7 else owner_key_id end
     where workspace_id = $1::uuid and name = $2`,
    [workspaceId, name, isLatest, version, JSON.stringify(names), state, signedBy ?? null],
  );
}

/** False when there is one that may not be replaced: a draft may, by its author. */
async function insertVersion(manager: EntityManager, version: Publish['version']): Promise<boolean> {
  const { workspaceId, name, authorId, authorName, signedBy, source, document } = version;
  const bytes = (value: Uint8Array | undefined): Buffer | null => (value === undefined ? null : Buffer.from(value));
  const rows = await manager.query<unknown[]>(
    `insert into connector_version as existing (workspace_id, name, version, state, origin, manifest, icon, readme, changelog,
       sha512, package, signed_by, document, source, changes, author_id, author_name)
     values ($1::uuid, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11::bytea, $12, $13::bytea, $14, $15, $16::uuid, $17)
     on conflict (workspace_id, name, version) do update set manifest = excluded.manifest, icon = excluded.icon,
       readme = excluded.readme, changelog = excluded.changelog, sha512 = excluded.sha512, package = excluded.package,
       signed_by = excluded.signed_by, document = excluded.document, source = excluded.source, changes = excluded.changes,
       published_at = now()
     where existing.state = 'draft' and excluded.state = 'draft' and existing.author_id is not distinct from excluded.author_id
     returning 1`,
    [
      ...[workspaceId, name, version.version, version.state, version.origin, JSON.stringify(version.manifest)],
      ...[version.icon, version.readme, version.changelog, version.sha512, bytes(version.package), signedBy ?? null],
      ...[bytes(document), source === undefined ? null : JSON.stringify(source), JSON.stringify(version.changes)],
      ...[authorId ?? null, authorName],
    ],
  );
  return rows.length > 0;
}

function toConnector(row: ConnectorRow): RegisteredConnector {
  return {
    ...{ workspaceId: row.workspace_id, name: row.name },
    ...(row.owner_key_id === null ? {} : { ownerKeyId: row.owner_key_id }),
    ...(row.latest_version === null ? {} : { latestVersion: row.latest_version }),
    actionNames: JSON.parse(row.action_names) as Record<string, string>,
  };
}

function toStanding(row: StandingRow): ConnectorVersionStanding {
  const { version, state, sha512, successor, author_id: authorId, blocked_because: reason } = row;
  return {
    ...{ version, state, sha512 },
    ...(row.approved_at === null ? {} : { approvedAtMs: row.approved_at.getTime() }),
    ...(authorId === null ? {} : { authorId }),
    ...(successor === null ? {} : { successor }),
    ...(reason === null ? {} : { blockedBecause: reason }),
  };
}

function toEntry(row: EntryRow): Omit<ListedConnectorVersion, 'permissions'> {
  return {
    ...toStanding(row),
    ...{ workspaceId: row.workspace_id, name: row.name, origin: row.origin, changelog: row.changelog },
    ...(row.signed_by === null ? {} : { signedBy: row.signed_by }),
    changes: JSON.parse(row.changes) as ConnectorVersion['changes'],
    ...{ authorName: row.author_name, publishedAtMs: row.published_at.getTime() },
  };
}

function toVersion(row: VersionRow): ConnectorVersion {
  return {
    ...toEntry(row),
    manifest: JSON.parse(row.manifest) as ConnectorVersion['manifest'],
    ...{ icon: row.icon, readme: row.readme },
    ...(row.source === null ? {} : { source: JSON.parse(row.source) as NonNullable<ConnectorVersion['source']> }),
  };
}
