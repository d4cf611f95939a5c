import type { PublisherKey, PublisherKeyStore } from '@millrace/runtime';
import type { DataSource } from 'typeorm';

interface KeyRow {
  readonly key_id: string;
  readonly name: string;
  readonly public_key: string;
  readonly added_by: string;
  readonly added_at: Date;
}

/** Publishers' keys in Postgres. */
export class PostgresPublisherKeyStore implements PublisherKeyStore {
  readonly #source: DataSource;

  constructor(source: DataSource) {
    this.#source = source;
  }

  async add(request: Parameters<PublisherKeyStore['add']>[0]): Promise<boolean> {
    const { workspaceId, keyId, name, publicKey, addedBy } = request;
    const rows = await this.#source.query<unknown[]>(
      `insert into publisher_key (workspace_id, key_id, name, public_key, added_by) values ($1::uuid, $2, $3, $4, $5)
       on conflict do nothing returning 1`,
      [workspaceId, keyId, name, publicKey, addedBy],
    );
    return rows.length > 0;
  }

  async list(workspaceId: string): Promise<readonly PublisherKey[]> {
    const rows = await this.#source.query<KeyRow[]>(
      `select key_id, name, public_key, added_by, added_at from publisher_key
       where workspace_id = $1::uuid order by key_id collate "C" limit 1000`,
      [workspaceId],
    );
    return rows.map((row) => ({
      ...{ keyId: row.key_id, name: row.name, publicKey: row.public_key, addedBy: row.added_by },
      addedAtMs: row.added_at.getTime(),
    }));
  }

  async remove({ workspaceId, keyId }: Parameters<PublisherKeyStore['remove']>[0]): Promise<boolean> {
    const [, count] = await this.#source.query<[unknown, number]>(
      'delete from publisher_key where workspace_id = $1::uuid and key_id = $2',
      [workspaceId, keyId],
    );
    return count > 0;
  }
}
