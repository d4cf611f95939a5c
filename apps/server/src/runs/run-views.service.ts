import { Inject, Injectable } from '@nestjs/common';
import { createIds, RuntimeError, type Actor, type Clock, type Ids, type RunViewStore } from '@millrace/runtime';
import { CLOCK, RUN_VIEW_STORE } from '../platform/tokens.ts';
import { readQuery } from './read-query.ts';
import {
  toRunViewDto,
  type ChangeRunViewRequest,
  type MakeRunViewRequest,
  type RunViewDto,
  type RunViewList,
} from './run-views.dto.ts';

/** Searches of runs that a workspace keeps by name. */
@Injectable()
export class RunViewsService {
  private readonly ids: Ids;

  constructor(
    @Inject(RUN_VIEW_STORE) private readonly views: RunViewStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    this.ids = createIds(clock);
  }

  async list({ workspace }: Actor): Promise<RunViewList> {
    return { items: (await this.views.list({ workspaceId: workspace.id })).map(toRunViewDto) };
  }

  async create(actor: Actor, { name, query, columns }: MakeRunViewRequest): Promise<RunViewDto> {
    readQuery(query, this.clock.nowMs());
    const made = await this.views.create({
      ...{ id: this.ids.runId(), workspaceId: actor.workspace.id, name, query, createdBy: actor.name },
      ...(columns === undefined ? {} : { columns }),
    });
    return toRunViewDto(made);
  }

  async change({ workspace }: Actor, id: string, change: ChangeRunViewRequest): Promise<RunViewDto> {
    const { name, query, columns } = change;
    readQuery(query, this.clock.nowMs());
    const changed = await this.views.change({
      ...{ workspaceId: workspace.id, id },
      ...(name === undefined ? {} : { name }),
      ...(query === undefined ? {} : { query }),
      ...(columns === undefined ? {} : { columns }),
    });
    if (changed === undefined) throw noSuchView(id);
    return toRunViewDto(changed);
  }

  async remove({ workspace }: Actor, id: string): Promise<void> {
    if (!(await this.views.remove({ workspaceId: workspace.id, id }))) throw noSuchView(id);
  }
}

const noSuchView = (id: string): RuntimeError => new RuntimeError('runs.view_not_found', `There is no view ${id}.`);
