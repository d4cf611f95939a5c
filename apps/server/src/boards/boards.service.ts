import { Inject, Injectable } from '@nestjs/common';
import { createIds, RuntimeError, type Actor, type BoardStore, type Clock, type Ids } from '@millrace/runtime';
import { CLOCK } from '../platform/tokens.ts';
import { BOARD_STORE } from './board-tokens.ts';
import { toBoardDto, toBoardHead, toTiles, type BoardDto, type BoardForm, type BoardList } from './boards.dto.ts';

interface BoardEdit {
  readonly id: string;
  readonly revision: number;
  readonly form: BoardForm;
}

/** Boards of a workspace. The workflows that their tiles name need not be there: what is gone is shown as gone. */
@Injectable()
export class BoardsService {
  private readonly ids: Ids;

  constructor(
    @Inject(BOARD_STORE) private readonly boards: BoardStore,
    @Inject(CLOCK) clock: Clock,
  ) {
    this.ids = createIds(clock);
  }

  async list({ workspace }: Actor): Promise<BoardList> {
    return { items: (await this.boards.list({ workspaceId: workspace.id })).map(toBoardHead) };
  }

  async read({ workspace }: Actor, id: string): Promise<BoardDto> {
    const found = await this.boards.find({ workspaceId: workspace.id, id });
    if (found === undefined) throw noSuchBoard(id);
    return toBoardDto(found);
  }

  async create({ workspace, name: createdBy }: Actor, form: BoardForm): Promise<BoardDto> {
    const made = await this.boards.create({
      ...{ id: this.ids.runId(), workspaceId: workspace.id, createdBy },
      ...{ name: form.name, tiles: toTiles(form) },
    });
    return toBoardDto(made);
  }

  async replace({ workspace, name: updatedBy }: Actor, { id, revision, form }: BoardEdit): Promise<BoardDto> {
    const kept = await this.boards.replace({
      ...{ id, workspaceId: workspace.id, revision, updatedBy },
      ...{ name: form.name, tiles: toTiles(form) },
    });
    return toBoardDto(kept);
  }

  async remove({ workspace }: Actor, id: string): Promise<void> {
    if (!(await this.boards.remove({ workspaceId: workspace.id, id }))) throw noSuchBoard(id);
  }
}

const noSuchBoard = (id: string): RuntimeError => new RuntimeError('board.not_found', `There is no board ${id}.`);
