import { MAX_BOARDS, RuntimeError, type Board, type BoardHead, type BoardStore, type Clock } from '@millrace/runtime';
import { atOnce } from './at-once.ts';

/** Boards in memory. */
export class MemoryBoardStore implements BoardStore {
  readonly #clock: Pick<Clock, 'nowMs'>;
  readonly #boards = new Map<string, Board>();

  constructor(clock: Pick<Clock, 'nowMs'>) {
    this.#clock = clock;
  }

  list({ workspaceId }: Parameters<BoardStore['list']>[0]): Promise<readonly BoardHead[]> {
    return atOnce(() => this.#of(workspaceId).map(({ tiles: _, ...head }) => head));
  }

  find({ workspaceId, id }: Parameters<BoardStore['find']>[0]): Promise<Board | undefined> {
    return atOnce(() => this.#find(workspaceId, id));
  }

  create(board: Parameters<BoardStore['create']>[0]): Promise<Board> {
    return atOnce(() => {
      this.#requireFree(board);
      if (this.#of(board.workspaceId).length >= MAX_BOARDS)
        throw new RuntimeError('board.too_many', `The workspace has ${MAX_BOARDS} boards already.`);
      const nowMs = this.#clock.nowMs();
      const made = { ...board, revision: 1, createdAtMs: nowMs, updatedBy: board.createdBy, updatedAtMs: nowMs };
      this.#boards.set(board.id, made);
      return made;
    });
  }

  replace({ revision, ...edited }: Parameters<BoardStore['replace']>[0]): Promise<Board> {
    return atOnce(() => {
      const { workspaceId, id } = edited;
      const found = this.#find(workspaceId, id);
      if (found === undefined) throw new RuntimeError('board.not_found', `There is no board ${id}.`);
      if (found.revision !== revision) throw new RuntimeError('board.changed', `${found.updatedBy} was faster.`);
      this.#requireFree(edited);
      const kept: Board = { ...found, ...edited, revision: revision + 1, updatedAtMs: this.#clock.nowMs() };
      this.#boards.set(id, kept);
      return kept;
    });
  }

  remove({ workspaceId, id }: Parameters<BoardStore['remove']>[0]): Promise<boolean> {
    return atOnce(() => this.#find(workspaceId, id) !== undefined && this.#boards.delete(id));
  }

  #of(workspaceId: string): readonly Board[] {
    return [...this.#boards.values()].filter((board) => board.workspaceId === workspaceId);
  }

  #find(workspaceId: string, id: string): Board | undefined {
    const found = this.#boards.get(id);
    return found?.workspaceId === workspaceId ? found : undefined;
  }

  #requireFree({ workspaceId, id, name }: Pick<Board, 'workspaceId' | 'id' | 'name'>): void {
    const other = this.#of(workspaceId).find((board) => board.name.toLowerCase() === name.toLowerCase());
    if (other === undefined || other.id === id) return;
    throw new RuntimeError('board.name_taken', `There is a board “${name}” already.`);
  }
}
