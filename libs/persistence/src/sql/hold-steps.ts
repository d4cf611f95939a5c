// Why this shape: what stands still is a token's row, so deciding is answering it; the run hears of it by a row of its own, in the
// same commit. Releasing takes the connection's row first: two processes cannot let go of the same pace twice. Indexes:
// `task_token_held` and `task_token_held_connection`, which have only rows that somebody must decide about. Locks: the token's row; the connection's in `release`.
// Runs: when a person looks or decides, and every few seconds for what waits.
import type pg from 'pg';
import type { OpenedPlace } from '../opened-place.ts';
import type { AnswerColumns } from './write-tokens.ts';

type Client = pg.Pool | pg.PoolClient;

const IS_OPEN = `
  token.held_path is not null and token.answered_at is null and token.withdrawn_at is null and token.expires_at > now()
  and exists (select 1 from run where run.id = token.run_id and run.ended_at is null)`;

export interface HeldStepRow {
  readonly run_id: string;
  readonly workflow_name: string;
  readonly attempt: number;
  readonly held_path: string;
  readonly held_state: string;
  readonly held_resource: string;
  readonly held_error: string;
  readonly held_cause: string;
  readonly held_connection: string | null;
  readonly opened_at: Date;
  /** Since the epoch, as text: with all its digits it is a place in the list. */
  readonly opened_microseconds: string;
}

const LIST = `
select token.run_id, workflow.name as workflow_name, token.attempt, token.held_path, token.held_state, token.held_resource,
  token.held_error, token.held_cause, token.held_connection, token.opened_at,
  (extract(epoch from token.opened_at) * 1000000)::bigint::text as opened_microseconds
from task_token token
join run on run.id = token.run_id
join workflow on workflow.id = run.workflow_id
where token.workspace_id = $1::uuid and ${IS_OPEN}`;
const LIST_ORDER = `
order by token.opened_at, token.run_id, token.held_path
limit $2::integer`;

/** One text for each combination: of "this filter, or none" Postgres would make a plan that serves neither. */
export async function listHeldSteps(
  client: Client,
  filter: {
    readonly workspaceId: string;
    readonly runId: string | undefined;
    readonly connection: string | undefined;
    readonly after: OpenedPlace | undefined;
    readonly limit: number;
  },
): Promise<readonly HeldStepRow[]> {
  const { workspaceId, runId, connection, after, limit } = filter;
  const values: unknown[] = [workspaceId, limit];
  const parameter = (value: unknown, type: string): string => `$${values.push(value)}::${type}`;
  const conditions: string[] = [];
  if (runId !== undefined) conditions.push(`and token.run_id = ${parameter(runId, 'uuid')}`);
  if (connection !== undefined) conditions.push(`and token.held_connection = ${parameter(connection, 'text')}`);
  if (after !== undefined) {
    const [openedMicroseconds, lastRunId, path] = after;
    const openedAt = `timestamptz 'epoch' + ${parameter(openedMicroseconds, 'bigint')} * interval '1 microsecond'`;
    const place = `(${openedAt}, ${parameter(lastRunId, 'uuid')}, ${parameter(path, 'text')})`;
    conditions.push(`and (token.opened_at, token.run_id, token.held_path) > ${place}`);
  }
  const { rows } = await client.query<HeldStepRow>([LIST, ...conditions, LIST_ORDER].join('\n'), values);
  return rows;
}

const COUNT = `
select token.held_connection as connection, count(*)::integer as count
from task_token token
where token.workspace_id = $1::uuid and token.held_connection is not null and ${IS_OPEN}
group by token.held_connection`;

export async function countHeldSteps(
  client: Client,
  workspaceId: string,
): Promise<readonly { readonly connection: string; readonly count: number }[]> {
  const { rows } = await client.query<{ connection: string; count: number }>({
    name: 'count-held-steps',
    text: COUNT,
    values: [workspaceId],
  });
  return rows;
}

const TELL = `
told as (
  insert into run_signal (run_id, source) select run_id, token from answered on conflict (run_id, source) do nothing
)`;

const DECIDE = `
with chosen as (
  select token.token from task_token token
  where token.run_id = $1::uuid and token.workspace_id = $2::uuid and token.held_path = $3::text
    and ($7::integer is null or token.attempt = $7::integer) and ${IS_OPEN}
  order by token.opened_at desc limit 1 for update
), answered as (
  update task_token set answered_at = now(), output = $4::text, error = $5::text, cause = $6::text
  from chosen where task_token.token = chosen.token
  returning task_token.run_id, task_token.token
), ${TELL}
select token from answered`;

/** The token that was answered; nothing when nothing is held there. */
export async function decideHeldStep(
  client: Client,
  decision: AnswerColumns & {
    readonly runId: string;
    readonly workspaceId: string;
    readonly path: string;
    readonly attempt?: number;
  },
): Promise<string | undefined> {
  const { runId, workspaceId, path, attempt = null, output, error, cause } = decision;
  const { rows } = await client.query<{ token: string }>({
    name: 'decide-held-step',
    text: DECIDE,
    values: [runId, workspaceId, path, output, error, cause, attempt],
  });
  return rows[0]?.token;
}

const NOTE_MENDED = 'update connection set mended_at = now() where workspace_id = $1::uuid and name = $2::text';

export async function noteMendedConnection(
  client: Client,
  { workspaceId, name }: { readonly workspaceId: string; readonly name: string },
): Promise<void> {
  await client.query({ name: 'note-mended-connection', text: NOTE_MENDED, values: [workspaceId, name] });
}

const STALE = 'make_interval(secs => $2::double precision)';
const FIND_MENDED = `
select connection.id from connection
where connection.mended_at <= now() - ${STALE}
  and (connection.released_at is null or connection.released_at <= now() - make_interval(secs => $1::double precision))
  and exists (
    select 1 from task_token token
    where token.workspace_id = connection.workspace_id and token.held_connection = connection.name
      and token.held_called_at < connection.mended_at + ${STALE} and ${IS_OPEN}
    offset 0
  )`;

const RELEASE = `
with paced as (
  update connection set released_at = now()
  where id in (
    select connection.id from connection
    where connection.id = any ($4::uuid[])
      and (connection.released_at is null or connection.released_at <= now() - make_interval(secs => $1::double precision))
    for update skip locked
  )
  returning workspace_id, name, mended_at
), chosen as (
  select next.token from paced cross join lateral (
    select token.token from task_token token
    where token.workspace_id = paced.workspace_id and token.held_connection = paced.name
      and token.held_called_at < paced.mended_at + ${STALE} and ${IS_OPEN}
    order by token.opened_at, token.run_id, token.held_path
    limit $3::integer
  ) next
), answered as (
  update task_token set answered_at = now() from chosen
  where task_token.token = chosen.token and task_token.answered_at is null
  returning task_token.run_id, task_token.token
), ${TELL}
select run_id, token from answered`;

/**
 * Lets go of the oldest of each connection that was mended, when the last ones of it were let go so many seconds before. Mostly
 * there are none: the look is a statement of its own, which reads one index entry for each connection that was ever mended.
 */
export async function releaseHeldSteps(
  client: Client,
  request: { readonly perConnection: number; readonly paceSeconds: number; readonly staleSeconds: number },
): Promise<readonly { readonly run_id: string; readonly token: string }[]> {
  const { perConnection, paceSeconds, staleSeconds } = request;
  const pace = [paceSeconds, staleSeconds];
  const mended = await client.query<{ id: string }>({ name: 'find-mended', text: FIND_MENDED, values: pace });
  if (mended.rows.length === 0) return [];
  const { rows } = await client.query<{ run_id: string; token: string }>({
    name: 'release-held-steps',
    text: RELEASE,
    values: [...pace, perConnection, mended.rows.map(({ id }) => id)],
  });
  return rows;
}
