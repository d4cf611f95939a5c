import type pg from 'pg';
import { inTransaction } from './in-transaction.ts';
import { writeBatch, type StoreWriteRow, type WriteBatchRows } from './sql/write-batch.ts';
import { writeStoreWrites } from './sql/write-connector-values.ts';

type FollowedBatch = WriteBatchRows & { readonly store: readonly StoreWriteRow[] };

/** Whether some of the new runs begin with a move of another, or connectors keep something with a move. */
export function hasFollowers({ runs, store }: FollowedBatch): boolean {
  return store.length > 0 || runs.some(({ follows }) => follows !== undefined);
}

/** Writes the batch; what follows a move is kept in the same transaction, and only if that move was ours to make. */
export function writeWithFollowers(pool: pg.Pool, batch: FollowedBatch): Promise<ReadonlySet<string>> {
  return inTransaction(pool, async (client) => {
    const written = await writeBatch(client, {
      ...batch,
      runs: batch.runs.filter(({ follows }) => follows === undefined),
    });
    const store = batch.store.filter(({ run_id: runId }) => written.has(runId));
    if (store.length > 0) await writeStoreWrites(client, store);
    const runs = batch.runs.filter(({ follows }) => follows !== undefined && written.has(follows));
    if (runs.length === 0) return written;
    const followers = await writeBatch(client, { runs, moves: [], steps: [], journal: [] });
    return new Set([...written, ...followers]);
  });
}
