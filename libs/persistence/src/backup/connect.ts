import { RuntimeError } from '@millrace/runtime';
import pg from 'pg';
import { addressOf } from '../database.ts';

/** Values are written alike whatever the database's own settings; it may take its time. */
const SESSION =
  '-c statement_timeout=0 -c idle_in_transaction_session_timeout=0 -c lock_timeout=30s -c TimeZone=UTC ' +
  '-c DateStyle=ISO -c IntervalStyle=postgres -c extra_float_digits=1 -c bytea_output=hex -c client_encoding=UTF8';

/** One connection, for as long as a backup or a restore takes. `store.unavailable` when there is none to be had. */
export async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, options: SESSION, keepAlive: true });
  // One that is lost fails whatever is asked of it.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return client;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new RuntimeError(
      'store.unavailable',
      `The database at ${addressOf(url)} cannot be used: ${reason || 'it does not answer'}. Check DATABASE_URL, and that it runs.`,
      { cause },
    );
  }
}
