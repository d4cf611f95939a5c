import {
  MAX_BULK_RUNS,
  RuntimeError,
  type BulkAction,
  type BulkItem,
  type BulkPreview,
  type BulkState,
  type BulkStore,
  type NewRunCounts,
  type Page,
  type TakenBulk,
  type BulkLease,
  type RunStatus,
} from '@millrace/runtime';
import type pg from 'pg';
import { BULK_COLUMNS, toBulkAction, toBulkItem, type BulkRow } from './bulk-rows.ts';
import { inTransaction } from './in-transaction.ts';
import { keepItems, readChosen } from './sql/freeze-runs.ts';
import { countLastFailed, countNewRuns, findBulk, listBulkItems, listBulks } from './sql/read-bulk.ts';
import { beginItems, readBegun, releaseBulks, settleItems, takeBulks } from './sql/work-bulk.ts';
import { storable } from './storable.ts';
import { isUuid } from './uuid.ts';

const INSERT = `
insert into bulk_action (id, workspace_id, action, filter, version, compensate, rate_per_second, state, total, started_by,
  because)
values ($1::uuid, $2::uuid, $3::text, $4::text, $5::text, $6::boolean, $7::integer, 'running', $8::integer, $9::text, $10::text)
returning ${BULK_COLUMNS}`;

// One that stopped by itself may go on, and is then not at its end any more.
const CHANGE = `
update bulk_action set state = $3::text, changed_by = $4::text, changed_at = clock_timestamp(),
  ended_at = case when $3::text = 'aborted' then clock_timestamp() end,
  reason = case when $3::text <> 'running' then reason end
where workspace_id = $1::uuid and id = $2::uuid and state <> $3::text and (
  state in ('running', 'paused') or (state = 'failed' and $3::text <> 'paused'))
returning ${BULK_COLUMNS}`;

/** Bulk actions in Postgres. */
export class PostgresBulkStore implements BulkStore {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  create(request: Parameters<BulkStore['create']>[0]): Promise<BulkAction> {
    const { id, workspaceId, action, chosen, version, compensate = false, because, ratePerSecond, startedBy } = request;
    return inTransaction(this.#pool, async (client) => {
      // All pages of the list are of one moment.
      await client.query('set transaction isolation level repeatable read');
      const runs = requireSome(await readChosen(client, workspaceId, chosen));
      const filter = 'filter' in chosen ? JSON.stringify(chosen.filter) : null;
      const asked = [id, workspaceId, action, filter, version === undefined ? null : String(version), compensate];
      const values = [...asked, ratePerSecond, runs.length, startedBy, storable(because) ?? null];
      const { rows } = await client.query<BulkRow>({ name: 'insert-bulk', text: INSERT, values });
      const [made] = rows;
      if (made === undefined) throw new Error('A bulk action was not kept.');
      await keepItems(
        client,
        id,
        runs.map((run) => run.id),
      );
      return toBulkAction(made);
    });
  }

  async preview({ workspaceId, chosen, newest }: Parameters<BulkStore['preview']>[0]): Promise<BulkPreview> {
    const runs = await readChosen(this.#pool, workspaceId, chosen);
    requireFew(runs.length);
    const byStatus: Partial<Record<RunStatus, number>> = {};
    for (const { status } of runs) {
      if (status !== '') byStatus[status as RunStatus] = (byStatus[status as RunStatus] ?? 0) + 1;
    }
    return { total: runs.length, byStatus, newest: runs.slice(0, newest).map(({ id }) => id) };
  }

  async find({ workspaceId, id }: Parameters<BulkStore['find']>[0]): Promise<BulkAction | undefined> {
    if (!isUuid(id)) return undefined;
    const row = await findBulk(this.#pool, workspaceId, id);
    return row && toBulkAction(row);
  }

  async list({ limit, ...request }: Parameters<BulkStore['list']>[0]): Promise<Page<BulkAction>> {
    requireCursor(request.cursor);
    const rows = await listBulks(this.#pool, { ...request, limit: limit + 1 });
    return pageOf(rows.map(toBulkAction), limit, ({ id }) => id);
  }

  async listItems({ limit, ...request }: Parameters<BulkStore['listItems']>[0]): Promise<Page<BulkItem>> {
    requireCursor(request.cursor);
    if ((await this.find(request)) === undefined) return { items: [] };
    const rows = await listBulkItems(this.#pool, { ...request, limit: limit + 1 });
    return pageOf(rows.map(toBulkItem), limit, ({ runId }) => runId);
  }

  countLastFailed(request: Parameters<BulkStore['countLastFailed']>[0]): Promise<number> {
    return countLastFailed(this.#pool, request);
  }

  async countNewRuns(named: Parameters<BulkStore['countNewRuns']>[0]): Promise<NewRunCounts> {
    if ((await this.find(named)) === undefined) return {};
    const rows = await countNewRuns(this.#pool, named.id);
    return Object.fromEntries(rows.map(({ status, runs }) => [status, runs]));
  }

  async change({ to, changedBy, ...named }: Parameters<BulkStore['change']>[0]): Promise<BulkAction> {
    const { workspaceId, id } = named;
    if (isUuid(id)) {
      const values = [workspaceId, id, to, changedBy];
      const { rows } = await this.#pool.query<BulkRow>({ name: 'change-bulk', text: CHANGE, values });
      if (rows[0] !== undefined) return toBulkAction(rows[0]);
    }
    const found = await this.find(named);
    if (found === undefined) throw new RuntimeError('bulk.not_found', `There is no bulk action ${id}.`);
    if (found.state === to) return found;
    throw new RuntimeError('bulk.ended', `Bulk action ${id} is ${found.state}: nothing of it is left to do.`);
  }

  async take(request: Parameters<BulkStore['take']>[0]): Promise<readonly TakenBulk[]> {
    const rows = await takeBulks(this.#pool, request);
    if (rows.length === 0) return [];
    const begun = await readBegun(
      this.#pool,
      rows.map(({ id }) => id),
    );
    return rows.map((row) => ({
      lease: { id: row.id, fence: row.fence },
      action: toBulkAction(row),
      begun: begun.filter(({ bulk_id }) => bulk_id === row.id).map(({ run_id }) => run_id),
    }));
  }

  begin(request: Parameters<BulkStore['begin']>[0]): Promise<readonly string[] | undefined> {
    return beginItems(this.#pool, request);
  }

  settle(request: Parameters<BulkStore['settle']>[0]): Promise<BulkState | undefined> {
    return settleItems(this.#pool, request);
  }

  release(leases: readonly BulkLease[]): Promise<void> {
    return releaseBulks(this.#pool, leases);
  }
}

function requireSome<T>(runs: readonly T[]): readonly T[] {
  if (runs.length === 0) {
    throw new RuntimeError('bulk.empty', 'Nothing matches: nothing was begun. Widen the filter, or pick some.');
  }
  requireFew(runs.length);
  return runs;
}

function requireFew(count: number): void {
  if (count <= MAX_BULK_RUNS) return;
  throw new RuntimeError(
    'bulk.too_many',
    `More than ${MAX_BULK_RUNS} match. Narrow the filter, by a workflow or a span of time, and act on them in parts.`,
    { detail: { limit: MAX_BULK_RUNS } },
  );
}

function requireCursor(cursor: string | undefined): void {
  if (cursor === undefined || isUuid(cursor)) return;
  throw new RuntimeError(
    'list.cursor_invalid',
    'The cursor is none that a list has given out. Leave it away to begin anew.',
  );
}

function pageOf<T>(rows: readonly T[], limit: number, cursorOf: (item: T) => string): Page<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return rows.length > limit && last !== undefined ? { items, nextCursor: cursorOf(last) } : { items };
}
