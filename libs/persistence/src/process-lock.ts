import pg from 'pg';

const PROCESS_LOCK = 7_207_003;

/**
 * Tries to be the only process that serves this database. The holder may end all older leases: nobody else is alive. The
 * lock goes with its connection, so with the process. `held: false`: others serve it too, and leases end by time.
 */
export async function acquireProcessLock(url: string): Promise<{ readonly held: boolean; release(): Promise<void> }> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  const { rows } = await client.query<{ held: boolean }>('select pg_try_advisory_lock($1) as held', [PROCESS_LOCK]);
  const held = rows[0]?.held === true;
  // Without the lock, a shared one tells the next holder that it is not alone.
  if (!held) await client.end();
  return { held, release: () => (held ? client.end() : Promise.resolve()) };
}
