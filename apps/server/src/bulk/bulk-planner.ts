import { Inject, Injectable } from '@nestjs/common';
import {
  isLetterVerb,
  planRetryOfRun,
  type Actor,
  type BulkActs,
  type BulkStore,
  type Clock,
  type RunRetryPlan,
} from '@millrace/runtime';
import { CLOCK } from '../platform/tokens.ts';
import { toRunDto } from '../runs/runs.dto.ts';
import { BULK_ACTS, BULK_STORE } from './bulk-tokens.ts';
import { toChoice, type BulkPlanDto, type MakeBulkRequest } from './bulk.dto.ts';

const SHOWN_RUNS = 10;
/** Each is looked at by itself: what many thousands would do is told by the newest of them. */
const PLANNED_RUNS = 200;
const AT_ONCE = 8;

/** Says what a bulk action would do. */
@Injectable()
export class BulkPlanner {
  constructor(
    @Inject(BULK_STORE) private readonly store: Pick<BulkStore, 'preview'>,
    @Inject(BULK_ACTS) private readonly acts: BulkActs,
    @Inject(CLOCK) private readonly clock: Pick<Clock, 'nowMs'>,
  ) {}

  async plan(actor: Actor, request: MakeBulkRequest): Promise<BulkPlanDto> {
    const workspaceId = actor.workspace.id;
    const chosen = toChoice(request, { actor, nowMs: this.clock.nowMs() });
    const seen = await this.store.preview({ workspaceId, chosen, newest: PLANNED_RUNS });
    const newest = isLetterVerb(request.action) ? [] : seen.newest.slice(0, SHOWN_RUNS);
    const found = await Promise.all(newest.map((runId) => this.acts.find({ workspaceId, runId })));
    const runs = found.flatMap((run) => (run === undefined ? [] : [toRunDto(run)]));
    const plans = request.action === 'retry' ? await this.planEach(workspaceId, seen.newest, request) : [];
    const { total, byStatus } = seen;
    return { total, byStatus: { ...byStatus }, runs, planned: plans.length, ...groupPlans(plans) };
  }

  private async planEach(
    workspaceId: string,
    runIds: readonly string[],
    { version }: MakeBulkRequest,
  ): Promise<readonly RunRetryPlan[]> {
    const plans: RunRetryPlan[] = [];
    for (let from = 0; from < runIds.length; from += AT_ONCE) {
      const some = runIds
        .slice(from, from + AT_ONCE)
        .map((runId) =>
          planRetryOfRun(this.acts, { workspaceId, runId, ...(version === undefined ? {} : { version }) }),
        );
      plans.push(...(await Promise.all(some)));
    }
    return plans;
  }
}

/** Equal ones together, the most frequent first. */
function groupPlans(plans: readonly RunRetryPlan[]): Pick<BulkPlanDto, 'starts' | 'refused'> {
  const starts = new Map<string, BulkPlanDto['starts'][number]>();
  const refused = new Map<string, BulkPlanDto['refused'][number]>();
  for (const plan of plans) {
    if (plan.kind === 'refused') {
      const known = refused.get(plan.code);
      refused.set(plan.code, {
        code: plan.code,
        message: known?.message ?? plan.message,
        count: (known?.count ?? 0) + 1,
      });
      continue;
    }
    const { start, versionNumber } = plan;
    const where = start.kind === 'step' ? { from: start.state } : { why: start.why };
    const key = JSON.stringify([where, versionNumber]);
    starts.set(key, { ...where, version: versionNumber, count: (starts.get(key)?.count ?? 0) + 1 });
  }
  const mostFirst = <T extends { readonly count: number }>(groups: Map<string, T>): T[] =>
    [...groups.values()].sort((a, b) => b.count - a.count);
  return { starts: mostFirst(starts), refused: mostFirst(refused) };
}
