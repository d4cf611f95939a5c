// Why this shape: lists leave bodies where they are, and say how long they are; a filter is one text with its values, for lists,
// groups, exports and bulk actions. A body is searched as the bytes of the text: case counts there. Indexes: `dead_letter_newest`,
// `dead_letter_alike`, `dead_letter_open`. Locks: none. Runs: when a person asks; counts each few seconds while metrics are read.
import type { DeadLetterFilter, DeadLetterSource, DeadLetterStage } from '@millrace/runtime';
import type pg from 'pg';
import {
  LETTER_COLUMNS,
  LETTER_DETAIL_COLUMNS,
  MICROSECONDS,
  readLetterCursor,
  type DeadLetterDetailRow,
  type DeadLetterGroupRow,
  type DeadLetterRow,
} from '../dead-letter-rows.ts';
import { storable } from '../storable.ts';
import { Conditions } from './run-conditions.ts';

type Client = pg.Pool | pg.ClientBase;
const FROM = 'from dead_letter d left join workflow on workflow.id = d.workflow_id';
/** Of a cursor's place. */
const MOMENT = `timestamptz 'epoch' + ?::bigint * interval '1 microsecond'`;

const FIND = `select ${LETTER_DETAIL_COLUMNS} ${FROM} where d.id = $2::uuid and d.workspace_id = $1::uuid`;

export async function findLetter(
  client: Client,
  { workspaceId, id }: { readonly workspaceId: string; readonly id: string },
): Promise<DeadLetterDetailRow | undefined> {
  const values = [workspaceId, id];
  return (await client.query<DeadLetterDetailRow>({ name: 'find-letter', text: FIND, values })).rows[0];
}

type Request = DeadLetterFilter & { readonly workspaceId: string; readonly cursor?: string; readonly limit: number };

export async function listLetters(client: Client, request: Request): Promise<readonly DeadLetterRow[]> {
  return (await client.query<DeadLetterRow>(...listText(request, LETTER_COLUMNS))).rows;
}

export async function listLetterDetails(client: Client, request: Request): Promise<readonly DeadLetterDetailRow[]> {
  return (await client.query<DeadLetterDetailRow>(...listText(request, LETTER_DETAIL_COLUMNS))).rows;
}

function listText({ cursor, limit, ...filter }: Request, columns: string): [text: string, values: unknown[]] {
  const where = conditionsOf(filter);
  if (cursor !== undefined) {
    const { place, name } = readLetterCursor(cursor);
    where.add(`(d.last_failed_at, d.id) < (${MOMENT}, ?::uuid)`, place, name);
  }
  const text = `select ${columns}, ${MICROSECONDS} as place ${FROM} where ${where.all}
    order by d.last_failed_at desc, d.id desc limit ${where.value(limit)}::integer`;
  return [text, where.values];
}

const FINGERPRINT = /^[0-9a-f]{32}$/;

export async function listLetterGroups(
  client: Client,
  { cursor, limit, ...filter }: Request,
): Promise<readonly DeadLetterGroupRow[]> {
  const where = conditionsOf(filter);
  const after = new Conditions(where.values);
  if (cursor !== undefined) {
    const { place, name } = readLetterCursor(cursor, (text) => FINGERPRINT.test(text));
    after.add(`(max(d.last_failed_at), d.fingerprint) < (${MOMENT}, ?::text)`, place, name);
  }
  // What the newest says is read for the groups that are shown: of all letters together it would not fit into memory.
  const { rows } = await client.query<DeadLetterGroupRow>(
    `with shown as (
       select d.fingerprint, count(*)::integer as letters, count(*) filter (where d.state = 'open')::integer as open,
         min(d.first_failed_at) as first_failed_at, max(d.last_failed_at) as last_failed_at
       ${FROM} where ${where.all} group by d.fingerprint having ${after.all}
       order by max(d.last_failed_at) desc, d.fingerprint desc limit ${where.value(limit)}::integer
     )
     select shown.*, newest.*, (extract(epoch from shown.last_failed_at) * 1000000)::bigint::text as place
     from shown cross join lateral (
       select d.source, d.stage, d.error_code, d.message, d.id as sample_id, d.workflow_id, workflow.name as workflow_name
       ${FROM} where ${where.all} and d.fingerprint = shown.fingerprint
       order by d.last_failed_at desc, d.id desc limit 1
     ) newest
     order by shown.last_failed_at desc, shown.fingerprint desc`,
    where.values,
  );
  return rows;
}

/** Newest first, without a page's end: of a bulk action. */
export async function listLetterIds(
  client: Client,
  { limit, ...filter }: DeadLetterFilter & { readonly workspaceId: string; readonly limit: number },
): Promise<readonly string[]> {
  const where = conditionsOf(filter);
  const { rows } = await client.query<{ id: string }>(
    `select d.id ${FROM} where ${where.all} order by d.last_failed_at desc, d.id desc limit ${where.value(limit)}::integer`,
    where.values,
  );
  return rows.map(({ id }) => id);
}

function conditionsOf(filter: DeadLetterFilter & { readonly workspaceId: string }): Conditions {
  const { workspaceId, sources, stages, states, workflowName, sourceRef, errorCode, fingerprint } = filter;
  const where = new Conditions();
  where.add('d.workspace_id = ?::uuid', workspaceId);
  if (sources !== undefined) where.add('d.source = any (?::text[])', sources);
  if (stages !== undefined) where.add('d.stage = any (?::text[])', stages);
  if (states !== undefined) where.add('d.state = any (?::text[])', states);
  if (workflowName !== undefined) where.add('workflow.name = ?::text', storable(workflowName));
  if (sourceRef !== undefined) where.add('d.source_ref = ?::text', storable(sourceRef));
  if (errorCode !== undefined) where.add('d.error_code = ?::text', storable(errorCode));
  if (fingerprint !== undefined) where.add('d.fingerprint = ?::text', storable(fingerprint));
  addBounds(where, filter);
  return where;
}

function addBounds(where: Conditions, { fromMs, untilMs, text, isTextOfBodies = false }: DeadLetterFilter): void {
  if (fromMs !== undefined) where.add('d.last_failed_at >= ?::timestamptz', new Date(fromMs).toISOString());
  if (untilMs !== undefined) where.add('d.last_failed_at < ?::timestamptz', new Date(untilMs).toISOString());
  if (text !== undefined) {
    const kept = storable(text);
    const inMessage = 'position(lower(?::text) in lower(d.message)) > 0';
    if (isTextOfBodies) where.add(`${inMessage} or ${IN_BODY}`, kept, kept, kept);
    else where.add(inMessage, kept);
  }
}

/** The input of a run is what its letter is about. */
const IN_BODY = `coalesce(position(convert_to(?::text, 'UTF8') in d.body) > 0, false)
  or (d.source = 'run' and exists (select 1 from run where run.id = d.id and position(?::text in run.input) > 0))`;

const COUNT_OPEN = `
select count(*)::integer as letters from dead_letter
where workspace_id = $1::uuid and ($2::uuid is null or workflow_id = $2::uuid) and state = 'open'`;

export async function countOpenLetters(
  client: Client,
  { workspaceId, workflowId }: { readonly workspaceId: string; readonly workflowId?: string },
): Promise<number> {
  const values = [workspaceId, workflowId ?? null];
  const { rows } = await client.query<{ letters: number }>({ name: 'count-open-letters', text: COUNT_OPEN, values });
  return rows[0]?.letters ?? 0;
}

const COUNT_BY_SOURCE = `
select source, stage, count(*)::integer as count from dead_letter where state = 'open' group by source, stage`;

export async function countLettersBySource(
  client: Client,
): Promise<readonly { readonly source: DeadLetterSource; readonly stage: DeadLetterStage; readonly count: number }[]> {
  const query = { name: 'count-letters-by-source', text: COUNT_BY_SOURCE };
  return (await client.query<{ source: DeadLetterSource; stage: DeadLetterStage; count: number }>(query)).rows;
}
