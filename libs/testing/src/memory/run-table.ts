import { ConnectorValues } from './connector-values.ts';
import {
  RuntimeError,
  type AcceptResult,
  type Clock,
  type JournalRow,
  type Lease,
  type NewRun,
  type RunEnd,
  type RunSignal,
} from '@millrace/runtime';
import { withEnd, type RunRow } from './run-row.ts';

interface KeptKey {
  readonly runId: string;
  readonly contentHash: string;
  readonly expiresAtMs: number;
}
type KeyedRun = Pick<NewRun, 'workflowId' | 'trigger' | 'dedupe'>;
type CancelMode = NonNullable<RunSignal['cancel']>;

/** What the stores of one installation know of its runs. Each method happens at once and as a whole. */
export class RunTable {
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly rows = new Map<string, RunRow>();
  readonly #keys = new Map<string, KeptKey>();
  readonly values = new ConnectorValues();
  /** Told of a run whose failure counts, with its end. */
  onFailed: (row: RunRow) => void = () => undefined;
  readonly #journal = new Map<string, Map<string, string>>();

  constructor(clock: Pick<Clock, 'nowMs'>) {
    this.clock = clock;
  }

  put(row: RunRow): RunRow {
    this.rows.set(row.run.id, row);
    return row;
  }

  /** Keeps a new run with its dedupe key, unless another has that. */
  keep(row: RunRow): AcceptResult {
    const { id, dedupe } = row.run;
    const first = this.findRepetition(row.run);
    if (first !== undefined && first.runId !== id) return first;
    if (this.rows.has(id)) throw new RuntimeError('store.unavailable', `There is a run ${id} already.`);
    if (dedupe !== undefined) {
      const { contentHash, windowSeconds } = dedupe;
      const expiresAtMs = this.clock.nowMs() + windowSeconds * 1000;
      this.#keys.set(keyOf(row.run), { runId: id, contentHash, expiresAtMs });
    }
    this.put(row);
    if (row.end !== undefined) this.#noteEnd(row);
    return { kind: 'accepted', fence: row.fence };
  }

  /** The run that has the dedupe key of this one. */
  findRepetition(run: KeyedRun): Extract<AcceptResult, { kind: 'duplicate' }> | undefined {
    const first = run.dedupe === undefined ? undefined : this.#keys.get(keyOf(run));
    if (first === undefined || first.expiresAtMs < this.clock.nowMs()) return undefined;
    return { kind: 'duplicate', runId: first.runId, sameContent: first.contentHash === run.dedupe?.contentHash };
  }

  /** Until when the dedupe key of this run is another's; nothing when it is free. */
  expiryOf(run: KeyedRun): number | undefined {
    const first = run.dedupe === undefined ? undefined : this.#keys.get(keyOf(run));
    return first === undefined || first.expiresAtMs < this.clock.nowMs() ? undefined : first.expiresAtMs;
  }

  /** Changes a run that is held under this fence. */
  move({ runId, fence }: Lease, change: (row: RunRow) => RunRow): boolean {
    const row = this.rows.get(runId);
    if (row?.status !== 'running' || row.fence !== fence) return false;
    const moved = this.put(change(row));
    if (moved.end !== undefined) this.#noteEnd(moved);
    return true;
  }

  end(row: RunRow, end: RunEnd): void {
    this.#tellFamily(this.put(withEnd(row, end)));
  }

  /** Something came that a run waits for. */
  signal(runId: string, source: string): void {
    const row = this.rows.get(runId);
    if (row === undefined || row.end !== undefined) return;
    this.put({ ...row, signals: [...new Set([...(row.signals ?? []), source])] });
  }

  forgetSignal(runId: string, source: string): void {
    const row = this.rows.get(runId);
    if (row?.signals === undefined) return;
    this.put({ ...row, signals: row.signals.filter((other) => other !== source) });
  }

  #noteEnd(row: RunRow): void {
    this.#tellFamily(row);
    if (row.end?.failure !== undefined) this.onFailed(row);
  }

  /** Who waited for its end, and, unless it succeeded, those whose end it waited for. */
  #tellFamily({ run: { id, parent }, status }: RunRow): void {
    if (parent?.isAwaited === true) this.signal(parent.runId, id);
    if (status === 'succeeded') return;
    for (const { run } of this.rows.values())
      if (run.parent?.runId === id && run.parent.isAwaited) this.signal(run.id, id);
  }

  /** Somebody wants the run to end, or to undo what it did. */
  cancel(row: RunRow, cancel: CancelMode): 'cancelled' | 'requested' {
    const nowMs = this.clock.nowMs();
    const asked: RunRow = { ...row, cancel };
    const isRunning = row.status === 'running';
    if (isRunning || (cancel === 'compensate' && row.startedAtMs !== undefined)) {
      this.put(isRunning ? asked : { ...asked, dueMs: Math.min(row.dueMs ?? nowMs, nowMs) });
      return 'requested';
    }
    this.end(asked, { status: 'cancelled', endedAtMs: nowMs });
    return 'cancelled';
  }

  /** Whether and how a run must stop: somebody wants that, or the run that waited for it has ended. */
  cancelOf({ cancel, isCompensating, run: { parent } }: RunRow): CancelMode | undefined {
    if (cancel !== undefined || parent?.isAwaited !== true || isCompensating === true) return cancel;
    const isAwaited = this.rows.has(parent.runId) && this.rows.get(parent.runId)?.end === undefined;
    return isAwaited ? undefined : 'stop';
  }

  /** The newest entry of a path replaces the one before. */
  keepJournal(runId: string, rows: readonly JournalRow[] = []): void {
    const journal = this.#journal.get(runId) ?? new Map<string, string>();
    for (const { path, entry } of rows) journal.set(path, entry);
    if (journal.size > 0) this.#journal.set(runId, journal);
  }

  readJournal(runId: string): readonly JournalRow[] {
    return [...(this.#journal.get(runId) ?? [])].map(([path, entry]) => ({ path, entry }));
  }
}

const keyOf = ({ workflowId, trigger, dedupe }: KeyedRun): string =>
  JSON.stringify([workflowId, trigger.id, dedupe?.key]);
