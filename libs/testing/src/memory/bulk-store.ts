import {
  MAX_BULK_RUNS,
  RuntimeError,
  type BulkAction,
  type BulkChoice,
  type BulkItem,
  type BulkItemState,
  type BulkLease,
  type BulkOutcome,
  type BulkPreview,
  type BulkState,
  type BulkStore,
  type NewRunCounts,
  type Page,
  type Run,
  type RunStatus,
  type TakenBulk,
} from '@millrace/runtime';
import { atOnce } from './at-once.ts';
import { listRuns } from './run-lists.ts';
import { toRun, type VersionNames } from './run-row.ts';
import type { RunTable } from './run-table.ts';
import { isUuid } from './uuid-time.ts';

interface ItemRow {
  readonly runId: string;
  readonly state: BulkItemState;
  readonly isBegun: boolean;
  readonly newRunId?: string;
  readonly error?: { readonly code: string; readonly message: string };
  readonly settledAtMs?: number;
}
interface BulkRow {
  readonly action: BulkAction;
  /** By run, oldest first. */
  readonly items: Map<string, ItemRow>;
  readonly fence: number;
  readonly leaseUntilMs?: number;
}
interface Named {
  readonly workspaceId: string;
  readonly id: string;
}
type NamesOf = (versionId: string) => VersionNames | undefined;

/** Bulk actions in memory, with the promises of the real store. Each method happens at once and as a whole. */
export class MemoryBulkStore implements BulkStore {
  readonly #table: RunTable;
  readonly #namesOf: NamesOf;
  readonly #rows = new Map<string, BulkRow>();

  constructor(table: RunTable, namesOf: NamesOf) {
    this.#table = table;
    this.#namesOf = namesOf;
  }

  create(request: Parameters<BulkStore['create']>[0]): Promise<BulkAction> {
    return atOnce(() => {
      const { chosen, compensate = false, because, ...asked } = request;
      const runIds = this.#choose(request.workspaceId, chosen);
      if (runIds.length === 0) throw new RuntimeError('bulk.empty', 'No run matches.');
      const { id, workspaceId, action, version, ratePerSecond, startedBy } = asked;
      const made: BulkAction = {
        ...{ id, workspaceId, action, ratePerSecond, startedBy, compensate },
        ...(version === undefined ? {} : { version }),
        ...(chosen.kind === 'filter' ? { filter: chosen.filter } : {}),
        ...(because === undefined ? {} : { because }),
        ...{ state: 'running', total: runIds.length, counts: { done: 0, failed: 0, skipped: 0 } },
        startedAtMs: this.#nowMs,
      };
      const items = [...runIds]
        .sort()
        .map((runId): [string, ItemRow] => [runId, { runId, state: 'pending', isBegun: false }]);
      this.#rows.set(id, { action: made, items: new Map(items), fence: 0 });
      return made;
    });
  }

  preview({ workspaceId, chosen, newest }: Parameters<BulkStore['preview']>[0]): Promise<BulkPreview> {
    return atOnce(() => {
      const runIds = this.#choose(workspaceId, chosen);
      const byStatus: Partial<Record<RunStatus, number>> = {};
      for (const runId of runIds) {
        const status = this.#read(workspaceId, runId)?.status;
        if (status !== undefined) byStatus[status] = (byStatus[status] ?? 0) + 1;
      }
      return { total: runIds.length, byStatus, newest: runIds.slice(0, newest) };
    });
  }

  find(named: Named): Promise<BulkAction | undefined> {
    return atOnce(() => this.#find(named)?.action);
  }

  list({ workspaceId, cursor, limit }: Parameters<BulkStore['list']>[0]): Promise<Page<BulkAction>> {
    return atOnce(() => {
      requireCursor(cursor);
      const found = [...this.#rows.values()]
        .map(({ action }) => action)
        .filter((action) => action.workspaceId === workspaceId && (cursor === undefined || action.id < cursor))
        .sort((a, b) => (a.id < b.id ? 1 : -1));
      return pageOf(found, limit, ({ id }) => id);
    });
  }

  listItems(request: Parameters<BulkStore['listItems']>[0]): Promise<Page<BulkItem>> {
    return atOnce(() => {
      const { states, cursor, limit, workspaceId } = request;
      requireCursor(cursor);
      const found = [...(this.#find(request)?.items.values() ?? [])].filter(
        ({ runId, state }) => states?.includes(state) !== false && (cursor === undefined || runId > cursor),
      );
      const items = found.map((row) => this.#toItem(workspaceId, row));
      return pageOf(items, limit, ({ runId }) => runId);
    });
  }

  countLastFailed({ id, last }: Parameters<BulkStore['countLastFailed']>[0]): Promise<number> {
    return atOnce(() => {
      const row = this.#rows.get(id);
      if (row === undefined) return 0;
      const { changedAtMs: sinceMs = -Infinity, workspaceId } = row.action;
      return [...row.items.values()]
        .filter(({ settledAtMs = -Infinity }) => settledAtMs >= sinceMs && settledAtMs > -Infinity)
        .sort((a, b) => (b.settledAtMs ?? 0) - (a.settledAtMs ?? 0))
        .flatMap((item) => this.#hasFailed(workspaceId, item) ?? [])
        .slice(0, last)
        .filter((hasFailed) => hasFailed).length;
    });
  }

  /** `undefined`: nobody knows yet. */
  #hasFailed(workspaceId: string, { state, newRunId }: ItemRow): boolean | undefined {
    if (state !== 'done') return state === 'failed' || undefined;
    const run = newRunId === undefined ? undefined : this.#read(workspaceId, newRunId);
    if (newRunId !== undefined && (run?.endedAtMs === undefined || run.status === 'cancelled')) return undefined;
    return run !== undefined && run.status !== 'succeeded';
  }

  countNewRuns(named: Named): Promise<NewRunCounts> {
    return atOnce(() => {
      const counts: Partial<Record<RunStatus | 'removed', number>> = {};
      for (const { newRunId } of this.#find(named)?.items.values() ?? []) {
        if (newRunId === undefined) continue;
        const status = this.#read(named.workspaceId, newRunId)?.status ?? 'removed';
        counts[status] = (counts[status] ?? 0) + 1;
      }
      return counts;
    });
  }

  change({ to, changedBy, ...named }: Parameters<BulkStore['change']>[0]): Promise<BulkAction> {
    return atOnce(() => {
      const row = this.#find(named);
      if (row === undefined) throw new RuntimeError('bulk.not_found', `There is no bulk action ${named.id}.`);
      const { state } = row.action;
      if (state === to) return row.action;
      const mayChange = state === 'running' || state === 'paused' || (state === 'failed' && to !== 'paused');
      if (!mayChange) throw new RuntimeError('bulk.ended', `Bulk action ${named.id} is ${state}.`);
      const { endedAtMs: _, reason, ...action } = row.action;
      const changed: BulkAction = {
        ...{ ...action, state: to, changedBy, changedAtMs: this.#nowMs },
        ...(to === 'aborted' ? { endedAtMs: this.#nowMs } : {}),
        ...(to === 'running' || reason === undefined ? {} : { reason }),
      };
      this.#rows.set(named.id, { ...row, action: changed });
      return changed;
    });
  }

  take({ leaseSeconds, limit }: Parameters<BulkStore['take']>[0]): Promise<readonly TakenBulk[]> {
    return atOnce(() => {
      const due = [...this.#rows.values()].filter(({ action, items, leaseUntilMs }) => {
        const hasLeft = [...items.values()].some(({ state, isBegun }) => state === 'pending' && isBegun);
        return (action.state === 'running' || hasLeft) && (leaseUntilMs ?? -Infinity) <= this.#nowMs;
      });
      return due.slice(0, limit).map((row) => {
        const { id } = row.action;
        const fence = row.fence + 1;
        this.#rows.set(id, { ...row, fence, leaseUntilMs: this.#nowMs + leaseSeconds * 1000 });
        const begun = [...row.items.values()].filter(({ state, isBegun }) => state === 'pending' && isBegun);
        return { lease: { id, fence }, action: row.action, begun: begun.map(({ runId }) => runId) };
      });
    });
  }

  begin(request: Parameters<BulkStore['begin']>[0]): Promise<readonly string[] | undefined> {
    return atOnce(() => {
      const { lease, leaseSeconds, limit } = request;
      const row = this.#held(lease);
      if (row?.action.state !== 'running') return undefined;
      this.#rows.set(lease.id, { ...row, leaseUntilMs: this.#nowMs + leaseSeconds * 1000 });
      const waiting = [...row.items.values()].filter(({ state, isBegun }) => state === 'pending' && !isBegun);
      return waiting.slice(0, limit).map(({ runId, state }) => {
        row.items.set(runId, { runId, state, isBegun: true });
        return runId;
      });
    });
  }

  settle({ lease, leaseSeconds, outcomes, stop }: Parameters<BulkStore['settle']>[0]): Promise<BulkState | undefined> {
    return atOnce(() => {
      const row = this.#held(lease);
      if (row === undefined) return undefined;
      for (const outcome of outcomes) settleItem(row.items, outcome, this.#nowMs);
      const action = afterSettling(row, { stop, nowMs: this.#nowMs });
      this.#rows.set(lease.id, { ...row, action, leaseUntilMs: this.#nowMs + leaseSeconds * 1000 });
      return action.state;
    });
  }

  release(leases: readonly BulkLease[]): Promise<void> {
    return atOnce(() => {
      for (const lease of leases) {
        const row = this.#held(lease);
        if (row === undefined) continue;
        const { leaseUntilMs: _, ...free } = row;
        this.#rows.set(lease.id, free);
      }
    });
  }

  get #nowMs(): number {
    return this.#table.clock.nowMs();
  }

  #find({ workspaceId, id }: Named): BulkRow | undefined {
    const row = this.#rows.get(id);
    return row?.action.workspaceId === workspaceId ? row : undefined;
  }

  #held({ id, fence }: BulkLease): BulkRow | undefined {
    const row = this.#rows.get(id);
    return row?.fence === fence ? row : undefined;
  }

  /** Newest first. */
  #choose(workspaceId: string, chosen: BulkChoice): readonly string[] {
    if (chosen.kind === 'picked') return [...new Set(chosen.runIds.filter(isUuid))].sort().reverse();
    if (chosen.kind === 'picked_letters') return [...new Set(chosen.letterIds.filter(isUuid))].sort().reverse();
    // No letters are here that a filter could find.
    if (chosen.kind === 'letters') return [];
    const filter = { ...chosen.filter, workspaceId, limit: MAX_BULK_RUNS + 1 };
    const { items } = listRuns(this.#table.rows.values(), filter, this.#namesOf);
    if (items.length > MAX_BULK_RUNS) throw new RuntimeError('bulk.too_many', 'Too many runs match.');
    return items.map(({ id }) => id);
  }

  #read(workspaceId: string, runId: string): Run | undefined {
    const row = this.#table.rows.get(runId);
    const names = row && this.#namesOf(row.run.versionId);
    return row?.run.workspaceId === workspaceId && names !== undefined ? toRun(row, names) : undefined;
  }

  #toItem(workspaceId: string, { runId, state, newRunId, error }: ItemRow): BulkItem {
    const workflowName = this.#read(workspaceId, runId)?.workflowName;
    const status = newRunId === undefined ? undefined : this.#read(workspaceId, newRunId)?.status;
    return {
      ...{ runId, state },
      ...(workflowName === undefined ? {} : { workflowName }),
      ...(newRunId === undefined ? {} : { newRun: { id: newRunId, ...(status === undefined ? {} : { status }) } }),
      ...(error === undefined ? {} : { error }),
    };
  }
}

/** The action once its items say what became of them. */
function afterSettling(
  { action, items }: BulkRow,
  { stop, nowMs }: { readonly stop: string | undefined; readonly nowMs: number },
): BulkAction {
  const counts = { done: 0, failed: 0, skipped: 0 };
  for (const { state } of items.values()) if (state !== 'pending') counts[state] += 1;
  const settled = { ...action, counts };
  const endedAtMs = action.endedAtMs ?? nowMs;
  if (action.state !== 'aborted' && counts.done + counts.failed + counts.skipped >= action.total)
    return { ...settled, state: 'done', endedAtMs };
  if (action.state !== 'running' || stop === undefined) return settled;
  return { ...settled, state: 'failed', reason: stop, endedAtMs };
}

function settleItem(items: Map<string, ItemRow>, outcome: BulkOutcome, settledAtMs: number): void {
  const item = items.get(outcome.runId);
  if (item?.state !== 'pending') return;
  const { runId } = item;
  if (outcome.state === 'released') items.set(runId, { runId, state: 'pending', isBegun: false });
  else if (outcome.state === 'done') {
    const { newRunId } = outcome;
    items.set(runId, {
      runId,
      state: 'done',
      isBegun: true,
      settledAtMs,
      ...(newRunId === undefined ? {} : { newRunId }),
    });
  } else if ('code' in outcome) {
    const { state, code, message } = outcome;
    items.set(runId, { runId, state, isBegun: true, settledAtMs, error: { code, message } });
  }
}

function requireCursor(cursor: string | undefined): void {
  if (cursor !== undefined && !isUuid(cursor))
    throw new RuntimeError('list.cursor_invalid', 'The cursor is none that a list has given out.');
}

function pageOf<T>(found: readonly T[], limit: number, cursorOf: (item: T) => string): Page<T> {
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return found.length > limit && last !== undefined ? { items, nextCursor: cursorOf(last) } : { items };
}
