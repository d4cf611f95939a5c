import type { ConnectorMigration, ConnectorMigrationStore, VersionMeasure } from '@millrace/runtime';
import type { DataSource } from 'typeorm';

interface MigrationRow {
  readonly id: string;
  readonly workspace_id: string;
  readonly connector: string;
  readonly from_version: string;
  readonly to_version: string;
  readonly state: ConnectorMigration['state'];
  readonly workflows: string;
  readonly started_by: string;
  readonly started_at: Date;
  readonly updated_at: Date;
}

const COLUMNS =
  'id, workspace_id, connector, from_version, to_version, state, workflows, started_by, started_at, updated_at';
const MAX_LISTED = 100;
/** Of a workflow: what was long ago says little of a version that is new. */
const MEASURED_RUNS = 5000;

/** Migrations of workflows in Postgres. */
export class PostgresConnectorMigrationStore implements ConnectorMigrationStore {
  readonly #source: DataSource;

  constructor(source: DataSource) {
    this.#source = source;
  }

  async create(made: Parameters<ConnectorMigrationStore['create']>[0]): Promise<ConnectorMigration> {
    const { id, workspaceId, connector, from, to, state, workflows, startedBy } = made;
    // Times are those that a client can tell back: whole milliseconds.
    const [row] = await this.#source.query<[MigrationRow]>(
      `insert into connector_migration (id, workspace_id, connector, from_version, to_version, state, workflows, started_by,
         started_at, updated_at)
       values ($1::uuid, $2::uuid, $3, $4, $5, $6, $7, $8,
         date_trunc('milliseconds', now()), date_trunc('milliseconds', now()))
       returning ${COLUMNS}`,
      [id, workspaceId, connector, from, to, state, JSON.stringify(workflows), startedBy],
    );
    return toMigration(row);
  }

  async find({
    workspaceId,
    id,
  }: Parameters<ConnectorMigrationStore['find']>[0]): Promise<ConnectorMigration | undefined> {
    const [row] = await this.#source.query<MigrationRow[]>(
      `select ${COLUMNS} from connector_migration where workspace_id = $1::uuid and id = $2::uuid`,
      [workspaceId, id],
    );
    return row && toMigration(row);
  }

  async list({
    workspaceId,
    connector,
  }: Parameters<ConnectorMigrationStore['list']>[0]): Promise<readonly ConnectorMigration[]> {
    const rows = await this.#source.query<MigrationRow[]>(
      `select ${COLUMNS} from connector_migration where workspace_id = $1::uuid and connector = $2
       order by started_at desc, id limit $3::integer`,
      [workspaceId, connector, MAX_LISTED],
    );
    return rows.map(toMigration);
  }

  async update(request: Parameters<ConnectorMigrationStore['update']>[0]): Promise<boolean> {
    const { workspaceId, id, state, workflows, readAtMs } = request;
    // A later time than the one that was read, also for two changes in one millisecond.
    const [, count] = await this.#source.query<[unknown, number]>(
      `update connector_migration set state = $3, workflows = $4,
         updated_at = greatest(date_trunc('milliseconds', now()), updated_at + interval '1 millisecond')
       where workspace_id = $1::uuid and id = $2::uuid and updated_at = $5::timestamptz`,
      [workspaceId, id, state, JSON.stringify(workflows), new Date(readAtMs).toISOString()],
    );
    return count > 0;
  }

  async measure(request: Parameters<ConnectorMigrationStore['measure']>[0]): Promise<VersionMeasure> {
    const { workspaceId, workflowName, versionId } = request;
    const [row] = await this.#source.query<
      [{ readonly runs: string; readonly failed: string; readonly p99_ms: number | null }]
    >(
      `select count(*) as runs, count(*) filter (where status in ('failed', 'timed_out')) as failed,
         percentile_disc(0.99) within group (order by extract(epoch from ended_at - accepted_at) * 1000)::float8 as p99_ms
       from (
         select run.version_id, run.status, run.accepted_at, run.ended_at from run
         where run.workflow_id = (select id from workflow
           where workspace_id = $1::uuid and name = $2 and deleted_at is null) and not run.is_test
         order by run.id desc limit $4::integer
       ) latest where version_id = $3::uuid and ended_at is not null`,
      [workspaceId, workflowName, versionId, MEASURED_RUNS],
    );
    return {
      runs: Number(row.runs),
      failed: Number(row.failed),
      ...(row.p99_ms === null ? {} : { p99Ms: row.p99_ms }),
    };
  }
}

function toMigration(row: MigrationRow): ConnectorMigration {
  return {
    ...{ id: row.id, workspaceId: row.workspace_id, connector: row.connector },
    ...{ from: row.from_version, to: row.to_version, state: row.state, startedBy: row.started_by },
    workflows: JSON.parse(row.workflows) as ConnectorMigration['workflows'],
    ...{ startedAtMs: row.started_at.getTime(), updatedAtMs: row.updated_at.getTime() },
  };
}
