import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { isDatabaseFault, storeFailure } from './postgres-errors.ts';

/** Shared by every process that may have leases. */
export const LIVING_LOCK = 7_207_003;
/** Held by the one that finds out whether the others are dead. */
const COMING_LOCK = 7_207_005;
const RETURN_INTERVAL_MS = 50;
const LOOK_INTERVAL_MS = 100;
/** A database that has just started has forgotten who serves it: the living have so long to come back. */
const SETTLE_MS = 1000;
/** Who finds out may stand still, and must not keep the others from their work. */
const PATIENCE_MS = 5000;

/** That a process serves a database, and whether it was alone when it came. */
export interface ProcessLock {
  /** Told after a second, and when `whileAlone` has run; does not reject. False also for one that would not have done anything. */
  readonly isAlone: Promise<boolean>;
  release(): Promise<void>;
}
interface LockOptions {
  readonly whileAlone?: () => Promise<void>;
  /** `whileAlone` has failed, or the database went away before. */
  readonly onFailure?: (cause: unknown) => void;
}

/**
 * Says that this process serves the database. Call it before the first claim. `whileAlone` runs if nobody else serves it, and
 * nobody else comes while that is found out: it may end all leases of others, since whoever had them is dead. The process need
 * not wait for that. `store.unavailable` when the database goes away meanwhile.
 */
export async function acquireProcessLock(url: string, options: LockOptions = {}): Promise<ProcessLock> {
  try {
    return await acquire(url, options);
  } catch (cause) {
    throw isDatabaseFault(cause) ? storeFailure(cause) : cause;
  }
}

async function acquire(url: string, { whileAlone, onFailure }: LockOptions): Promise<ProcessLock> {
  const presence = new Presence(url);
  const client = await presence.connect();
  try {
    const isFirst = await waitForTurn(client);
    await share(client);
    presence.watch(client);
    const isAlone = isFirst
      ? findOut(client, presence, whileAlone).catch((cause: unknown) => {
          onFailure?.(cause);
          return false;
        })
      : Promise.resolve(false);
    const release = async (): Promise<void> => {
      presence.leave();
      await isAlone;
      await presence.end();
    };
    return { isAlone, release };
  } catch (cause) {
    await presence.end();
    throw cause;
  }
}

/** Waits until nobody else finds out; not for ever. */
async function waitForTurn(client: pg.Client): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < PATIENCE_MS; waitedMs += LOOK_INTERVAL_MS) {
    if (await tryLock(client, COMING_LOCK)) return true;
    await delay(LOOK_INTERVAL_MS);
  }
  return false;
}

/** Whether nobody else has come, or come back, after a while. The turn ends with it. */
async function findOut(
  client: pg.Client,
  presence: Presence,
  whileAlone: (() => Promise<void>) | undefined,
): Promise<boolean> {
  try {
    if (whileAlone === undefined || !(await staysAlone(client, presence))) return false;
    try {
      await whileAlone();
    } finally {
      await unlock(client, LIVING_LOCK);
    }
    return true;
  } finally {
    // A session that is lost has lost its locks.
    await unlock(client, COMING_LOCK).catch(() => undefined);
  }
}

/** When it does, it has the lock of the living for itself, and those that come back wait. */
async function staysAlone(client: pg.Client, presence: Presence): Promise<boolean> {
  const untilMs = performance.now() + SETTLE_MS;
  while (!presence.isOver && (await tryLock(client, LIVING_LOCK))) {
    if (performance.now() >= untilMs) return true;
    await unlock(client, LIVING_LOCK);
    await delay(LOOK_INTERVAL_MS);
  }
  return false;
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

  get isOver(): boolean {
    return this.#isOver;
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

  /** It does not come back any more. */
  leave(): void {
    this.#isOver = true;
  }

  async end(): Promise<void> {
    this.leave();
    await this.#client?.end();
  }
}

async function share(client: pg.Client): Promise<void> {
  await client.query('select pg_advisory_lock_shared($1)', [LIVING_LOCK]);
}

async function tryLock(client: pg.Client, lock: number): Promise<boolean> {
  const { rows } = await client.query<{ held: boolean }>('select pg_try_advisory_lock($1) as held', [lock]);
  return rows[0]?.held === true;
}

async function unlock(client: pg.Client, lock: number): Promise<void> {
  await client.query('select pg_advisory_unlock($1)', [lock]);
}
