import type { HeldStep, HeldStepStore, Page } from '@millrace/runtime';
import type pg from 'pg';
import { cursorOf, placeOf } from './opened-place.ts';
import {
  countHeldSteps,
  decideHeldStep,
  listHeldSteps,
  noteMendedConnection,
  releaseHeldSteps,
  type HeldStepRow,
} from './sql/hold-steps.ts';
import { readablePath, storablePath } from './storable.ts';
import { answerColumns } from './token-store.ts';
import { isUuid } from './uuid.ts';

/** Steps that stand still, in Postgres. */
export class PostgresHeldStepStore implements HeldStepStore {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  async list({ limit, ...filter }: Parameters<HeldStepStore['list']>[0]): Promise<Page<HeldStep>> {
    const { workspaceId, runId, connection, cursor } = filter;
    if (runId !== undefined && !isUuid(runId)) return { items: [] };
    const after = cursor === undefined ? undefined : placeOf(cursor);
    const rows = await listHeldSteps(this.#pool, { workspaceId, runId, connection, after, limit: limit + 1 });
    const items = rows.slice(0, limit).map(toHeldStep);
    const last = rows.length > limit ? rows[limit - 1] : undefined;
    return last === undefined
      ? { items }
      : { items, nextCursor: cursorOf([last.opened_microseconds, last.run_id, last.held_path]) };
  }

  async countByConnection(workspaceId: string): Promise<Readonly<Record<string, number>>> {
    const rows = await countHeldSteps(this.#pool, workspaceId);
    return Object.fromEntries(rows.map(({ connection, count }) => [connection, count]));
  }

  async decide({
    path,
    decision,
    ...run
  }: Parameters<HeldStepStore['decide']>[0]): ReturnType<HeldStepStore['decide']> {
    if (!isUuid(run.runId)) return { kind: 'not_found' };
    const token = await decideHeldStep(this.#pool, { ...run, path: storablePath(path), ...answerColumns(decision) });
    return token === undefined ? { kind: 'not_found' } : { kind: 'decided', token };
  }

  noteMended(connection: { readonly workspaceId: string; readonly name: string }): Promise<void> {
    return noteMendedConnection(this.#pool, connection);
  }

  async release(request: Parameters<HeldStepStore['release']>[0]): ReturnType<HeldStepStore['release']> {
    const rows = await releaseHeldSteps(this.#pool, request);
    return rows.map(({ run_id: runId, token }) => ({ runId, token }));
  }
}

function toHeldStep(row: HeldStepRow): HeldStep {
  const { run_id: runId, workflow_name: workflowName, attempt, held_connection: connection } = row;
  return {
    ...{ runId, workflowName, attempt, path: readablePath(row.held_path), state: row.held_state },
    ...{ resource: row.held_resource, error: row.held_error, cause: row.held_cause },
    ...(connection === null ? {} : { connection }),
    heldSinceMs: row.opened_at.getTime(),
  };
}
