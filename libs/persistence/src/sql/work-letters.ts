// Why this shape: a try is begun in a commit of its own, and only an open letter begins one: of two people who try again at one
// moment, one does. `redrives` tells whose try it is: a process that comes back late settles nothing. Indexes: primary key,
// `dead_letter_redriving`. Locks: the letter's row. Runs: when a person tries again; the sweep each two seconds.
import type { RedriveOutcome } from '@millrace/runtime';
import type pg from 'pg';
import { LETTER_DETAIL_COLUMNS, type DeadLetterDetailRow } from '../dead-letter-rows.ts';
import { storable } from '../storable.ts';
import { keptMessage, keptStack } from './keep-letters.ts';

type Client = pg.Pool | pg.ClientBase;
interface Named {
  readonly workspaceId: string;
  readonly id: string;
}

const BEGIN = `
with d as (
  update dead_letter set state = 'redriving', redrives = redrives + 1, redriven_at = clock_timestamp(), new_run_id = null,
    edited = $3::text, changed_by = $4::text, changed_at = clock_timestamp()
  where id = $2::uuid and workspace_id = $1::uuid and state = 'open'
  returning *
)
select ${LETTER_DETAIL_COLUMNS} from d left join workflow on workflow.id = d.workflow_id`;

export async function beginRedrive(
  client: Client,
  { workspaceId, id, edited, by }: Named & { readonly edited?: string; readonly by: string },
): Promise<DeadLetterDetailRow | undefined> {
  const values = [workspaceId, id, edited === undefined ? null : storable(edited), by];
  return (await client.query<DeadLetterDetailRow>({ name: 'begin-redrive', text: BEGIN, values })).rows[0];
}

const MINE = `where id = $2::uuid and workspace_id = $1::uuid and redrives = $3::integer and state = 'redriving'`;
const MADE = `update dead_letter set new_run_id = $4::uuid ${MINE}`;
// Where nothing is kept of what came, what was written in its place is in the run that it made, and kept as long as that is.
const KEPT_EDIT = 'case when body is null then null else edited end';
const TAKEN = `
update dead_letter set state = 'resolved', new_run_id = $4::uuid, edited = ${KEPT_EDIT}, changed_at = clock_timestamp() ${MINE}`;
const RELEASED = `update dead_letter set state = 'open' ${MINE}`;
const FAILED = `
update dead_letter set state = 'open', attempts = attempts + 1, last_failed_at = clock_timestamp(), stage = $4::text,
  error_code = $5::text, message = $6::text, stack = $7::text, fingerprint = $8::text ${MINE}`;

export async function settleRedrive(
  client: Client,
  { workspaceId, id, redrives, outcome }: Named & { readonly redrives: number; readonly outcome: RedriveOutcome },
): Promise<void> {
  const named = [workspaceId, id, redrives];
  if (outcome.kind === 'failed') {
    const { stage, errorCode, message, stack, fingerprint } = outcome.failure;
    const told = [stage, errorCode, keptMessage(message), keptStack(stack), fingerprint];
    await client.query({ name: 'fail-redrive', text: FAILED, values: [...named, ...told] });
  } else if (outcome.kind === 'released') {
    await client.query({ name: 'release-redrive', text: RELEASED, values: named });
  } else {
    const isMade = outcome.kind === 'run';
    const query = isMade ? { name: 'note-redrive', text: MADE } : { name: 'resolve-letter', text: TAKEN };
    await client.query({ ...query, values: [...named, outcome.runId ?? null] });
  }
}

// A run that is gone says nothing any more: somebody must look.
const SETTLE_RUNS = `
with ended as (
  select d.id, d.redrives, run.status, run.error, run.cause, run.ended_at
  from dead_letter d left join run on run.id = d.new_run_id
  where d.state = 'redriving' and d.new_run_id is not null and (run.id is null or run.ended_at is not null)
  order by d.id limit 1000 for update of d skip locked
)
update dead_letter d set
  state = case when ended.status = 'succeeded' then 'resolved' else 'open' end,
  edited = case when ended.status = 'succeeded' then ${KEPT_EDIT} else edited end,
  attempts = attempts + case when ended.status in ('failed', 'timed_out', 'compensated') then 1 else 0 end,
  last_failed_at = case when ended.status in ('failed', 'timed_out', 'compensated') then ended.ended_at else last_failed_at end,
  error_code = case when ended.status in ('failed', 'timed_out', 'compensated') then coalesce(ended.error, d.error_code) else d.error_code end,
  message = case when ended.status in ('failed', 'timed_out', 'compensated') then left(coalesce(ended.cause, d.message), 8192) else d.message end,
  changed_at = clock_timestamp()
from ended where d.id = ended.id and d.redrives = ended.redrives`;

export async function settleEndedRuns(client: Client): Promise<number> {
  return (await client.query({ name: 'settle-redriven-runs', text: SETTLE_RUNS })).rowCount ?? 0;
}

const TAKE_LEFT = `
with due as (
  select id from dead_letter
  where state = 'redriving' and new_run_id is null and redriven_at < clock_timestamp() - make_interval(secs => $1::double precision)
  order by id limit $2::integer for update skip locked
), d as (
  update dead_letter set redriven_at = clock_timestamp() from due where dead_letter.id = due.id returning dead_letter.*
)
select ${LETTER_DETAIL_COLUMNS} from d left join workflow on workflow.id = d.workflow_id`;

export async function takeLeftRedrives(
  client: Client,
  { afterSeconds, limit }: { readonly afterSeconds: number; readonly limit: number },
): Promise<readonly DeadLetterDetailRow[]> {
  const values = [afterSeconds, limit];
  return (await client.query<DeadLetterDetailRow>({ name: 'take-left-redrives', text: TAKE_LEFT, values })).rows;
}

const DISCARD = `
update dead_letter set state = 'discarded', reason = $3::text, changed_by = $4::text, changed_at = clock_timestamp()
where id = $2::uuid and workspace_id = $1::uuid and state = 'open'`;

export async function discardLetter(
  client: Client,
  { workspaceId, id, reason, by }: Named & { readonly reason: string; readonly by: string },
): Promise<boolean> {
  const values = [workspaceId, id, storable(reason), by];
  return (await client.query({ name: 'discard-letter', text: DISCARD, values })).rowCount === 1;
}
