import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';

const PROCESS_LOCK = 7_207_003;
/** The server notices within moments that a killed process has gone. */
const TRIES = 5;
const TRY_INTERVAL_MS = 100;

/** Whether this process was alone when it came, and how it says that it goes. */
export interface ProcessLock {
  readonly held: boolean;
  release(): Promise<void>;
}

/**
 * Tells whether this process is the only one that serves the database (`held`). Call it before the first claim. All processes
 * share the lock for as long as their connections live, and only who finds nobody sharing it was alone. `whileAlone` runs if
 * so, and nobody else comes while it does: it may end all leases there are, since whoever had them is dead.
 */
export async function acquireProcessLock(
  url: string,
  { whileAlone }: { readonly whileAlone?: () => Promise<void> } = {},
): Promise<ProcessLock> {
  const client = new pg.Client({ connectionString: url, keepAlive: true });
  // A lost connection gives up the lock. It has served by then: the question was about the start.
  client.on('error', () => undefined);
  await client.connect();
  try {
    const held = await tryAlone(client);
    if (held) await whileAlone?.();
    await client.query('select pg_advisory_lock_shared($1)', [PROCESS_LOCK]);
    if (held) await client.query('select pg_advisory_unlock($1)', [PROCESS_LOCK]);
    return { held, release: () => client.end() };
  } catch (cause) {
    await client.end();
    throw cause;
  }
}

async function tryAlone(client: pg.Client): Promise<boolean> {
  for (let tries = 1; ; tries += 1) {
    const { rows } = await client.query<{ held: boolean }>('select pg_try_advisory_lock($1) as held', [PROCESS_LOCK]);
    if (rows[0]?.held === true) return true;
    if (tries === TRIES) return false;
    await delay(TRY_INTERVAL_MS);
  }
}
