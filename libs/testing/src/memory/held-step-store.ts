import { RuntimeError, type HeldCall, type HeldStep, type HeldStepStore, type Page } from '@millrace/runtime';
import { atOnce } from './at-once.ts';
import type { VersionNames } from './run-row.ts';
import type { RunTable } from './run-table.ts';
import type { MemoryTokenStore, TokenRow } from './token-store.ts';

type HeldRow = TokenRow & { readonly held: HeldCall };
interface Connection {
  readonly workspaceId: string;
  readonly name: string;
}

interface MemoryHeldSteps {
  readonly table: RunTable;
  readonly tokens: MemoryTokenStore;
  readonly namesOf: (versionId: string) => VersionNames | undefined;
}

/** Steps that stand still in memory: tokens that wait for a decision. */
export class MemoryHeldStepStore implements HeldStepStore {
  readonly #parts: MemoryHeldSteps;
  readonly #mendedMs = new Map<string, number>();
  readonly #releasedMs = new Map<string, number>();

  constructor(parts: MemoryHeldSteps) {
    this.#parts = parts;
  }

  list({ workspaceId, limit, ...filter }: Parameters<HeldStepStore['list']>[0]): Promise<Page<HeldStep>> {
    return atOnce(() => {
      const { runId, connection, cursor } = filter;
      const rows = this.#open(workspaceId)
        .filter(({ token }) => runId === undefined || token.runId === runId)
        .filter(({ held }) => connection === undefined || held.connection === connection);
      const begin = cursor === undefined ? 0 : rows.findIndex((row) => cursorOf(row) === cursor) + 1;
      if (cursor !== undefined && begin === 0) throw new RuntimeError('list.cursor_invalid', 'No list gave this out.');
      const items = rows.slice(begin, begin + limit);
      const last = items.at(-1);
      const page = { items: items.map((row) => this.#toHeldStep(row)) };
      return last === undefined || begin + limit >= rows.length ? page : { ...page, nextCursor: cursorOf(last) };
    });
  }

  countByConnection(workspaceId: string): Promise<Readonly<Record<string, number>>> {
    return atOnce(() => {
      const counts: Record<string, number> = {};
      for (const { held } of this.#open(workspaceId)) {
        if (held.connection !== undefined) counts[held.connection] = (counts[held.connection] ?? 0) + 1;
      }
      return counts;
    });
  }

  decide({
    workspaceId,
    runId,
    path,
    attempt,
    decision,
  }: Parameters<HeldStepStore['decide']>[0]): ReturnType<HeldStepStore['decide']> {
    return atOnce(() => {
      const isMeant = ({ token, held }: HeldRow): boolean =>
        token.runId === runId && held.path === path && (attempt === undefined || token.attempt === attempt);
      const row = this.#open(workspaceId).findLast(isMeant);
      if (row === undefined) return { kind: 'not_found' };
      this.#parts.tokens.answerRow(row, decision);
      return { kind: 'decided', token: row.token.token };
    });
  }

  noteMended(connection: Connection): Promise<void> {
    return atOnce(() => void this.#mendedMs.set(keyOf(connection), this.#parts.table.clock.nowMs()));
  }

  release({
    perConnection,
    paceSeconds,
    staleSeconds,
  }: Parameters<HeldStepStore['release']>[0]): ReturnType<HeldStepStore['release']> {
    return atOnce(() => {
      const nowMs = this.#parts.table.clock.nowMs();
      const chosen = [...this.#mendedMs].flatMap(([key, mendedMs]) => {
        const freshMs = mendedMs + staleSeconds * 1000;
        if (freshMs > nowMs) return [];
        const rows = this.#open().filter(({ token, held, openedAtMs }) => {
          const name = held.connection;
          const calledAtMs = openedAtMs - held.callAgeMs;
          return name !== undefined && calledAtMs < freshMs && keyOf({ ...token, name }) === key;
        });
        const isTooSoon = (this.#releasedMs.get(key) ?? -Infinity) > nowMs - paceSeconds * 1000;
        if (rows.length === 0 || isTooSoon) return [];
        this.#releasedMs.set(key, nowMs);
        return rows.slice(0, perConnection);
      });
      return chosen.map((row) => {
        this.#parts.tokens.answerRow(row, { kind: 'again' });
        return { runId: row.token.runId, token: row.token.token };
      });
    });
  }

  /** Those that nobody has decided about, oldest first. */
  #open(workspaceId?: string): HeldRow[] {
    const { tokens } = this.#parts;
    return [...tokens.rows.values()].filter(
      (row): row is HeldRow =>
        row.held !== undefined &&
        (workspaceId === undefined || row.token.workspaceId === workspaceId) &&
        typeof tokens.awaited(row.token.token) !== 'string',
    );
  }

  #toHeldStep({ token: { runId, attempt }, held: { callAgeMs: _, ...held }, openedAtMs }: HeldRow): HeldStep {
    const versionId = this.#parts.table.rows.get(runId)?.run.versionId ?? '';
    const workflowName = this.#parts.namesOf(versionId)?.workflowName ?? '';
    return { ...held, runId, workflowName, attempt, heldSinceMs: openedAtMs };
  }
}

const keyOf = ({ workspaceId, name }: Connection): string => JSON.stringify([workspaceId, name]);
const cursorOf = ({ token: { runId }, held }: HeldRow): string => JSON.stringify([runId, held.path]);
