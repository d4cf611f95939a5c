import type { OAuthClient, OAuthClientStore } from '@millrace/runtime';
import type { DataSource } from 'typeorm';

interface ClientRow {
  readonly id: string;
  readonly workspace_id: string;
  readonly connector: string;
  readonly auth_kind: string;
  readonly client_id: string;
  readonly version: number;
  readonly sealed: Buffer | null;
  readonly updated_at: Date;
}

const COLUMNS = 'id, workspace_id, connector, auth_kind, client_id, version, sealed, updated_at';

/** Registrations with services in Postgres, their secrets as envelopes. */
export class PostgresOAuthClientStore implements OAuthClientStore {
  readonly #source: DataSource;

  constructor(source: DataSource) {
    this.#source = source;
  }

  async find(address: Parameters<OAuthClientStore['find']>[0]): Promise<OAuthClient | undefined> {
    const { workspaceId, connector, authKind } = address;
    const [row] = await this.#source.query<ClientRow[]>(
      `select ${COLUMNS} from oauth_client where workspace_id = $1::uuid and connector = $2 and auth_kind = $3`,
      [workspaceId, connector, authKind],
    );
    return row && toClient(row);
  }

  async save(client: Parameters<OAuthClientStore['save']>[0]): Promise<OAuthClient | 'changed'> {
    const { id, workspaceId, connector, authKind, clientId, version, sealed } = client;
    const [row] = await this.#source.query<ClientRow[]>(
      `insert into oauth_client as client (id, workspace_id, connector, auth_kind, client_id, version, sealed)
       select $1::uuid, $2::uuid, $3::text, $4::text, $5::text, $6::integer, $7::bytea
       where $6::integer = 1 or exists (select from oauth_client where id = $1::uuid)
       on conflict (workspace_id, connector, auth_kind) do update
         set client_id = excluded.client_id, version = excluded.version, sealed = excluded.sealed, updated_at = now()
         where client.id = excluded.id and client.version = excluded.version - 1
       returning ${COLUMNS}`,
      [id, workspaceId, connector, authKind, clientId, version, sealed === undefined ? null : Buffer.from(sealed)],
    );
    return row === undefined ? 'changed' : toClient(row);
  }

  async remove(address: Parameters<OAuthClientStore['remove']>[0]): Promise<boolean> {
    const { workspaceId, connector, authKind } = address;
    const [, count] = await this.#source.query<[unknown, number]>(
      'delete from oauth_client where workspace_id = $1::uuid and connector = $2 and auth_kind = $3',
      [workspaceId, connector, authKind],
    );
    return count > 0;
  }
}

function toClient({ sealed, ...row }: ClientRow): OAuthClient {
  return {
    ...{ id: row.id, workspaceId: row.workspace_id, connector: row.connector, authKind: row.auth_kind },
    ...{ clientId: row.client_id, version: row.version, updatedAtMs: row.updated_at.getTime() },
    ...(sealed === null ? {} : { sealed }),
  };
}
