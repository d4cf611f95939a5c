// Why this shape: a token stands for one attempt, so its row decides who was first; and a run hears of an answer by a row of
// its own, in the same commit, so that nobody waits for the run's row. Indexes: primary key, `task_token_attempt`.
// Locks: the token's row; `open` shares the run's, so that nobody takes the run over meanwhile. Runs: once or twice for each
// task that waits for an answer.
import type pg from 'pg';

type Client = pg.Pool | pg.PoolClient;

const OPEN = `
with held as (
  select id from run where id = $1::uuid and fence = $2::integer and status || '' = 'running' for share
), opened as (
  insert into task_token (token, workspace_id, run_id, path, attempt, expires_at,
    held_path, held_state, held_resource, held_error, held_cause, held_connection, held_called_at)
  select $3::text, $4::uuid, id, $5::text, $6::integer, now() + make_interval(secs => $7::double precision),
    $8::text, $9::text, $10::text, $11::text, $12::text, $13::text,
    now() - $14::double precision * interval '1 millisecond'
  from held
  on conflict (run_id, path, attempt) where withdrawn_at is null do nothing
  returning token, opened_at
)
select token, opened_at from opened
union all
select token, opened_at from task_token
where run_id = (select id from held) and path = $5::text and attempt = $6::integer and withdrawn_at is null
limit 1`;

export async function openToken(
  client: Client,
  token: {
    readonly runId: string;
    readonly fence: number;
    readonly token: string;
    readonly workspaceId: string;
    readonly path: string;
    readonly attempt: number;
    readonly lifeSeconds: number;
    readonly held: HeldColumns | undefined;
  },
): Promise<{ readonly token: string; readonly opened_at: Date } | undefined> {
  const { runId, fence, workspaceId, path, attempt, lifeSeconds, held = NOTHING_HELD } = token;
  const values = [runId, fence, token.token, workspaceId, path, attempt, lifeSeconds, ...held];
  const { rows } = await client.query<{ token: string; opened_at: Date }>({ name: 'open-token', text: OPEN, values });
  return rows[0];
}

/** Path, state, resource, error, cause, connection; how long ago the call began, in milliseconds. */
export type HeldColumns = readonly [string, string, string, string, string, string | null, number];
const NOTHING_HELD = [null, null, null, null, null, null, null] as const;

const ANSWER = `
with answered as (
  update task_token set answered_at = now(), output = $2::text, error = $3::text, cause = $4::text
  where token = $1::text and answered_at is null and withdrawn_at is null and expires_at > now()
    and exists (select 1 from run where run.id = task_token.run_id and run.ended_at is null)
  returning run_id, token
), told as (
  insert into run_signal (run_id, source) select run_id, token from answered on conflict (run_id, source) do nothing
)
select run_id from answered`;

/** Returns the run that hears of it; nothing when the answer comes too late. */
export async function answerToken(
  client: Client,
  { token, output, error, cause }: AnswerColumns & { readonly token: string },
): Promise<string | undefined> {
  const values = [token, output, error, cause];
  const { rows } = await client.query<{ run_id: string }>({ name: 'answer-token', text: ANSWER, values });
  return rows[0]?.run_id;
}
export interface AnswerColumns {
  readonly output: string | null;
  readonly error: string | null;
  readonly cause: string | null;
}

const BEAT = `
update task_token set beat_at = now()
where token = $1::text and answered_at is null and withdrawn_at is null and expires_at > now()
  and exists (select 1 from run where run.id = task_token.run_id and run.ended_at is null)`;

/** False when nobody waits for a sign of life. */
export async function beatToken(client: Client, token: string): Promise<boolean> {
  const { rowCount } = await client.query({ name: 'beat-token', text: BEAT, values: [token] });
  return (rowCount ?? 0) > 0;
}

const WITHDRAW = `
update task_token set withdrawn_at = now()
where run_id = $1::uuid and path = any ($2::text[]) and withdrawn_at is null`;

export async function withdrawTokens(client: Client, runId: string, paths: readonly string[]): Promise<void> {
  await client.query({ name: 'withdraw-tokens', text: WITHDRAW, values: [runId, paths] });
}

export interface TokenRow extends AnswerColumns {
  readonly token: string;
  readonly workspace_id: string;
  readonly run_id: string;
  readonly path: string;
  readonly attempt: number;
  readonly beat_at: Date | null;
  readonly answered_at: Date | null;
}
const FIND = `
select token, workspace_id, run_id, path, attempt, beat_at, answered_at, output, error, cause
from task_token where token = $1::text`;

export async function findToken(client: Client, token: string): Promise<TokenRow | undefined> {
  const { rows } = await client.query<TokenRow>({ name: 'find-token', text: FIND, values: [token] });
  return rows[0];
}
