import type { ConnectorStore, JsonText, StorePlace } from '@millrace/runtime';
import type pg from 'pg';

/** What connectors keep, in Postgres; the run store and the trigger store write it. */
export class PostgresConnectorStore implements ConnectorStore {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  async get({ key, ...place }: StorePlace & { readonly key: string }): Promise<JsonText | undefined> {
    const { rows } = await this.#pool.query<{ readonly value: string }>({
      name: 'read-connector-value',
      text: `
        select value from connector_value
        where workspace_id = $1::uuid and connector = $2::text and connection = $3::text and key = $4::text`,
      values: [...valuesOf(place), key],
    });
    return rows[0]?.value;
  }

  async countKeys(place: StorePlace): Promise<number> {
    const { rows } = await this.#pool.query<{ readonly keys: number }>({
      name: 'count-connector-values',
      text: `
        select count(*)::integer as keys from connector_value
        where workspace_id = $1::uuid and connector = $2::text and connection = $3::text`,
      values: valuesOf(place),
    });
    return rows[0]?.keys ?? 0;
  }
}

const valuesOf = ({ workspaceId, connector, connection }: StorePlace): string[] => [workspaceId, connector, connection];
