import type { HeldCall, Lease, TaskToken, TokenAnswer, TokenStore } from '@millrace/runtime';
import { atOnce } from './at-once.ts';
import type { RunTable } from './run-table.ts';

export interface TokenRow {
  readonly token: TaskToken;
  readonly openedAtMs: number;
  readonly expiresAtMs: number;
  readonly isWithdrawn: boolean;
  readonly held?: HeldCall;
}
type Lateness = 'already_answered' | 'expired' | 'not_found';

/** Task tokens in memory, of the runs in the same table. */
export class MemoryTokenStore implements TokenStore {
  readonly #table: RunTable;
  /** By token, in the order in which they were opened. */
  readonly rows = new Map<string, TokenRow>();

  constructor(table: RunTable) {
    this.#table = table;
  }

  open({ lease, lifeSeconds, held, ...token }: Parameters<TokenStore['open']>[0]): ReturnType<TokenStore['open']> {
    return atOnce(() => {
      if (!this.#isHeld(lease)) return undefined;
      const { runId } = lease;
      const kept = [...this.rows.values()].find(
        ({ token: { path, attempt, ...other }, isWithdrawn }) =>
          !isWithdrawn && other.runId === runId && path === token.path && attempt === token.attempt,
      );
      if (kept !== undefined) return { token: kept.token.token, openedAtMs: kept.openedAtMs };
      const openedAtMs = this.#table.clock.nowMs();
      const expiresAtMs = openedAtMs + lifeSeconds * 1000;
      const row = { token: { ...token, runId }, openedAtMs, expiresAtMs, isWithdrawn: false };
      this.rows.set(token.token, held === undefined ? row : { ...row, held });
      return { token: token.token, openedAtMs };
    });
  }

  #isHeld({ runId, fence }: Lease): boolean {
    const row = this.#table.rows.get(runId);
    return row?.status === 'running' && row.fence === fence;
  }

  find(token: string): Promise<TaskToken | undefined> {
    return atOnce(() => this.rows.get(token)?.token);
  }

  answer({
    token,
    answer,
  }: {
    readonly token: string;
    readonly answer: TokenAnswer;
  }): Promise<{ readonly kind: 'answered'; readonly runId: string } | { readonly kind: Lateness }> {
    return atOnce(() => {
      const row = this.awaited(token);
      return typeof row === 'string' ? { kind: row } : { kind: 'answered', runId: this.answerRow(row, answer) };
    });
  }

  /** Returns the run that hears of it. */
  answerRow(row: TokenRow, answer: TokenAnswer): string {
    const { runId, token } = row.token;
    this.rows.set(token, { ...row, token: { ...row.token, answer } });
    this.#table.signal(runId, token);
    return runId;
  }

  beat(token: string): Promise<'noted' | Lateness> {
    return atOnce(() => {
      const row = this.awaited(token);
      if (typeof row === 'string') return row;
      this.rows.set(token, { ...row, token: { ...row.token, beatAtMs: this.#table.clock.nowMs() } });
      return 'noted';
    });
  }

  /** A token that an answer would not come too late for; else why it would. */
  awaited(token: string): TokenRow | Lateness {
    const row = this.rows.get(token);
    if (row === undefined) return 'not_found';
    if (row.token.answer !== undefined) return 'already_answered';
    const hasEnded = this.#table.rows.get(row.token.runId)?.end !== undefined;
    return row.isWithdrawn || hasEnded || row.expiresAtMs <= this.#table.clock.nowMs() ? 'expired' : row;
  }

  withdraw({ runId, paths }: { readonly runId: string; readonly paths: readonly string[] }): Promise<void> {
    return atOnce(() => {
      for (const [key, row] of this.rows)
        if (row.token.runId === runId && paths.includes(row.token.path))
          this.rows.set(key, { ...row, isWithdrawn: true });
    });
  }
}
