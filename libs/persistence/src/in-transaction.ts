import type pg from 'pg';

/** Does the work in one transaction; whatever it throws undoes all of it. */
export async function inTransaction<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  // The pool looks after idle connections only: one that is lost while nobody listens would end the process.
  const noteLoss = (cause: Error): void => {
    broken = cause;
  };
  client.on('error', noteLoss);
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (cause) {
    // A connection that cannot even undo is of no use to the next.
    await client.query('rollback').catch((failure: unknown) => {
      broken = failure instanceof Error ? failure : new Error(String(failure));
    });
    throw cause;
  } finally {
    client.release(broken);
    client.removeListener('error', noteLoss);
  }
}
