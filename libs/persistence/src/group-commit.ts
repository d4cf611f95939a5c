import { setTimeout as delay } from 'node:timers/promises';
import { isRefusal, storeFailure } from './postgres-errors.ts';
import type { JournalEntryRow, MoveRow, NewRunRow, StepRow, StoreWriteRow, WriteBatchRows } from './sql/write-batch.ts';

/** One caller's write: a new run or a move, or a move with a run that follows it; with steps and entries of the journal. */
export interface Write {
  readonly run?: NewRunRow;
  readonly move?: MoveRow;
  readonly steps: readonly StepRow[];
  readonly journal?: readonly JournalEntryRow[];
  /** What connectors keep with it. */
  readonly store?: StoreWriteRow;
  /** Large values that the rows refer to, by their hash. */
  readonly bodies?: ReadonlyMap<string, string>;
}
/** What is written in one go. */
export type Batch = WriteBatchRows & {
  readonly store: readonly StoreWriteRow[];
  readonly bodies: ReadonlyMap<string, string>;
};
export interface WriteResult {
  readonly written: boolean;
  /** True when an earlier try may have been committed without our hearing of it. */
  readonly retried: boolean;
}
interface Pending {
  readonly write: Write;
  readonly bytes: number;
  /** Monotonic; a broken database is asked again until then. */
  readonly untilMs: number;
  readonly resolve: (result: WriteResult) => void;
  readonly reject: (cause: unknown) => void;
}
/** Milliseconds. */
interface Patience {
  /** Before the second try; each later one waits twice as long, a second at most. */
  readonly firstDelayMs?: number;
  /** How long a database that is away is asked again for new runs, … */
  readonly acceptMs?: number;
  /** … and for what runs have done. */
  readonly moveMs?: number;
}
type WriteBatch = (batch: Batch) => Promise<ReadonlySet<string>>;

/** The statement compares each move with each other one; past some hundreds that costs more than another round trip. */
const MAX_BATCH_WRITES = 250;
const MAX_BATCH_BYTES = 8 * 1024 * 1024;
const MAX_BATCHES_IN_FLIGHT = 3;
/** Whoever sends an event waits for this, and was promised nothing yet. */
const DEFAULT_ACCEPT_MS = 3000;
/** What a run has done must not be forgotten, and so be done again, while the database restarts. Less than its lease. */
const DEFAULT_MOVE_MS = 20_000;
const MAX_DELAY_MS = 1000;
const DEFAULT_FIRST_DELAY_MS = 100;

/**
 * Commits whatever has gathered, in one round trip, a few such commits in flight at most. A caller waits for its own
 * commit and no longer.
 *
 * After a broken connection nobody knows whether the commit happened, so the batch is written again. That is safe: a new
 * run is inserted by its id, and found there the second time; a step by its run and number; a move repeats only while the
 * run is still held under the same fence, and puts the same values there. What the second try did not write, because the
 * first had, its caller reads afterwards (`retried`).
 */
export class GroupCommit {
  readonly #writeBatch: WriteBatch;
  readonly #firstDelayMs: number;
  readonly #acceptMs: number;
  readonly #moveMs: number;
  #queue: Pending[] = [];
  #inFlight = 0;
  #scheduled = false;
  /** Commits made, and writes in them: for metrics. */
  commits = 0;
  writes = 0;

  constructor(
    writeBatch: WriteBatch,
    { firstDelayMs = DEFAULT_FIRST_DELAY_MS, acceptMs = DEFAULT_ACCEPT_MS, moveMs = DEFAULT_MOVE_MS }: Patience = {},
  ) {
    this.#firstDelayMs = firstDelayMs;
    this.#acceptMs = acceptMs;
    this.#moveMs = moveMs;
    this.#writeBatch = writeBatch;
  }

  write(write: Write): Promise<WriteResult> {
    return new Promise((resolve, reject) => {
      const bytes = bytesOf(write);
      const untilMs = performance.now() + (write.move === undefined ? this.#acceptMs : this.#moveMs);
      this.#queue.push({ write, bytes, untilMs, resolve, reject });
      this.#schedule();
    });
  }

  /** After the callers of this moment had their chance to add theirs. */
  #schedule(): void {
    if (this.#scheduled || this.#inFlight >= MAX_BATCHES_IN_FLIGHT) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      while (this.#queue.length > 0 && this.#inFlight < MAX_BATCHES_IN_FLIGHT) void this.#commit(this.#take());
    });
  }

  /**
   * The next batch. Two writes of one run, or two new runs with one dedupe key, never share one: within a statement
   * neither meets the other. What happens inside one composite state is the exception: it becomes one move.
   */
  #take(): Pending[] {
    const identities = new Map<string, Write>();
    let bytes = 0;
    let count = 0;
    for (const { write, bytes: more } of this.#queue) {
      const own = identitiesOf(write);
      if (count === MAX_BATCH_WRITES || (count > 0 && bytes + more > MAX_BATCH_BYTES)) break;
      if (own.some((identity) => !mayShare(write, identities.get(identity)))) break;
      for (const identity of own) identities.set(identity, write);
      bytes += more;
      count += 1;
    }
    return this.#queue.splice(0, count);
  }

  async #commit(batch: readonly Pending[]): Promise<void> {
    this.#inFlight += 1;
    try {
      await this.#commitWithRetries(batch);
    } finally {
      this.#inFlight -= 1;
      if (this.#queue.length > 0) this.#schedule();
    }
  }

  async #commitWithRetries(batch: readonly Pending[], triesBefore = 0): Promise<void> {
    let left = batch;
    for (let tries = triesBefore + 1; left.length > 0; tries += 1) {
      const cause = await this.#tryToCommit(left, tries > 1);
      if (cause === undefined) return;
      if (isRefusal(cause)) {
        await this.#refuse(left, { cause, tries });
        return;
      }
      left = giveUpLate(left, cause);
      // They wait behind this one, and for the same.
      this.#queue = giveUpLate(this.#queue, cause);
      if (left.length > 0) await delay(Math.min(this.#firstDelayMs * 2 ** (tries - 1), MAX_DELAY_MS));
    }
  }

  /** One bad row must not fail its neighbours. */
  async #refuse(batch: readonly Pending[], { cause, tries }: { cause: unknown; tries: number }): Promise<void> {
    if (batch.length === 1) batch[0]?.reject(storeFailure(cause));
    else for (const pending of batch) await this.#commitWithRetries([pending], tries);
  }

  /** Returns why it failed. */
  async #tryToCommit(batch: readonly Pending[], retried: boolean): Promise<unknown> {
    try {
      const written = await this.#writeBatch(rowsOf(batch));
      this.commits += 1;
      this.writes += batch.length;
      for (const { write, resolve } of batch) resolve({ written: written.has(idOf(write)), retried });
      return undefined;
    } catch (cause) {
      return cause;
    }
  }
}

/** Fails the writes that have waited long enough; returns the others. */
function giveUpLate(pending: readonly Pending[], cause: unknown): Pending[] {
  const nowMs = performance.now();
  const late = pending.filter(({ untilMs }) => untilMs <= nowMs);
  for (const { reject } of late) reject(storeFailure(cause));
  return pending.filter(({ untilMs }) => untilMs > nowMs);
}

/** In the order of ids and keys: batches that run side by side then lock rows in one order, and never each other. */
function rowsOf(batch: readonly Pending[]): Batch {
  const moves = new Map<string, MoveRow>();
  const journal = new Map<string, JournalEntryRow>();
  for (const { write } of batch) {
    const { move } = write;
    if (move !== undefined) moves.set(move.id, joined(moves.get(move.id), move));
    // The newest entry of a path is the one that counts.
    for (const row of write.journal ?? []) journal.set(`${row.run_id} ${row.path}`, row);
  }
  return {
    runs: batch
      .flatMap(({ write }) => (write.run === undefined ? [] : [write.run]))
      .sort((a, b) => inOrder(dedupeIdentity(a) ?? a.id, dedupeIdentity(b) ?? b.id)),
    moves: [...moves.values()].sort((a, b) => inOrder(a.id, b.id)),
    steps: batch.flatMap(({ write }) => write.steps),
    journal: [...journal.values()],
    store: batch.flatMap(({ write }) => (write.store === undefined ? [] : [write.store])),
    bodies: new Map(batch.flatMap(({ write }) => [...(write.bodies ?? [])])),
  };
}

/** Two moves inside one composite state are one. */
function joined(before: MoveRow | undefined, move: MoveRow): MoveRow {
  if (before === undefined) return move;
  const progressed = before.progressed ?? move.progressed;
  const step_count = larger(move.step_count, before.step_count);
  return { ...move, step_count, ...(progressed === undefined ? {} : { progressed }) };
}

/** Whether both are of one execution, and neither changes where the run stands. */
function mayShare(write: Write, other: Write | undefined): boolean {
  return other === undefined || (isInside(write) && isInside(other) && write.move?.fence === other.move?.fence);
}

function isInside({ move }: Write): boolean {
  return move?.status === 'running' && move.checkpoint === null && move.compensating === undefined;
}

const larger = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? (a ?? b) : Math.max(a, b);

const inOrder = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

const idOf = ({ run, move }: Write): string => move?.id ?? run?.id ?? '';

function bytesOf({ run, move, steps, journal = [], store, bodies }: Write): number {
  const payloads = [run?.input, run?.raw_body, run?.output, move?.checkpoint, move?.output];
  const kept = store?.changes.flatMap(({ changes }) =>
    changes.map((change) => ('value' in change ? change.value : '')),
  );
  const rows = [
    ...(kept ?? []),
    ...steps.map(({ record }) => record),
    ...journal.flatMap(({ path, entry }) => [path, entry]),
  ];
  return [...payloads, ...rows, ...(bodies?.values() ?? [])].reduce<number>(
    (sum, text) => sum + (text?.length ?? 0),
    500,
  );
}

function identitiesOf(write: Write): readonly string[] {
  const key = write.run === undefined ? undefined : dedupeIdentity(write.run);
  return key === undefined ? [idOf(write)] : [idOf(write), key];
}

function dedupeIdentity({ workflow_id, trigger_id, dedupe_key }: NewRunRow): string | undefined {
  return dedupe_key === null ? undefined : JSON.stringify([workflow_id, trigger_id, dedupe_key]);
}
