// Why this shape: what came twice is one row, so that a sender who sends again and again fills no table; past a bound a letter is
// only counted, at the newest one alike. Two at one moment may both find room: a bound is not exact. Indexes: `dead_letter_alike`,
// `dead_letter_open`. Locks: the row that is counted. Runs: for each thing that cannot be processed.
import {
  LETTER_BOUNDS,
  MAX_LETTER_MESSAGE_CHARACTERS,
  MAX_LETTER_STACK_CHARACTERS,
  type NewDeadLetter,
} from '@millrace/runtime';
import type pg from 'pg';
import { storable } from '../storable.ts';

const REPEAT = `
update dead_letter set occurrences = occurrences + 1, last_failed_at = clock_timestamp(), answered = $6::smallint
where id = (
  select id from dead_letter
  where workspace_id = $1::uuid and fingerprint = $2::text and state = 'open' and source = $3::text
    and source_ref = $4::text and body_hash = $5::bytea
  order by last_failed_at desc limit 1 for update
)`;

const INSERT = `
with room as (
  select count(*) as letters, coalesce(sum(octet_length(body)), 0) as bytes,
    count(*) filter (where fingerprint = $11::text) as alike
  from dead_letter
  where workspace_id = $2::uuid and workflow_id = $5::uuid and source = $3::text and source_ref = $4::text and state = 'open'
)
insert into dead_letter (id, workspace_id, source, source_ref, workflow_id, stage, error_code, message, stack, answered,
  fingerprint, body, body_hash, content_type, headers, envelope)
select $1::uuid, $2::uuid, $3::text, $4::text, $5::uuid, $6::text, $7::text, $8::text, $9::text, $10::smallint, $11::text,
  $12::bytea, $13::bytea, $14::text, $15::text, $16::text
from room
where letters < $17::integer and alike < $18::integer
  and bytes + coalesce(octet_length($12::bytea), 0) <= $19::bigint`;

const COUNT = `
update dead_letter set unkept = unkept + 1, last_failed_at = clock_timestamp()
where id = (
  select id from dead_letter
  where workspace_id = $1::uuid and fingerprint = $2::text and state = 'open'
  order by last_failed_at desc limit 1 for update
)`;

/** In the caller's transaction, if it has one. */
export async function keepLetter(
  client: pg.Pool | pg.ClientBase,
  letter: NewDeadLetter,
): Promise<'kept' | 'repeated' | 'counted' | 'full'> {
  const { id, workspaceId, source, sourceRef, workflowId, failure, hash } = letter;
  const { fingerprint, answered = null } = failure;
  const bounds = LETTER_BOUNDS[source];
  const repeated = await client.query({
    ...{ name: 'repeat-letter', text: REPEAT },
    values: [workspaceId, fingerprint, source, sourceRef, hash, answered],
  });
  if (repeated.rowCount === 1) return 'repeated';
  const kept = await client.query({
    ...{ name: 'keep-letter', text: INSERT },
    values: [
      ...[id, workspaceId, source, sourceRef, workflowId, ...failureValues(letter), ...contentValues(letter)],
      ...[bounds.letters, bounds.alike, bounds.bytes],
    ],
  });
  if (kept.rowCount === 1) return 'kept';
  const counted = await client.query({ name: 'count-letter', text: COUNT, values: [workspaceId, fingerprint] });
  return counted.rowCount === 1 ? 'counted' : 'full';
}

function failureValues({ failure }: NewDeadLetter): readonly unknown[] {
  const { stage, errorCode, message, stack, answered, fingerprint } = failure;
  return [stage, errorCode, keptMessage(message), keptStack(stack), answered ?? null, fingerprint];
}

function contentValues({ body, hash, contentType, headers, envelope }: NewDeadLetter): readonly unknown[] {
  const textOf = (value: object | undefined): string | null =>
    value === undefined ? null : storable(JSON.stringify(value));
  return [body ?? null, hash, storable(contentType) ?? null, textOf(headers), textOf(envelope)];
}

export const keptMessage = (message: string): string => storable(message.slice(0, MAX_LETTER_MESSAGE_CHARACTERS));
export const keptStack = (stack: string | undefined): string | null =>
  storable(stack?.slice(0, MAX_LETTER_STACK_CHARACTERS)) ?? null;
