import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { isDatabaseFault, storeFailure } from './postgres-errors.ts';

const PROCESS_LOCK = 7_207_003;
/** The server notices within moments that a killed process has gone. */
const TRIES = 5;
const TRY_INTERVAL_MS = 100;
const RETURN_INTERVAL_MS = 50;

/** Whether this process was alone when it came, and how it says that it goes. */
export interface ProcessLock {
  readonly held: boolean;
  release(): Promise<void>;
}

/**
 * Tells whether this process is the only one that serves the database (`held`). Call it before the first claim. All processes
 * share the lock for as long as their connections live, and only who finds nobody sharing it was alone. `whileAlone` runs if
 * so, and nobody else comes while it does: it may end all leases there are, since whoever had them is dead.
 * `store.unavailable` when the database goes away meanwhile.
 */
export async function acquireProcessLock(url: string, options: LockOptions = {}): Promise<ProcessLock> {
  try {
    return await acquire(url, options);
  } catch (cause) {
    throw isDatabaseFault(cause) ? storeFailure(cause) : cause;
  }
}
interface LockOptions {
  readonly whileAlone?: () => Promise<void>;
}

async function acquire(url: string, { whileAlone }: LockOptions): Promise<ProcessLock> {
  const presence = new Presence(url);
  const client = await presence.connect();
  try {
    const held = await tryAlone(client);
    if (held) await whileAlone?.();
    await share(client);
    if (held) await client.query('select pg_advisory_unlock($1)', [PROCESS_LOCK]);
    presence.watch(client);
    return { held, release: () => presence.end() };
  } catch (cause) {
    await presence.end();
    throw cause;
  }
}

/**
 * Shares the lock over lost connections: a database that starts anew has forgotten who serves it, and a server that comes
 * then must not take the living for dead.
 */
class Presence {
  readonly #url: string;
  #client: pg.Client | undefined;
  #isOver = false;

  constructor(url: string) {
    this.#url = url;
  }

  async connect(): Promise<pg.Client> {
    const client = new pg.Client({ connectionString: this.#url, keepAlive: true });
    client.on('error', () => undefined);
    await client.connect();
    this.#client = client;
    // It went while the connection was on its way.
    if (this.#isOver) await client.end();
    return client;
  }

  /** From now on the lock comes back when this connection is lost. */
  watch(client: pg.Client): void {
    client.once('end', () => void this.#return());
  }

  async #return(): Promise<void> {
    while (!this.#isOver) {
      try {
        const client = await this.connect();
        await share(client).catch(async (cause: unknown) => {
          await client.end();
          throw cause;
        });
        this.watch(client);
        return;
      } catch {
        await delay(RETURN_INTERVAL_MS, undefined, { ref: false });
      }
    }
  }

  async end(): Promise<void> {
    this.#isOver = true;
    await this.#client?.end();
  }
}

async function share(client: pg.Client): Promise<void> {
  await client.query('select pg_advisory_lock_shared($1)', [PROCESS_LOCK]);
}

async function tryAlone(client: pg.Client): Promise<boolean> {
  for (let tries = 1; ; tries += 1) {
    const { rows } = await client.query<{ held: boolean }>('select pg_try_advisory_lock($1) as held', [PROCESS_LOCK]);
    if (rows[0]?.held === true) return true;
    if (tries === TRIES) return false;
    await delay(TRY_INTERVAL_MS);
  }
}
