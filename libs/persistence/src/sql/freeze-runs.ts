// Why this shape: the list of matching runs is read page by page by the statement of `GET /runs`, so that what a person saw is what
// is acted on; the caller's transaction sees one moment. Indexes: those of the list. Locks: none. Runs: when a person asks.
import { MAX_BULK_RUNS, type BulkChoice } from '@millrace/runtime';
import type pg from 'pg';
import { listBounds } from '../list-bounds.ts';
import { isUuid } from '../uuid.ts';
import { listRunIds, type RunIdRow } from './list-runs.ts';
import { listLetterIds } from './read-letters.ts';

type Client = pg.Pool | pg.ClientBase;
const PAGE_RUNS = 5000;

const PICKED = `
select picked.id, coalesce(case when run.compensating and run.ended_at is null then 'compensating' else run.status end, '') as status
from unnest($2::uuid[]) picked(id) left join run on run.id = picked.id and run.workspace_id = $1::uuid
order by picked.id desc`;

/** What is chosen, newest first: one more than may be when it is too much. Picked runs that are not there have no status. */
export async function readChosen(
  client: Client,
  workspaceId: string,
  chosen: BulkChoice,
): Promise<readonly RunIdRow[]> {
  if (chosen.kind === 'letters' || chosen.kind === 'picked_letters') return readLetters(client, workspaceId, chosen);
  if (chosen.kind === 'picked') {
    const values = [workspaceId, [...new Set(chosen.runIds.filter(isUuid).map((id) => id.toLowerCase()))]];
    return (await client.query<RunIdRow>({ name: 'read-picked-runs', text: PICKED, values })).rows;
  }
  const { parentRunId } = chosen.filter;
  if (parentRunId !== undefined && !isUuid(parentRunId)) return [];
  const found: RunIdRow[] = [];
  for (let cursor: string | undefined; found.length <= MAX_BULK_RUNS;) {
    const limit = Math.min(PAGE_RUNS, MAX_BULK_RUNS + 1 - found.length);
    const bounds = listBounds({ ...chosen.filter, ...(cursor === undefined ? {} : { cursor }) });
    const page = await listRunIds(client, { ...chosen.filter, workspaceId, ...bounds, limit });
    found.push(...page);
    cursor = page.at(-1)?.id;
    if (page.length < limit) break;
  }
  return found;
}

/** Dead letters have no status of a run. */
async function readLetters(
  client: Client,
  workspaceId: string,
  chosen: Extract<BulkChoice, { readonly kind: 'letters' | 'picked_letters' }>,
): Promise<readonly RunIdRow[]> {
  const ids =
    chosen.kind === 'letters'
      ? await listLetterIds(client, { ...chosen.filter, workspaceId, limit: MAX_BULK_RUNS + 1 })
      : [...new Set(chosen.letterIds.filter(isUuid).map((id) => id.toLowerCase()))];
  return ids.map((id) => ({ id, status: '' }));
}

const KEEP = `insert into bulk_item (bulk_id, run_id) select $1::uuid, run_id from unnest($2::uuid[]) as frozen(run_id)`;

export async function keepItems(client: pg.ClientBase, bulkId: string, runIds: readonly string[]): Promise<void> {
  for (let from = 0; from < runIds.length; from += PAGE_RUNS) {
    const values = [bulkId, runIds.slice(from, from + PAGE_RUNS)];
    await client.query({ name: 'keep-bulk-items', text: KEEP, values });
  }
}
