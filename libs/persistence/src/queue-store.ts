import type { ScheduleTrigger } from '@millrace/machine';
import type { Page, QueueStore, ScheduleState, WorkflowQueue, WorkspacePause } from '@millrace/runtime';
import type pg from 'pg';
import {
  findPausedWorkspace,
  keepBackRuns,
  listPausedQueues,
  listQueues,
  listScheduleStates,
  pauseQueue,
  pauseWorkspace,
  resumeQueue,
  resumeWorkspace,
  type QueueRow,
  type ScheduleStateRow,
} from './sql/read-queues.ts';

const BATCH_RUNS = 1000;

/** Queues of workflows, in Postgres. */
export class PostgresQueueStore implements QueueStore {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  async list({ limit, ...filter }: Parameters<QueueStore['list']>[0]): Promise<Page<WorkflowQueue>> {
    const { workspaceId, isPaused = false, afterName } = filter;
    const rows = await listQueues(this.#pool, { workspaceId, isPaused, name: undefined, afterName, limit: limit + 1 });
    const items = rows.slice(0, limit).map(toQueue);
    const last = rows.length > limit ? rows[limit - 1] : undefined;
    return last === undefined ? { items } : { items, nextCursor: last.name };
  }

  async find({ workspaceId, name }: Parameters<QueueStore['find']>[0]): Promise<WorkflowQueue | undefined> {
    const filter = { workspaceId, name, isPaused: false, afterName: undefined, limit: 1 };
    const [row] = await listQueues(this.#pool, filter);
    return row && toQueue(row);
  }

  listPaused(): Promise<readonly string[]> {
    return listPausedQueues(this.#pool);
  }

  async pause({ workflowId, by }: Parameters<QueueStore['pause']>[0]): Promise<void> {
    await pauseQueue(this.#pool, workflowId, by);
    while ((await keepBackRuns(this.#pool, { workflowId }, BATCH_RUNS)) === BATCH_RUNS);
  }

  resume(workflowId: string): Promise<void> {
    return resumeQueue(this.#pool, workflowId);
  }

  async findWorkspacePause(workspaceId: string): Promise<WorkspacePause | undefined> {
    const row = await findPausedWorkspace(this.#pool, workspaceId);
    return row && { atMs: row.paused_at.getTime(), by: row.paused_by };
  }

  async pauseWorkspace({ workspaceId, by }: Parameters<QueueStore['pauseWorkspace']>[0]): Promise<void> {
    await pauseWorkspace(this.#pool, workspaceId, by);
    while ((await keepBackRuns(this.#pool, { workspaceId }, BATCH_RUNS)) === BATCH_RUNS);
  }

  resumeWorkspace(workspaceId: string): Promise<readonly string[]> {
    return resumeWorkspace(this.#pool, workspaceId);
  }

  async listSchedules({
    workspaceId,
    after = '',
    limit,
  }: Parameters<QueueStore['listSchedules']>[0]): Promise<Page<ScheduleState>> {
    const [name = '', triggerId = ''] = after.split('/');
    const rows = await listScheduleStates(this.#pool, { workspaceId, name, triggerId, limit: limit + 1 });
    const items = rows.slice(0, limit).map(toScheduleState);
    const last = rows.length > limit ? items.at(-1) : undefined;
    return last === undefined ? { items } : { items, nextCursor: `${last.workflowName}/${last.triggerId}` };
  }
}

function toQueue(row: QueueRow): WorkflowQueue {
  const { id, name, title, queued, running, oldest } = row;
  return {
    ...{ workflowId: id, workflowName: name, title, queued, running },
    ...(row.live_version_id === null ? {} : { liveVersionId: row.live_version_id }),
    ...(oldest === null ? {} : { oldestMs: oldest.getTime() }),
    ...(row.paused_at === null ? {} : { pausedAtMs: row.paused_at.getTime() }),
    ...(row.paused_by === null ? {} : { pausedBy: row.paused_by }),
  };
}

function toScheduleState(row: ScheduleStateRow): ScheduleState {
  return {
    ...{ workspaceId: row.workspace_id, workflowId: row.workflow_id, versionId: row.version_id },
    ...{ workflowName: row.workflow_name, triggerId: row.trigger_id, anchorMs: row.anchor_ms, missed: row.missed },
    trigger: JSON.parse(row.definition) as ScheduleTrigger,
    ...(row.next_ms === null ? {} : { nextMs: row.next_ms }),
    ...(row.last_missed === null ? {} : { lastMissedMs: row.last_missed.getTime() }),
  };
}
