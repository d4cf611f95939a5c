import { Inject, Injectable } from '@nestjs/common';
import {
  createIds,
  DEFAULT_BULK_RATE_PER_SECOND,
  DEFAULT_LETTER_RATE_PER_SECOND,
  isLetterVerb,
  RuntimeError,
  type Actor,
  type BulkKeeper,
  type BulkStore,
  type Clock,
  type Ids,
} from '@millrace/runtime';
import type { Caller } from '../http/access.decorator.ts';
import { CLOCK } from '../platform/tokens.ts';
import { BulkPlanner } from './bulk-planner.ts';
import { BULK_KEEPER, BULK_STORE } from './bulk-tokens.ts';
import {
  toBulkDetailDto,
  toBulkDto,
  toBulkItemDto,
  toChoice,
  type BulkDetailDto,
  type BulkDto,
  type BulkItemPage,
  type BulkPage,
  type BulkPlanDto,
  type ListBulkItemsQuery,
  type ListBulksQuery,
  type MakeBulkRequest,
} from './bulk.dto.ts';

const HTTP_OK = 200;

/** Actions over many runs: made, followed, paused, aborted. The work is the keeper's. */
@Injectable()
export class BulkService {
  private readonly ids: Ids;

  constructor(
    @Inject(BULK_STORE) private readonly store: BulkStore,
    @Inject(BULK_KEEPER) private readonly keeper: Pick<BulkKeeper, 'wake'>,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly planner: BulkPlanner,
  ) {
    this.ids = createIds(clock);
  }

  async make({ actor, reply }: Caller, request: MakeBulkRequest): Promise<BulkDto> {
    const { action, version, compensate, reason: because } = request;
    const usualRate = isLetterVerb(action) ? DEFAULT_LETTER_RATE_PER_SECOND : DEFAULT_BULK_RATE_PER_SECOND;
    const { ratePerSecond = usualRate } = request;
    const chosen = toChoice(request, { actor, nowMs: this.clock.nowMs() });
    const made = await this.store.create({
      ...{ id: this.ids.runId(), workspaceId: actor.workspace.id, action, chosen, ratePerSecond },
      ...(version === undefined ? {} : { version }),
      ...(compensate === undefined ? {} : { compensate }),
      ...(because === undefined ? {} : { because }),
      startedBy: actor.name,
    });
    this.keeper.wake();
    reply.header('location', `/api/v1/bulk/${made.id}`);
    return toBulkDto(made);
  }

  plan({ actor, reply }: Caller, request: MakeBulkRequest): Promise<BulkPlanDto> {
    reply.status(HTTP_OK);
    return this.planner.plan(actor, request);
  }

  async list({ workspace }: Actor, { cursor, limit }: ListBulksQuery): Promise<BulkPage> {
    const page = await this.store.list({
      ...{ workspaceId: workspace.id, limit },
      ...(cursor === undefined ? {} : { cursor }),
    });
    const { nextCursor } = page;
    return { items: page.items.map(toBulkDto), ...(nextCursor === undefined ? {} : { nextCursor }) };
  }

  async read({ workspace }: Actor, id: string): Promise<BulkDetailDto> {
    const named = { workspaceId: workspace.id, id };
    const found = await this.store.find(named);
    if (found === undefined) throw noSuchBulk(id);
    return toBulkDetailDto(found, found.action === 'cancel' ? {} : await this.store.countNewRuns(named));
  }

  async listItems(
    { workspace }: Actor,
    id: string,
    { state, cursor, limit }: ListBulkItemsQuery,
  ): Promise<BulkItemPage> {
    const named = { workspaceId: workspace.id, id };
    if ((await this.store.find(named)) === undefined) throw noSuchBulk(id);
    const page = await this.store.listItems({
      ...{ ...named, limit },
      ...(state === undefined ? {} : { states: state }),
      ...(cursor === undefined ? {} : { cursor }),
    });
    const { nextCursor } = page;
    return { items: page.items.map(toBulkItemDto), ...(nextCursor === undefined ? {} : { nextCursor }) };
  }

  async change(actor: Actor, id: string, to: 'paused' | 'running' | 'aborted'): Promise<BulkDto> {
    const changed = await this.store.change({ workspaceId: actor.workspace.id, id, to, changedBy: actor.name });
    if (to === 'running') this.keeper.wake();
    return toBulkDto(changed);
  }
}

const noSuchBulk = (id: string): RuntimeError => new RuntimeError('bulk.not_found', `There is no bulk action ${id}.`);
