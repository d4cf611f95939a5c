// Why this shape: what came twice is one row, so that a sender who sends again and again fills no table; past a bound a letter is
// only counted, at the newest one alike. Two at one moment may both find room: a bound is not exact. What there is room for is read
// once for a batch. Indexes: `dead_letter_same`, `dead_letter_alike`, `dead_letter_open`. Locks: the row that is counted. Runs: for
// each thing that cannot be processed.
import {
  LETTER_BOUNDS,
  MAX_LETTER_MESSAGE_CHARACTERS,
  MAX_LETTER_STACK_CHARACTERS,
  type DeadLetterStore,
  type NewDeadLetter,
} from '@millrace/runtime';
import type pg from 'pg';
import { storable } from '../storable.ts';

/** So many reasons have a letter beyond the bounds of a source. */
const FIRST_OF_REASONS = 1000;

const REPEAT = `
update dead_letter set occurrences = occurrences + 1, last_failed_at = clock_timestamp(), answered = $6::smallint
where id = (
  select id from dead_letter
  where workspace_id = $1::uuid and fingerprint = $2::text and state = 'open' and source = $3::text
    and source_ref = $4::text and body_hash = $5::bytea
  order by last_failed_at desc limit 1 for update
)`;

const ROOM = `
select fingerprint, count(*)::integer as letters, coalesce(sum(octet_length(body)), 0)::float8 as bytes
from dead_letter
where workspace_id = $1::uuid and workflow_id = $2::uuid and source = $3::text and source_ref = $4::text and state = 'open'
group by fingerprint`;

const INSERT = `
insert into dead_letter (id, workspace_id, source, source_ref, workflow_id, stage, error_code, message, stack, answered,
  fingerprint, body, body_hash, content_type, headers, envelope)
values ($1::uuid, $2::uuid, $3::text, $4::text, $5::uuid, $6::text, $7::text, $8::text, $9::text, $10::smallint, $11::text,
  $12::bytea, $13::bytea, $14::text, $15::text, $16::text)`;

const COUNT = `
update dead_letter set unkept = unkept + 1, last_failed_at = clock_timestamp()
where id = (
  select id from dead_letter
  where workspace_id = $1::uuid and fingerprint = $2::text and state = 'open'
  order by last_failed_at desc limit 1 for update
)`;

const COUNT_BESIDE = `
update dead_letter set unkept = unkept + 1, last_failed_at = clock_timestamp()
where id = (
  select id from dead_letter
  where workspace_id = $1::uuid and workflow_id = $2::uuid and source = $3::text and source_ref = $4::text and state = 'open'
  order by last_failed_at desc limit 1 for update
)`;

type Client = pg.Pool | pg.ClientBase;
type Kept = Awaited<ReturnType<DeadLetterStore['keep']>>;

export async function keepLetter(client: Client, letter: NewDeadLetter): Promise<Kept> {
  const [kept = 'counted'] = await keepLetters(client, [letter]);
  return kept;
}

/** Of one source and workflow each. In the caller's transaction, if it has one. */
export async function keepLetters(client: Client, letters: readonly NewDeadLetter[]): Promise<readonly Kept[]> {
  const rooms = new Map<string, Room>();
  const all: Kept[] = [];
  for (const letter of letters) {
    const { workspaceId, source, sourceRef, hash, failure } = letter;
    const { fingerprint, answered = null } = failure;
    const repeated = await client.query({
      ...{ name: 'repeat-letter', text: REPEAT },
      values: [workspaceId, fingerprint, source, sourceRef, hash, answered],
    });
    if (repeated.rowCount === 1) all.push('repeated');
    else {
      const place = JSON.stringify([source, sourceRef]);
      const room = rooms.get(place) ?? (await readRoom(client, letter));
      rooms.set(place, room);
      all.push(await keepNew(client, letter, room));
    }
  }
  return all;
}

/** How many letters are open of a source, and of each reason. */
interface Room {
  letters: number;
  bytes: number;
  readonly alike: Map<string, number>;
}

async function readRoom(client: Client, { workspaceId, workflowId, source, sourceRef }: NewDeadLetter): Promise<Room> {
  const { rows } = await client.query<{ fingerprint: string; letters: number; bytes: number }>({
    ...{ name: 'room-for-letters', text: ROOM, values: [workspaceId, workflowId, source, sourceRef] },
  });
  const sum = (of: 'letters' | 'bytes'): number => rows.reduce((total, row) => total + row[of], 0);
  return {
    ...{ letters: sum('letters'), bytes: sum('bytes') },
    alike: new Map(rows.map(({ fingerprint, letters }) => [fingerprint, letters])),
  };
}

/** Of a reason that no letter has yet the first one is kept beyond the bounds, if need be without its body: none disappears. */
async function keepNew(client: Client, letter: NewDeadLetter, room: Room): Promise<Kept> {
  const { id, workspaceId, source, sourceRef, workflowId, failure, body } = letter;
  const { fingerprint } = failure;
  const bounds = LETTER_BOUNDS[source];
  const alike = room.alike.get(fingerprint) ?? 0;
  const bytes = body?.byteLength ?? 0;
  const hasRoom = room.letters < bounds.letters && alike < bounds.alike && room.bytes + bytes <= bounds.bytes;
  if (hasRoom || (alike === 0 && room.letters < bounds.letters + FIRST_OF_REASONS)) {
    const kept = hasRoom ? letter : { ...letter, body: undefined };
    await client.query({
      ...{ name: 'keep-letter', text: INSERT },
      values: [id, workspaceId, source, sourceRef, workflowId, ...failureValues(letter), ...contentValues(kept)],
    });
    room.letters += 1;
    room.bytes += hasRoom ? bytes : 0;
    room.alike.set(fingerprint, alike + 1);
    return 'kept';
  }
  const counted = await client.query({ name: 'count-letter', text: COUNT, values: [workspaceId, fingerprint] });
  if (counted.rowCount === 0)
    await client.query({
      ...{ name: 'count-letter-beside', text: COUNT_BESIDE, values: [workspaceId, workflowId, source, sourceRef] },
    });
  return 'counted';
}

function failureValues({ failure }: NewDeadLetter): readonly unknown[] {
  const { stage, errorCode, message, stack, answered, fingerprint } = failure;
  return [stage, errorCode, keptMessage(message), keptStack(stack), answered ?? null, fingerprint];
}

type Content = Pick<NewDeadLetter, 'hash' | 'contentType' | 'headers' | 'envelope'> & {
  readonly body?: Uint8Array | undefined;
};

function contentValues({ body, hash, contentType, headers, envelope }: Content): readonly unknown[] {
  const textOf = (value: object | undefined): string | null =>
    value === undefined ? null : storable(JSON.stringify(value));
  return [body ?? null, hash, storable(contentType) ?? null, textOf(headers), textOf(envelope)];
}

export const keptMessage = (message: string): string => storable(message.slice(0, MAX_LETTER_MESSAGE_CHARACTERS));
export const keptStack = (stack: string | undefined): string | null =>
  storable(stack?.slice(0, MAX_LETTER_STACK_CHARACTERS)) ?? null;
