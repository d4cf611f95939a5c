import {
  useOfToken,
  type AwaitedTask,
  type AwaitedTaskDetail,
  type AwaitedTaskStore,
  type Page,
} from '@millrace/runtime';
import type { JournalEntry } from '@millrace/machine';
import type pg from 'pg';
import { fullCheckpoint, fullText } from './large-values.ts';
import { cursorOf, placeOf } from './opened-place.ts';
import { PayloadKeeper } from './payload-keeper.ts';
import { findTask, findThread, listTasks, type TaskDetailRow, type TaskRow } from './sql/list-tasks.ts';
import { readablePath, storable } from './storable.ts';
import { isUuid } from './uuid.ts';

/** Steps that wait for an answer, in Postgres. */
export class PostgresAwaitedTaskStore implements AwaitedTaskStore {
  readonly #pool: pg.Pool;
  readonly #payloads: PayloadKeeper;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
    this.#payloads = new PayloadKeeper(pool);
  }

  async list({ limit, ...filter }: Parameters<AwaitedTaskStore['list']>[0]): Promise<Page<AwaitedTask>> {
    const { workspaceId, state, workflow, runId, cursor } = filter;
    if (runId !== undefined && !isUuid(runId)) return { items: [] };
    const after = cursor === undefined ? undefined : placeOf(cursor);
    const rows = await listTasks(this.#pool, { workspaceId, state, workflow, runId, after, limit: limit + 1 });
    const items = rows.slice(0, limit).map(toTask);
    const last = rows.length > limit ? rows[limit - 1] : undefined;
    if (last === undefined) return { items };
    return { items, nextCursor: cursorOf([last.opened_microseconds, last.run_id, last.path]) };
  }

  async find({ token, workspaceId }: Parameters<AwaitedTaskStore['find']>[0]): Promise<AwaitedTaskDetail | undefined> {
    if (storable(token) !== token) return undefined;
    const row = await findTask(this.#pool, token, workspaceId ?? null);
    if (row === undefined) return undefined;
    const bodies = await this.#payloads.read([row.input]);
    const position = await this.#findPosition(row);
    return {
      ...toTask(row),
      runInput: fullText(row.input, bodies),
      ...(position === undefined ? {} : { position }),
    };
  }

  async #findPosition({ run_id: runId, path, checkpoint }: TaskDetailRow): Promise<AwaitedTaskDetail['position']> {
    const thread = THREAD.exec(path)?.[1];
    if (thread === undefined) {
      return checkpoint === null ? undefined : fullCheckpoint(checkpoint, await this.#payloads.read([checkpoint]));
    }
    const text = await findThread(this.#pool, runId, thread);
    if (text === undefined) return undefined;
    const entry = JSON.parse(fullText(text, await this.#payloads.read([text]))) as JournalEntry;
    return entry.kind === 'thread' ? entry.at : undefined;
  }
}

/** What is before the last step of a path: `Each order[17]` of `Each order[17]/Ask`. */
const THREAD = /^(.*\])\/(?:[^/]|\/\/)*(?: \([\d/#]+\))?(?:\/\d+)?$/;

function toTask(row: TaskRow): AwaitedTask {
  const { token, run_id: runId, attempt, state, answered_at: answeredAt } = row;
  const use = useOfToken(token);
  return {
    ...{ token, use: use === 'callback' ? use : 'task', runId, attempt, state },
    ...{ workflowName: row.workflow_name, versionId: row.version_id, tokenPath: readablePath(row.path) },
    ...(row.version_number === null ? {} : { versionNumber: row.version_number }),
    openedAtMs: row.opened_at.getTime(),
    ...(answeredAt === null ? {} : { answeredAtMs: answeredAt.getTime() }),
  };
}
