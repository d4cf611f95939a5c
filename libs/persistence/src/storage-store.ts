import type { QuotaPreview, StorageStore, WorkflowStorage } from '@millrace/runtime';
import type pg from 'pg';
import { readOverQuota } from './sql/remove-over-quota.ts';

interface StorageRow {
  readonly workflow_id: string;
  readonly name: string;
  readonly bytes: number;
  readonly runs: number;
  readonly is_sampled: boolean;
  readonly measured_at: Date | null;
  readonly max_bytes: number | null;
  readonly set_by: string | null;
  readonly set_at: Date | null;
  readonly removed_at: Date | null;
  readonly removed_runs: number | null;
  readonly removed_bytes: number | null;
}

/** Bytes of workflows: a row for each day that each of them has runs of, so that a sum is cheap. */
const STORED = `
select w.id as workflow_id, w.name, coalesce(s.bytes, 0)::float8 as bytes, coalesce(s.runs, 0)::float8 as runs,
  coalesce(s.is_sampled, false) as is_sampled, coalesce(s.measured_at, (select max(measured_at) from storage_day)) as measured_at,
  q.max_bytes::float8 as max_bytes, q.set_by, q.set_at, q.removed_at, q.removed_runs::float8 as removed_runs,
  q.removed_bytes::float8 as removed_bytes
from workflow w
left join lateral (
  select sum(d.bytes) as bytes, sum(d.runs) as runs, bool_or(d.is_sampled) as is_sampled, min(t.measured_at) as measured_at
  from workflow_storage d join storage_day t on t.day = d.day where d.workflow_id = w.id
) s on true
left join workflow_quota q on q.workflow_id = w.id
where w.workspace_id = $1::uuid and w.deleted_at is null`;

const FIND = `${STORED} and w.name = $2::text`;
const LIST = `select * from (${STORED}) stored
where $2::float8 is null or (bytes, workflow_id) < ($2::float8, $3::uuid) order by bytes desc, workflow_id desc limit $4::integer`;

const PREVIEW = `
select day::text as day, bytes::float8 as bytes, runs::float8 as runs,
  sum(bytes) over (order by day desc)::float8 as kept
from workflow_storage where workflow_id = $1::uuid order by day`;

const SET = `
insert into workflow_quota (workflow_id, max_bytes, set_by) values ($1::uuid, $2::bigint, $3::text)
on conflict (workflow_id) do update set max_bytes = excluded.max_bytes, set_by = excluded.set_by, set_at = now(),
  removed_at = null, removed_runs = 0, removed_bytes = 0`;

const LARGEST = `
select workspace.slug || '/' || w.name as name, sum(s.bytes)::float8 as bytes
from workflow_storage s join workflow w on w.id = s.workflow_id join workspace on workspace.id = w.workspace_id
group by 1 order by 2 desc, 1`;

/** What workflows hold, and may hold. */
export class PostgresStorageStore implements StorageStore {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  async find({ workspaceId, name }: Parameters<StorageStore['find']>[0]): Promise<WorkflowStorage | undefined> {
    const { rows } = await this.#pool.query<StorageRow>(FIND, [workspaceId, name]);
    return rows[0] === undefined ? undefined : toStorage(rows[0]);
  }

  async list({ workspaceId, after, limit }: Parameters<StorageStore['list']>[0]): Promise<readonly WorkflowStorage[]> {
    const values = [workspaceId, after?.bytes ?? null, after?.workflowId ?? null, limit];
    return (await this.#pool.query<StorageRow>(LIST, values)).rows.map(toStorage);
  }

  async preview({ workflowId, maxBytes }: Parameters<StorageStore['preview']>[0]): Promise<QuotaPreview> {
    const { rows } = await this.#pool.query<{
      readonly day: string;
      readonly bytes: number;
      readonly runs: number;
      readonly kept: number;
    }>(PREVIEW, [workflowId]);
    // What is kept from a day on is too much: that day loses something.
    const losing = rows.filter(({ kept }) => kept > maxBytes);
    const bytes = Math.max(0, rows.reduce((sum, row) => sum + row.bytes, 0) - maxBytes);
    const untilDay = losing.at(-1)?.day;
    const runs = losing.reduce((sum, row) => sum + row.runs, 0);
    return { bytes, runs, ...(untilDay === undefined ? {} : { untilDay }) };
  }

  async setQuota({ workflowId, maxBytes, by }: Parameters<StorageStore['setQuota']>[0]): Promise<void> {
    if (maxBytes === undefined) {
      await this.#pool.query('delete from workflow_quota where workflow_id = $1::uuid', [workflowId]);
      return;
    }
    await this.#pool.query(SET, [workflowId, maxBytes, by]);
  }

  async countExceeded(): Promise<number> {
    return (await readOverQuota(this.#pool)).length;
  }

  async readLargest(count: number): ReturnType<StorageStore['readLargest']> {
    const { rows } = await this.#pool.query<{ readonly name: string; readonly bytes: number }>(LARGEST);
    return {
      largest: Object.fromEntries(rows.slice(0, count).map(({ name, bytes }) => [name, bytes])),
      others: rows.slice(count).reduce((sum, { bytes }) => sum + bytes, 0),
    };
  }
}

function toStorage(row: StorageRow): WorkflowStorage {
  const { max_bytes: maxBytes, set_by: setBy, set_at: setAt, measured_at: measuredAt } = row;
  return {
    ...{ workflowId: row.workflow_id, workflowName: row.name, bytes: row.bytes, runs: row.runs },
    isEstimate: row.is_sampled,
    ...(measuredAt === null ? {} : { measuredAtMs: measuredAt.getTime() }),
    ...(maxBytes === null || setBy === null || setAt === null
      ? {}
      : {
          quota: {
            ...{ maxBytes, setBy, setAtMs: setAt.getTime() },
            ...(row.removed_at === null ? {} : { removedAtMs: row.removed_at.getTime() }),
            removedRuns: row.removed_runs ?? 0,
            removedBytes: row.removed_bytes ?? 0,
          },
        }),
  };
}
