import { RuntimeError } from '@millrace/runtime';
import type { MoveRow, NewRunRow, StepRow } from './sql/write-batch.ts';

/** One caller's write: a new run or a move, with its steps. */
export interface Write {
  readonly run?: NewRunRow;
  readonly move?: MoveRow;
  readonly steps: readonly StepRow[];
}
export interface WriteResult {
  readonly written: boolean;
  /** True when an earlier try may have been committed without our hearing of it. */
  readonly retried: boolean;
}
interface Pending {
  readonly write: Write;
  readonly bytes: number;
  readonly resolve: (result: WriteResult) => void;
  readonly reject: (cause: unknown) => void;
}
type WriteBatch = (batch: { runs: NewRunRow[]; moves: MoveRow[]; steps: StepRow[] }) => Promise<ReadonlySet<string>>;

const MAX_BATCH_WRITES = 500;
const MAX_BATCH_BYTES = 8 * 1024 * 1024;
const MAX_BATCHES_IN_FLIGHT = 3;
const MAX_TRIES = 5;

/**
 * Commits whatever has gathered, in one round trip, a few such commits in flight at most. A caller waits for its own
 * commit and no longer. What is written names its run and fence, so that repeating it changes nothing: after a broken
 * connection, when nobody knows whether the commit happened, the batch is simply written again.
 */
export class GroupCommit {
  readonly #writeBatch: WriteBatch;
  readonly #queue: Pending[] = [];
  #inFlight = 0;
  #scheduled = false;
  /** Commits made, and writes in them: for metrics. */
  commits = 0;
  writes = 0;

  constructor(writeBatch: WriteBatch) {
    this.#writeBatch = writeBatch;
  }

  write(write: Write): Promise<WriteResult> {
    return new Promise((resolve, reject) => {
      const bytes = bytesOf(write);
      this.#queue.push({ write, bytes, resolve, reject });
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

  /** The next batch. Two new runs with one dedupe key never share one: a statement cannot meet its own insert. */
  #take(): Pending[] {
    const taken: Pending[] = [];
    const keys = new Set<string>();
    let bytes = 0;
    while (taken.length < MAX_BATCH_WRITES && bytes < MAX_BATCH_BYTES) {
      const next = this.#queue[0];
      if (next === undefined) break;
      const key = dedupeIdentity(next.write);
      if (key !== undefined && keys.has(key)) break;
      if (key !== undefined) keys.add(key);
      this.#queue.shift();
      bytes += next.bytes;
      taken.push(next);
    }
    return taken;
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

  async #commitWithRetries(batch: readonly Pending[]): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      try {
        const written = await this.#writeBatch(rowsOf(batch));
        this.commits += 1;
        this.writes += batch.length;
        for (const { write, resolve } of batch) resolve({ written: written.has(idOf(write)), retried: tries > 1 });
        return;
      } catch (cause) {
        if (isDataFault(cause) && batch.length > 1) {
          await this.#commitOneByOne(batch);
          return;
        }
        if (tries === MAX_TRIES || isDataFault(cause)) {
          const error = storeFailure(cause);
          for (const { reject } of batch) reject(error);
          return;
        }
        await new Promise((resolve) => setTimeout(resolve, 50 * 2 ** tries));
      }
    }
  }

  /** One bad row must not fail its neighbours. */
  async #commitOneByOne(batch: readonly Pending[]): Promise<void> {
    for (const pending of batch) await this.#commitWithRetries([pending]);
  }
}

function rowsOf(batch: readonly Pending[]) {
  return {
    runs: batch.flatMap(({ write }) => (write.run === undefined ? [] : [write.run])),
    moves: batch.flatMap(({ write }) => (write.move === undefined ? [] : [write.move])),
    steps: batch.flatMap(({ write }) => write.steps),
  };
}

const idOf = ({ run, move }: Write): string => run?.id ?? move?.id ?? '';

function bytesOf({ run, move, steps }: Write): number {
  const payload =
    (run?.input.length ?? 0) +
    (run?.raw_body?.length ?? 0) +
    (move?.checkpoint?.length ?? 0) +
    (move?.output?.length ?? 0);
  return steps.reduce((sum, step) => sum + step.record.length, payload + 500);
}

function dedupeIdentity({ run }: Write): string | undefined {
  if (run?.dedupe_key == null) return undefined;
  return JSON.stringify([run.workflow_id, run.trigger_id, run.dedupe_key]);
}

/** SQLSTATE classes 22 and 23: the data itself is refused, so another try would end the same. */
function isDataFault(cause: unknown): boolean {
  const { code } = cause as { readonly code?: unknown };
  return typeof code === 'string' && /^2[23]/.test(code);
}

/** A database failure as the port promises it. */
export function storeFailure(cause: unknown): RuntimeError {
  const { code } = cause as { readonly code?: unknown };
  if (code === '53100') {
    return new RuntimeError(
      'store.disk_low',
      'The disk of the database is full. Free some space; nothing that was accepted is lost.',
      { cause },
    );
  }
  return new RuntimeError(
    'store.unavailable',
    'The database does not answer. What was accepted is kept; try again shortly.',
    { cause },
  );
}
