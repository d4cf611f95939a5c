import type { ScheduleTrigger } from '@millrace/machine';
import type { NewRun, Schedule, ScheduleDecision, ScheduleStore } from '@millrace/runtime';
import type pg from 'pg';
import { inTransaction } from './in-transaction.ts';
import { LargeValues } from './large-values.ts';
import { PayloadKeeper } from './payload-keeper.ts';
import { newRunRow } from './run-rows.ts';
import {
  keepTicks,
  listSchedules,
  moveSchedule,
  readNextDue,
  takeDueSchedules,
  type ScheduleRow,
} from './sql/fire-schedules.ts';
import { writeBatch } from './sql/write-batch.ts';

type FireRequest = Parameters<ScheduleStore['fireDue']>[0];

/** Schedules in Postgres; the workflow store keeps them up. */
export class PostgresScheduleStore implements ScheduleStore {
  readonly #pool: pg.Pool;

  readonly #payloads: PayloadKeeper;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
    this.#payloads = new PayloadKeeper(pool);
  }

  async fireDue({
    limit,
    decide,
  }: FireRequest): Promise<{ readonly runIds: readonly string[]; readonly dueInMs?: number }> {
    const failures: unknown[] = [];
    const runIds = await inTransaction(this.#pool, async (client) => {
      const fired: string[] = [];
      for (const row of await takeDueSchedules(client, limit)) {
        let decision: ScheduleDecision;
        try {
          decision = await decide(toSchedule(row), Math.floor(row.now_ms));
        } catch (cause) {
          // It stays due: whoever looks next asks again, and no time of it is lost.
          failures.push(cause);
          continue;
        }
        fired.push(...(await this.#keep(client, row, decision)));
      }
      return fired;
    });
    // What was fired is kept, and whoever looks for due runs finds it.
    if (failures.length > 0) throw failures[0];
    const dueInMs = await readNextDue(this.#pool);
    return dueInMs === undefined ? { runIds } : { runIds, dueInMs: Math.ceil(dueInMs) };
  }

  /** Returns the runs that were kept. */
  async #keep(
    client: pg.PoolClient,
    row: ScheduleRow,
    { ticks, nextMs }: ScheduleDecision,
  ): Promise<readonly string[]> {
    const planned = ticks.map(({ plannedMs, run }) => ({ plannedMs, runId: run?.id ?? null }));
    const kept = planned.length === 0 ? new Set<string>() : await keepTicks(client, row, planned);
    const runs = ticks.flatMap(({ run }) => (run !== undefined && kept.has(run.id) ? [run] : []));
    const written = runs.length === 0 ? new Set<string>() : await this.#keepRuns(client, runs);
    await moveSchedule(client, row, nextMs);
    return runs.map(({ id }) => id).filter((id) => written.has(id));
  }

  async #keepRuns(client: pg.PoolClient, runs: readonly NewRun[]): Promise<ReadonlySet<string>> {
    const large = new LargeValues();
    const rows = runs.map((run) => newRunRow(run, { keptPayloads: 'unknown', large }));
    await this.#payloads.keep(large.bodies);
    return writeBatch(client, { runs: rows, moves: [], steps: [], journal: [] });
  }

  async list({
    workspaceId,
    workflowId,
  }: {
    readonly workspaceId: string;
    readonly workflowId: string;
  }): Promise<readonly Schedule[]> {
    // One that never fires again has no next tick to show.
    const rows = await listSchedules(this.#pool, workspaceId, workflowId);
    return rows.filter(({ next_ms }) => next_ms !== null).map(toSchedule);
  }
}

function toSchedule(row: ScheduleRow): Schedule {
  return {
    workspaceId: row.workspace_id,
    workflowId: row.workflow_id,
    versionId: row.version_id,
    triggerId: row.trigger_id,
    trigger: JSON.parse(row.definition) as ScheduleTrigger,
    anchorMs: Math.round(row.anchor_ms),
    nextMs: Math.round(row.next_ms ?? row.anchor_ms),
  };
}
