import type pg from 'pg';
import { inTransaction } from './in-transaction.ts';
import { writeBatch, type WriteBatchRows } from './sql/write-batch.ts';

/** Whether some of the new runs begin with a move of another. */
export function hasFollowers({ runs }: WriteBatchRows): boolean {
  return runs.some(({ follows }) => follows !== undefined);
}

/** Writes the batch; a run that follows a move is kept in the same transaction, and only if that move was ours to make. */
export function writeWithFollowers(pool: pg.Pool, batch: WriteBatchRows): Promise<ReadonlySet<string>> {
  return inTransaction(pool, async (client) => {
    const written = await writeBatch(client, {
      ...batch,
      runs: batch.runs.filter(({ follows }) => follows === undefined),
    });
    const runs = batch.runs.filter(({ follows }) => follows !== undefined && written.has(follows));
    if (runs.length === 0) return written;
    const followers = await writeBatch(client, { runs, moves: [], steps: [], journal: [] });
    return new Set([...written, ...followers]);
  });
}
