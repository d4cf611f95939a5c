import { MAX_RUN_VIEWS, RuntimeError, type RunView, type RunViewStore } from '@millrace/runtime';
import type { DataSource } from 'typeorm';
import { isUniqueViolation } from './postgres-errors.ts';
import { storable } from './storable.ts';
import { isUuid } from './uuid.ts';

interface RunViewRow {
  readonly id: string;
  readonly workspace_id: string;
  readonly name: string;
  readonly query: string;
  readonly columns: string | null;
  readonly created_by: string;
  readonly created_at: Date;
}
const COLUMNS = 'id, workspace_id, name, query, columns, created_by, created_at';

function toView(row: RunViewRow): RunView {
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    name: row.name,
    query: row.query,
    ...(row.columns === null ? {} : { columns: JSON.parse(row.columns) as string[] }),
    createdBy: row.created_by,
    createdAtMs: row.created_at.getTime(),
  };
}

/** Saved views of the list of runs in Postgres. */
export class PostgresRunViewStore implements RunViewStore {
  readonly #source: DataSource;

  constructor(source: DataSource) {
    this.#source = source;
  }

  async list({ workspaceId }: { readonly workspaceId: string }): Promise<readonly RunView[]> {
    const rows = await this.#source.query<RunViewRow[]>(
      `select ${COLUMNS} from run_view where workspace_id = $1::uuid order by created_at, id limit $2::integer`,
      [workspaceId, MAX_RUN_VIEWS],
    );
    return rows.map(toView);
  }

  create({
    id,
    workspaceId,
    name,
    query,
    columns,
    createdBy,
  }: Parameters<RunViewStore['create']>[0]): Promise<RunView> {
    return named(name, () =>
      this.#source.transaction(async (manager) => {
        // One after the other, so that the limit is one.
        await manager.query(`select 1 from workspace where id = $1::uuid for no key update`, [workspaceId]);
        const [row] = await manager.query<RunViewRow[]>(
          `insert into run_view (id, workspace_id, name, query, columns, created_by)
           select $1::uuid, $2::uuid, $3::text, $4::text, $5::text, $6::text
           where (select count(*) from run_view where workspace_id = $2::uuid) < $7::integer returning ${COLUMNS}`,
          [id, workspaceId, storable(name), storable(query), columnsText(columns), createdBy, MAX_RUN_VIEWS],
        );
        if (row !== undefined) return toView(row);
        const message = `The workspace has ${MAX_RUN_VIEWS} views. Remove one that nobody needs.`;
        throw new RuntimeError('runs.view_limit_reached', message);
      }),
    );
  }

  async change({
    workspaceId,
    id,
    name,
    query,
    columns,
  }: Parameters<RunViewStore['change']>[0]): Promise<RunView | undefined> {
    if (!isUuid(id)) return undefined;
    const values = [workspaceId, id, storable(name) ?? null, storable(query) ?? null, columnsText(columns)];
    const [rows] = await named(name ?? '', () =>
      this.#source.query<[RunViewRow[], number]>(
        `update run_view set name = coalesce($3::text, name), query = coalesce($4::text, query),
           columns = coalesce($5::text, columns)
         where workspace_id = $1::uuid and id = $2::uuid returning ${COLUMNS}`,
        values,
      ),
    );
    return rows[0] && toView(rows[0]);
  }

  async remove({ workspaceId, id }: Parameters<RunViewStore['remove']>[0]): Promise<boolean> {
    if (!isUuid(id)) return false;
    const [, removed] = await this.#source.query<[unknown[], number]>(
      `delete from run_view where workspace_id = $1::uuid and id = $2::uuid`,
      [workspaceId, id],
    );
    return removed > 0;
  }
}

const columnsText = (columns: readonly string[] | undefined): string | null =>
  columns === undefined ? null : storable(JSON.stringify(columns));

/** Two views of one name would be one tab to whoever reads them. */
async function named<T>(name: string, change: () => Promise<T>): Promise<T> {
  try {
    return await change();
  } catch (cause) {
    if (!isUniqueViolation(cause)) throw cause;
    throw new RuntimeError('runs.view_name_taken', `There is a view “${name}” already. Give another name.`, { cause });
  }
}
