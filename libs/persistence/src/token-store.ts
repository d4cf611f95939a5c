import type { HeldCall, TaskToken, TokenAnswer, TokenStore } from '@millrace/runtime';
import type pg from 'pg';
import {
  answerToken,
  beatToken,
  findToken,
  openToken,
  withdrawTokens,
  type AnswerColumns,
  type HeldColumns,
  type TokenRow,
} from './sql/write-tokens.ts';
import { readablePath, storable, storablePath } from './storable.ts';

type Lateness = 'already_answered' | 'expired' | 'not_found';

/** Task tokens in Postgres. */
export class PostgresTokenStore implements TokenStore {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  async open({ lease, path, held, ...token }: Parameters<TokenStore['open']>[0]): ReturnType<TokenStore['open']> {
    const columns = held && heldColumns(held);
    const row = await openToken(this.#pool, { ...lease, ...token, path: storablePath(path), held: columns });
    return row && { token: row.token, openedAtMs: row.opened_at.getTime() };
  }

  async find(token: string): Promise<TaskToken | undefined> {
    if (!isStorable(token)) return undefined;
    const row = await findToken(this.#pool, token);
    return row && toToken(row);
  }

  async answer({
    token,
    answer,
  }: {
    readonly token: string;
    readonly answer: TokenAnswer;
  }): Promise<{ readonly kind: 'answered'; readonly runId: string } | { readonly kind: Lateness }> {
    if (!isStorable(token)) return { kind: 'not_found' };
    const runId = await answerToken(this.#pool, { token, ...answerColumns(answer) });
    return runId === undefined ? { kind: await this.#whyNot(token) } : { kind: 'answered', runId };
  }

  async beat(token: string): Promise<'noted' | Lateness> {
    if (!isStorable(token)) return 'not_found';
    return (await beatToken(this.#pool, token)) ? 'noted' : this.#whyNot(token);
  }

  async #whyNot(token: string): Promise<Lateness> {
    const row = await findToken(this.#pool, token);
    if (row === undefined) return 'not_found';
    return row.answered_at === null ? 'expired' : 'already_answered';
  }

  async withdraw({ runId, paths }: { readonly runId: string; readonly paths: readonly string[] }): Promise<void> {
    if (paths.length > 0) await withdrawTokens(this.#pool, runId, paths.map(storablePath));
  }
}

/** Tokens arrive in addresses, and Postgres refuses some texts. */
function isStorable(token: string): boolean {
  return storable(token) === token;
}

const heldColumns = ({ path, state, resource, error, cause, connection, callAgeMs }: HeldCall): HeldColumns => [
  storablePath(path),
  ...([storable(state), storable(resource), storable(error), storable(cause)] as const),
  connection === undefined ? null : storable(connection),
  callAgeMs,
];

/** Neither a result nor an error: the attempt is made again. */
const AGAIN: AnswerColumns = { output: null, error: null, cause: null };

export function answerColumns(answer: TokenAnswer): AnswerColumns {
  if (answer.kind === 'returned') return { output: answer.output, error: null, cause: null };
  if (answer.kind === 'again') return AGAIN;
  return { output: null, error: storable(answer.error), cause: storable(answer.cause) };
}

function toToken(row: TokenRow): TaskToken {
  const { token, workspace_id: workspaceId, run_id: runId, attempt } = row;
  const answer = toAnswer(row);
  return {
    ...{ token, workspaceId, runId, attempt, path: readablePath(row.path) },
    ...(answer === undefined ? {} : { answer }),
    ...(row.beat_at === null ? {} : { beatAtMs: row.beat_at.getTime() }),
  };
}

function toAnswer({ answered_at, output, error, cause }: TokenRow): TokenAnswer | undefined {
  if (answered_at === null) return undefined;
  if (output !== null) return { kind: 'returned', output };
  return error === null ? { kind: 'again' } : { kind: 'threw', error, cause: cause ?? '' };
}
