import type { ConnectorSample, ConnectorSampleStore } from '@millrace/runtime';
import type { DataSource } from 'typeorm';

interface SampleRow {
  readonly action: string;
  readonly output: string;
  readonly saved_by: string;
  readonly saved_at: Date;
}

/** Samples in Postgres: one for an action. */
export class PostgresConnectorSampleStore implements ConnectorSampleStore {
  readonly #source: DataSource;

  constructor(source: DataSource) {
    this.#source = source;
  }

  async save(request: Parameters<ConnectorSampleStore['save']>[0]): Promise<void> {
    const { workspaceId, connector, action, output, savedBy } = request;
    await this.#source.query(
      `insert into connector_sample (workspace_id, connector, action, output, saved_by) values ($1::uuid, $2, $3, $4, $5)
       on conflict (workspace_id, connector, action) do update set output = excluded.output, saved_by = excluded.saved_by,
         saved_at = now()`,
      [workspaceId, connector, action, JSON.stringify(output), savedBy],
    );
  }

  async list({
    workspaceId,
    connector,
  }: Parameters<ConnectorSampleStore['list']>[0]): Promise<readonly ConnectorSample[]> {
    const rows = await this.#source.query<SampleRow[]>(
      `select action, output, saved_by, saved_at from connector_sample
       where workspace_id = $1::uuid and connector = $2 order by action collate "C" limit 10000`,
      [workspaceId, connector],
    );
    return rows.map((row) => ({
      ...{ action: row.action, output: JSON.parse(row.output) as ConnectorSample['output'], savedBy: row.saved_by },
      savedAtMs: row.saved_at.getTime(),
    }));
  }

  async remove({ workspaceId, connector, action }: Parameters<ConnectorSampleStore['remove']>[0]): Promise<boolean> {
    const [, count] = await this.#source.query<[unknown, number]>(
      'delete from connector_sample where workspace_id = $1::uuid and connector = $2 and action = $3',
      [workspaceId, connector, action],
    );
    return count > 0;
  }
}
