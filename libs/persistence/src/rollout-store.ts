import type { Ids, Rollout, RolloutStore } from '@millrace/runtime';
import type { DataSource } from 'typeorm';
import { findWorkflowId } from './find-workflow-id.ts';
import { requireWorkflow } from './require-workflow.ts';
import {
  findNewestRollout,
  keepRollout,
  SELECT_ROLLOUT,
  toRollout,
  writeEnd,
  type RolloutRow,
} from './rollout-rows.ts';

/** Rollouts in Postgres; the workflow store ends them when another version goes live. */
export class PostgresRolloutStore implements RolloutStore {
  readonly #source: DataSource;
  readonly #ids: Ids;

  constructor(source: DataSource, ids: Ids) {
    this.#source = source;
    this.#ids = ids;
  }

  async listActive(): Promise<readonly Rollout[]> {
    // Each second of each process that takes events in. By `rollout_active`, which holds the few that are.
    const rows = await this.#source.query<RolloutRow[]>(
      `${SELECT_ROLLOUT} where r.ended_at is null order by r.id limit 10000`,
    );
    return rows.map(toRollout);
  }

  async find(named: Parameters<RolloutStore['find']>[0]): Promise<Rollout | undefined> {
    return findNewestRollout(this.#source.manager, await findWorkflowId(this.#source.manager, named));
  }

  keep({ workspaceId, name, ...wish }: Parameters<RolloutStore['keep']>[0]): Promise<Rollout> {
    return this.#source.transaction(async (manager) => {
      const workflow = await requireWorkflow(manager, { workspaceId, name }, { lock: true });
      return keepRollout(manager, this.#ids, { workflow, ...wish });
    });
  }

  rollBack({ id, reason, by }: Parameters<RolloutStore['rollBack']>[0]): Promise<boolean> {
    const who = { by: by ?? null, isAutomatic: by === undefined };
    return writeEnd(this.#source.manager, id, { outcome: 'rolled_back', reason, ...who });
  }

  async takeUnchecked({
    everySeconds,
    limit,
  }: Parameters<RolloutStore['takeUnchecked']>[0]): Promise<readonly Rollout[]> {
    // One of many processes has each.
    const rows = await this.#source.query<RolloutRow[]>(
      `with due as (
         select id from rollout where ended_at is null
           and checked_at <= clock_timestamp() - make_interval(secs => $1::double precision)
         order by checked_at limit $2::integer for update skip locked
       ), taken as (
         update rollout set checked_at = clock_timestamp() from due where rollout.id = due.id returning rollout.id
       )
       ${SELECT_ROLLOUT} join taken on taken.id = r.id order by r.id`,
      [everySeconds, limit],
    );
    return rows.map(toRollout);
  }
}
