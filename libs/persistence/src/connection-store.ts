import type {
  Connection,
  ConnectionKind,
  ConnectionStore,
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
}
interface SealedRow extends ConnectionRow {
  readonly sealed: Buffer;
  readonly previous_version: number | null;
  readonly previous_sealed: Buffer | null;
}

const COLUMNS = `id, workspace_id, name, kind, created_by, field_names, version, created_at, updated_at,
  case when previous_until > now() then previous_until end as previous_until`;

/** Connections in Postgres: envelopes, which only the owner of the key opens. */
export class PostgresConnectionStore implements ConnectionStore {
  readonly #source: DataSource;

  constructor(source: DataSource) {
    this.#source = source;
  }

  async create({ quota, ...made }: Parameters<ConnectionStore['create']>[0]): ReturnType<ConnectionStore['create']> {
    const { id, workspaceId, name, kind, createdBy, fieldNames, sealed } = made;
    try {
      const [row] = await this.#source.query<ConnectionRow[]>(
        `insert into connection (id, workspace_id, name, kind, field_names, version, sealed, created_by)
         select $1::uuid, $2::uuid, $3, $4, $5::text[], 1, $6::bytea, $8::uuid
         where (select count(*) from connection where workspace_id = $2::uuid) < $7::integer
         returning ${COLUMNS}`,
        [id, workspaceId, name, kind, [...fieldNames], Buffer.from(sealed), quota, createdBy ?? null],
      );
      return row === undefined ? { kind: 'quota_reached' } : { kind: 'created', connection: toConnection(row) };
    } catch (cause) {
      if (isUniqueViolation(cause)) return { kind: 'name_taken' };
      throw cause;
    }
  }

  async list({ workspaceId, cursor, limit }: Parameters<ConnectionStore['list']>[0]): Promise<Page<Connection>> {
    // Names are ASCII: compared as bytes, the order is the same whatever the database's language.
    const rows = await this.#source.query<ConnectionRow[]>(
      `select ${COLUMNS} from connection where workspace_id = $1::uuid and name collate "C" > $2
       order by name collate "C" limit $3::integer`,
      [workspaceId, cursor ?? '', limit + 1],
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
    const { workspaceId, id, fieldNames, next, previousSeconds } = request;
    // TypeORM gives an update's rows beside their number.
    const [rows] = await this.#source.query<[ConnectionRow[], number]>(
      `update connection set field_names = $3::text[], version = $4::integer, sealed = $5::bytea, updated_at = now(),
         previous_version = case when $6::integer > 0 then version end,
         previous_sealed = case when $6::integer > 0 then sealed end,
         previous_until = case when $6::integer > 0 then now() + make_interval(secs => $6::integer) end
       where workspace_id = $1::uuid and id = $2::uuid and version = $4::integer - 1
       returning ${COLUMNS}`,
      [workspaceId, id, [...fieldNames], next.version, Buffer.from(next.sealed), previousSeconds],
    );
    return rows[0] === undefined ? 'changed' : toConnection(rows[0]);
  }

  async remove({ workspaceId, name }: Parameters<ConnectionStore['remove']>[0]): Promise<boolean> {
    const [, count] = await this.#source.query<[unknown, number]>(
      'delete from connection where workspace_id = $1::uuid and name = $2',
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
  };
}
