import { RuntimeError, type CapturedCall, type CaptureStore, type Page } from '@millrace/runtime';
import type { DataSource } from 'typeorm';
import { findWorkflowId } from './find-workflow-id.ts';
import { storable } from './storable.ts';
import { isUuid } from './uuid.ts';

interface CaptureRow {
  readonly id: string;
  readonly trigger_id: string;
  readonly method: string;
  readonly path: string;
  readonly headers: string;
  readonly query: string;
  readonly body: string;
  readonly bytes: number;
  readonly captured_at: Date;
}

/** Of a draft or of a live version; a workflow that has both keeps a call once. */
const LISTENERS = `
select distinct on (workflow_id) workflow_id, trigger_id from (
  select h.workflow_id, h.trigger_id, 0 as place from draft_hook h join workspace s on s.id = h.workspace_id
  where s.slug = $1::text and h.path = $2::text
  union all
  select h.workflow_id, h.trigger_id, 1 from live_webhook h join workspace s on s.id = h.workspace_id
  where s.slug = $1::text and h.path = $2::text
) listening order by workflow_id, place, trigger_id`;

const KEEP = `
insert into captured_call (workflow_id, id, trigger_id, method, path, headers, query, body, bytes)
select workflow_id, $3::uuid, trigger_id, $4::text, $2::text, $5::text, $6::text, $7::text, $8::integer
from (${LISTENERS}) listening
returning workflow_id`;

const CUT = `
delete from captured_call c where workflow_id = any ($1::uuid[]) and id < (
  select id from captured_call newer where newer.workflow_id = c.workflow_id order by id desc offset $2::integer limit 1)`;

/** `octet_length` reads no body that is kept out of line: only those that are shown are. */
const LIST = `
select id, trigger_id, method, path, headers, query, body, bytes, captured_at from (
  select *, sum(octet_length(body)) over (order by id desc) - octet_length(body) as before from (
    select * from captured_call where workflow_id = $1::uuid and ($2::uuid is null or id < $2::uuid)
    order by id desc limit $3::integer
  ) newest
) c where before < $4::bigint
order by id desc`;

/** Calls of test addresses in Postgres. */
export class PostgresCaptureStore implements CaptureStore {
  readonly #source: DataSource;

  constructor(source: DataSource) {
    this.#source = source;
  }

  async hasListener({ workspaceSlug, path }: Parameters<CaptureStore['hasListener']>[0]): Promise<boolean> {
    return (await this.#source.query<unknown[]>(`${LISTENERS} limit 1`, [workspaceSlug, path])).length > 0;
  }

  async keep({ workspaceSlug, capture, most }: Parameters<CaptureStore['keep']>[0]): Promise<readonly string[]> {
    const { id, method, path, headers, query, body, bytes } = capture;
    const values = [workspaceSlug, path, id, storable(method), headers, query, body, bytes];
    const rows = await this.#source.query<{ readonly workflow_id: string }[]>(KEEP, values);
    const workflowIds = rows.map((row) => row.workflow_id);
    // The one that is one too many is the newest of those that go.
    await this.#source.query(CUT, [workflowIds, most - 1]);
    return workflowIds;
  }

  async list({
    cursor,
    limit,
    maxBodyBytes,
    ...named
  }: Parameters<CaptureStore['list']>[0]): Promise<Page<CapturedCall>> {
    if (cursor !== undefined && !isUuid(cursor)) {
      throw new RuntimeError(
        'list.cursor_invalid',
        'The cursor is none that a list has given out. Leave it away to begin anew.',
      );
    }
    const workflowId = await findWorkflowId(this.#source.manager, named);
    const rows = await this.#source.query<CaptureRow[]>(LIST, [workflowId, cursor ?? null, limit, maxBodyBytes]);
    const last = rows.at(-1);
    const items = rows.map(toCapture);
    return last !== undefined && (await this.#hasOlder(workflowId, last.id))
      ? { items, nextCursor: last.id }
      : { items };
  }

  async #hasOlder(workflowId: string, id: string): Promise<boolean> {
    const older = await this.#source.query<unknown[]>(
      'select 1 from captured_call where workflow_id = $1::uuid and id < $2::uuid limit 1',
      [workflowId, id],
    );
    return older.length > 0;
  }

  async remove({ id, ...named }: Parameters<CaptureStore['remove']>[0]): Promise<void> {
    const workflowId = await findWorkflowId(this.#source.manager, named);
    if (id !== undefined && !isUuid(id)) return;
    await this.#source.query(
      'delete from captured_call where workflow_id = $1::uuid and ($2::uuid is null or id = $2::uuid)',
      [workflowId, id ?? null],
    );
  }
}

function toCapture({ trigger_id: triggerId, captured_at: capturedAt, ...row }: CaptureRow): CapturedCall {
  return { ...row, triggerId, capturedAtMs: capturedAt.getTime() };
}
