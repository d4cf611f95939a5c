import type {
  Connection,
  ConnectionHealth,
  ConnectionKind,
  ConnectionStore,
  ConnectorUse,
  EncryptionKeyRecord,
  Page,
  SealedConnection,
  SealedFields,
} from '@millrace/runtime';
import type { DataSource } from 'typeorm';
import { isUniqueViolation } from './postgres-errors.ts';

interface ConnectionRow {
  readonly id: string;
  readonly workspace_id: string;
  readonly name: string;
  readonly kind: ConnectionKind;
  readonly created_by: string | null;
  readonly field_names: readonly string[];
  readonly version: number;
  readonly created_at: Date;
  readonly updated_at: Date;
  readonly previous_until: Date | null;
  readonly connector: string | null;
  readonly auth_kind: string | null;
  readonly fields: string;
  readonly allowed_hosts: readonly string[] | null;
  readonly account_label: string | null;
  readonly account_id: string | null;
  readonly health: ConnectionHealth['state'];
  readonly health_since: Date | null;
  readonly health_detail: string | null;
  readonly last_used_at: Date | null;
  readonly last_good_at: Date | null;
  readonly token_expires_at: Date | null;
  readonly token_renewable_until: Date | null;
  readonly token_scopes: readonly string[] | null;
}
interface SealedRow extends ConnectionRow {
  readonly sealed: Buffer;
  readonly previous_version: number | null;
  readonly previous_sealed: Buffer | null;
}

const OWN = `id, workspace_id, name, kind, created_by, field_names, version, created_at, updated_at,
  case when previous_until > now() then previous_until end as previous_until,
  connector, auth_kind, fields, allowed_hosts, account_label, account_id, health, health_since, health_detail,
  last_used_at, last_good_at`;
const ofToken = (column: string, name: string): string =>
  `(select ${column} from connection_token token where token.connection_id = connection.id and token.sealed is not null) as ${name}`;
const COLUMNS = [
  OWN,
  ofToken('expires_at', 'token_expires_at'),
  ofToken('renewable_until', 'token_renewable_until'),
  ofToken('scopes', 'token_scopes'),
].join(', ');
const USE_INTERVAL_SECONDS = 60;

/** Connections in Postgres: envelopes, which only the owner of the key opens. */
export class PostgresConnectionStore implements ConnectionStore {
  readonly #source: DataSource;

  constructor(source: DataSource) {
    this.#source = source;
  }

  async create({ quota, ...made }: Parameters<ConnectionStore['create']>[0]): ReturnType<ConnectionStore['create']> {
    const { id, workspaceId, name, kind, createdBy, fieldNames, sealed, use } = made;
    try {
      const [row] = await this.#source.query<ConnectionRow[]>(
        `insert into connection (id, workspace_id, name, kind, field_names, version, sealed, created_by,
           connector, auth_kind, fields, allowed_hosts)
         select $1::uuid, $2::uuid, $3, $4, $5::text[], 1, $6::bytea, $8::uuid, $9, $10, $11, $12::text[]
         where (select count(*) from connection where workspace_id = $2::uuid) < $7::integer
         returning ${COLUMNS}`,
        [
          ...[id, workspaceId, name, kind, [...fieldNames], Buffer.from(sealed), quota, createdBy ?? null],
          ...useColumns(use),
        ],
      );
      return row === undefined ? { kind: 'quota_reached' } : { kind: 'created', connection: toConnection(row) };
    } catch (cause) {
      if (isUniqueViolation(cause)) return { kind: 'name_taken' };
      throw cause;
    }
  }

  async list(request: Parameters<ConnectionStore['list']>[0]): Promise<Page<Connection>> {
    const { workspaceId, connector, cursor, limit } = request;
    // Names are ASCII: compared as bytes, the order is the same whatever the database's language.
    const rows = await this.#source.query<ConnectionRow[]>(
      `select ${COLUMNS} from connection
       where workspace_id = $1::uuid and name collate "C" > $2 and ($4::text is null or connector = $4::text)
       order by name collate "C" limit $3::integer`,
      [workspaceId, cursor ?? '', limit + 1, connector ?? null],
    );
    const items = rows.slice(0, limit).map(toConnection);
    const last = rows.length > limit ? items.at(-1)?.name : undefined;
    return { items, ...(last === undefined ? {} : { nextCursor: last }) };
  }

  async find({ workspaceId, name }: Parameters<ConnectionStore['find']>[0]): Promise<SealedConnection | undefined> {
    const [row] = await this.#source.query<SealedRow[]>(
      `select ${COLUMNS}, sealed, previous_version, previous_sealed from connection
       where workspace_id = $1::uuid and name = $2`,
      [workspaceId, name],
    );
    if (row === undefined) return undefined;
    const previous = previousOf(row);
    return {
      ...toConnection(row),
      current: { version: row.version, sealed: row.sealed },
      ...(previous === undefined ? {} : { previous }),
    };
  }

  async replace(request: Parameters<ConnectionStore['replace']>[0]): Promise<Connection | 'changed'> {
    const { workspaceId, id, fieldNames, next, previousSeconds, use } = request;
    const [row] = await this.#source.query<ConnectionRow[]>(
      `with replaced as (
         update connection set field_names = $3::text[], version = $4::integer, sealed = $5::bytea, updated_at = now(),
           previous_version = case when $6::integer > 0 then version end,
           previous_sealed = case when $6::integer > 0 then sealed end,
           previous_until = case when $6::integer > 0 then now() + make_interval(secs => $6::integer) end,
           fields = coalesce($7::text, fields), allowed_hosts = case when $7::text is null then allowed_hosts else $8::text[] end,
           health = 'unknown', health_since = null, health_detail = null, account_label = null, account_id = null
         where workspace_id = $1::uuid and id = $2::uuid and version = $4::integer - 1
         returning *
       ), forgotten as (
         update connection_token token set sealed = null, expires_at = null, renewable_until = null,
           refresh_fence = refresh_fence + 1, refresh_lease_until = null
         from replaced where token.connection_id = replaced.id
       )
       select ${OWN}, null::timestamptz as token_expires_at, null::timestamptz as token_renewable_until,
         null::text[] as token_scopes from replaced`,
      [
        ...[workspaceId, id, [...fieldNames], next.version, Buffer.from(next.sealed), previousSeconds],
        use === undefined ? null : JSON.stringify(use.fields),
        use?.allowedHosts === undefined ? null : [...use.allowedHosts],
      ],
    );
    return row === undefined ? 'changed' : toConnection(row);
  }

  async noteHealth(request: Parameters<ConnectionStore['noteHealth']>[0]): Promise<void> {
    const { id, version, state, detail, account, isMended = false } = request;
    await this.#source.query(
      `update connection set health_since = case when health = $3 then health_since else now() end, health = $3,
         health_detail = $4, account_label = coalesce($5, account_label), account_id = coalesce($6, account_id)
       where id = $1::uuid and version = $2::integer and (health <> 'needs_person' or $3 = 'needs_person' or $7::boolean)`,
      [id, version, state, detail ?? null, account?.label ?? null, account?.id ?? null, isMended],
    );
  }

  async takeUntested(request: Parameters<ConnectionStore['takeUntested']>[0]): Promise<Connection | undefined> {
    const { usedWithinDays, untestedHours } = request;
    // Each process asks every few minutes: those who ask at once take different rows, and none waits.
    const [rows] = await this.#source.query<[ConnectionRow[], number]>(
      `update connection set tested_at = now()
       where id = (
         select id from connection
         where kind = 'connector' and health <> 'needs_person'
           and last_used_at > now() - make_interval(days => $1::integer)
           and (tested_at is null or tested_at <= now() - make_interval(hours => $2::integer))
         order by tested_at nulls first limit 1 for update skip locked
       ) returning ${COLUMNS}`,
      [usedWithinDays, untestedHours],
    );
    const [row] = rows;
    return row && toConnection(row);
  }

  async noteUse({ id, isGood }: Parameters<ConnectionStore['noteUse']>[0]): Promise<void> {
    // Written at most once a minute, whoever tells: what is used a thousand times a second must not be a hot row.
    await this.#source.query(
      `update connection set last_used_at = now(), last_good_at = case when $2::boolean then now() else last_good_at end
       where id = $1::uuid and (last_used_at is null or last_used_at < now() - make_interval(secs => $3::integer)
         or ($2::boolean and (last_good_at is null or last_good_at < now() - make_interval(secs => $3::integer))))`,
      [id, isGood, USE_INTERVAL_SECONDS],
    );
  }

  async remove({ workspaceId, name }: Parameters<ConnectionStore['remove']>[0]): Promise<boolean> {
    const [, count] = await this.#source.query<[unknown, number]>(
      // What its connector has kept for it is nobody else's.
      `with forgotten as (delete from connector_value where workspace_id = $1::uuid and connection = $2)
       delete from connection where workspace_id = $1::uuid and name = $2`,
      [workspaceId, name],
    );
    return count > 0;
  }

  async ensureKey(first: Parameters<ConnectionStore['ensureKey']>[0]): Promise<readonly EncryptionKeyRecord[]> {
    if (first !== undefined) {
      // A second key is never begun by being there: that is a rotation, and asked for.
      await this.#source.query(
        `insert into encryption_key (id, state, canary) select $1::uuid, 'active', $2::bytea
         where not exists (select from encryption_key) on conflict do nothing`,
        [first.id, Buffer.from(first.canary)],
      );
    }
    return this.#source.query<EncryptionKeyRecord[]>(
      'select id, state, canary from encryption_key order by created_at',
    );
  }
}

/** Of a connection of a connector: connector, auth_kind, fields, allowed_hosts. */
function useColumns(use: Parameters<ConnectionStore['create']>[0]['use']): readonly unknown[] {
  if (use === undefined) return [null, null, '{}', null];
  const { connector, authKind, fields, allowedHosts } = use;
  return [connector, authKind, JSON.stringify(fields), allowedHosts === undefined ? null : [...allowedHosts]];
}

function previousOf({ previous_until, previous_version, previous_sealed }: SealedRow): SealedFields | undefined {
  if (previous_until === null || previous_version === null || previous_sealed === null) return undefined;
  return { version: previous_version, sealed: previous_sealed };
}

function toConnection(row: ConnectionRow): Connection {
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    name: row.name,
    kind: row.kind,
    ...(row.created_by === null ? {} : { createdBy: row.created_by }),
    fieldNames: row.field_names,
    version: row.version,
    createdAtMs: row.created_at.getTime(),
    updatedAtMs: row.updated_at.getTime(),
    ...(row.previous_until === null ? {} : { previousUntilMs: row.previous_until.getTime() }),
    ...(row.connector === null || row.auth_kind === null ? {} : { use: toUse(row, row.connector, row.auth_kind) }),
  };
}

function toUse(row: ConnectionRow, connector: string, authKind: string): ConnectorUse {
  return {
    ...{ connector, authKind },
    fields: JSON.parse(row.fields) as ConnectorUse['fields'],
    ...(row.allowed_hosts === null ? {} : { allowedHosts: row.allowed_hosts }),
    ...(row.account_label === null && row.account_id === null ? {} : { account: accountOf(row) }),
    health: {
      state: row.health,
      ...(row.health_since === null ? {} : { sinceMs: row.health_since.getTime() }),
      ...(row.health_detail === null ? {} : { detail: row.health_detail }),
    },
    ...(row.token_expires_at === null ? {} : { tokenExpiresAtMs: row.token_expires_at.getTime() }),
    ...(row.token_renewable_until === null ? {} : { tokenRenewableUntilMs: row.token_renewable_until.getTime() }),
    ...(row.token_scopes === null ? {} : { scopes: row.token_scopes }),
    ...(row.last_used_at === null ? {} : { lastUsedAtMs: row.last_used_at.getTime() }),
    ...(row.last_good_at === null ? {} : { lastGoodAtMs: row.last_good_at.getTime() }),
  };
}

function accountOf({ account_label: label, account_id: id }: ConnectionRow): NonNullable<ConnectorUse['account']> {
  return { ...(label === null ? {} : { label }), ...(id === null ? {} : { id }) };
}
