import { MAX_BOARDS, RuntimeError, type Board, type BoardHead, type BoardStore } from '@millrace/runtime';
import type { DataSource } from 'typeorm';
import { isUniqueViolation } from './postgres-errors.ts';
import { storable } from './storable.ts';
import { isUuid } from './uuid.ts';

interface HeadRow {
  readonly id: string;
  readonly workspace_id: string;
  readonly name: string;
  readonly revision: number;
  readonly created_by: string;
  readonly created_at: Date;
  readonly updated_by: string;
  readonly updated_at: Date;
}
interface BoardRow extends HeadRow {
  readonly tiles: string;
}
const HEAD = 'id, workspace_id, name, revision, created_by, created_at, updated_by, updated_at';
const COLUMNS = `${HEAD}, tiles`;

const toHead = (row: HeadRow): BoardHead => ({
  ...{ id: row.id, workspaceId: row.workspace_id, name: row.name, revision: row.revision },
  ...{ createdBy: row.created_by, createdAtMs: row.created_at.getTime() },
  ...{ updatedBy: row.updated_by, updatedAtMs: row.updated_at.getTime() },
});
const toBoard = (row: BoardRow): Board => ({ ...toHead(row), tiles: JSON.parse(row.tiles) as Board['tiles'] });

/** Boards in Postgres. */
export class PostgresBoardStore implements BoardStore {
  readonly #source: DataSource;

  constructor(source: DataSource) {
    this.#source = source;
  }

  async list({ workspaceId }: Parameters<BoardStore['list']>[0]): Promise<readonly BoardHead[]> {
    const rows = await this.#source.query<HeadRow[]>(
      `select ${HEAD} from board where workspace_id = $1::uuid order by created_at, id limit $2::integer`,
      [workspaceId, MAX_BOARDS],
    );
    return rows.map(toHead);
  }

  async find({ workspaceId, id }: Parameters<BoardStore['find']>[0]): Promise<Board | undefined> {
    if (!isUuid(id)) return undefined;
    const [row] = await this.#source.query<BoardRow[]>(
      `select ${COLUMNS} from board where workspace_id = $1::uuid and id = $2::uuid`,
      [workspaceId, id],
    );
    return row && toBoard(row);
  }

  create({ id, workspaceId, name, tiles, createdBy }: Parameters<BoardStore['create']>[0]): Promise<Board> {
    return named(name, () =>
      this.#source.transaction(async (manager) => {
        // One after the other, so that the limit is one.
        await manager.query(`select 1 from workspace where id = $1::uuid for no key update`, [workspaceId]);
        const [row] = await manager.query<BoardRow[]>(
          `insert into board (id, workspace_id, name, tiles, created_by, updated_by)
           select $1::uuid, $2::uuid, $3::text, $4::text, $5::text, $5::text
           where (select count(*) from board where workspace_id = $2::uuid) < $6::integer returning ${COLUMNS}`,
          [id, workspaceId, storable(name), storable(JSON.stringify(tiles)), createdBy, MAX_BOARDS],
        );
        if (row !== undefined) return toBoard(row);
        throw new RuntimeError(
          'board.too_many',
          `The workspace has ${MAX_BOARDS} boards already. Delete one that nobody looks at any more.`,
        );
      }),
    );
  }

  async replace(edited: Parameters<BoardStore['replace']>[0]): Promise<Board> {
    const { workspaceId, id, revision, name, tiles, updatedBy } = edited;
    if (!isUuid(id)) throw noSuchBoard(id);
    const values = [workspaceId, id, revision, storable(name), storable(JSON.stringify(tiles)), updatedBy];
    const [rows] = await named(name, () =>
      this.#source.query<[BoardRow[], number]>(
        `update board set name = $4::text, tiles = $5::text, revision = revision + 1, updated_by = $6::text, updated_at = now()
         where workspace_id = $1::uuid and id = $2::uuid and revision = $3::integer returning ${COLUMNS}`,
        values,
      ),
    );
    const [row] = rows;
    if (row !== undefined) return toBoard(row);
    const newest = await this.find({ workspaceId, id });
    if (newest === undefined) throw noSuchBoard(id);
    throw new RuntimeError(
      'board.changed',
      `${newest.updatedBy} has saved this board since you opened it. Look at what it is now, and save again on top of that.`,
    );
  }

  async remove({ workspaceId, id }: Parameters<BoardStore['remove']>[0]): Promise<boolean> {
    if (!isUuid(id)) return false;
    const [, removed] = await this.#source.query<[unknown[], number]>(
      `delete from board where workspace_id = $1::uuid and id = $2::uuid`,
      [workspaceId, id],
    );
    return removed > 0;
  }
}

const noSuchBoard = (id: string): RuntimeError => new RuntimeError('board.not_found', `There is no board ${id}.`);

/** Two boards of one name would be one to whoever chooses. */
async function named<T>(name: string, change: () => Promise<T>): Promise<T> {
  try {
    return await change();
  } catch (cause) {
    if (!isUniqueViolation(cause)) throw cause;
    throw new RuntimeError('board.name_taken', `There is a board “${name}” already. Give another name.`, { cause });
  }
}
