// Partitions, expired keys, the lock of a lone process, and wake-ups.
import { createIds, systemClock } from '@millrace/runtime';
import { createTestDatabase, type TestDatabase } from '@millrace/testing';
import { testDispatcher } from '@millrace/testing/suites';
import { openDatabase, type Database } from './database.ts';
import { NotifyDispatcher } from './notify-dispatcher.ts';
import { ensurePartitions } from './partitions.ts';
import { acquireProcessLock } from './process-lock.ts';
import { PostgresRunStore } from './run-store.ts';
import { removeExpiredKeys } from './sql/remove-expired-keys.ts';
import { firstUuidOf } from './uuid.ts';

const DAY_MS = 86_400_000;
const ids = createIds(systemClock());
let home: TestDatabase;
let database: Database;

beforeEach(async () => {
  home = await createTestDatabase();
  database = await openDatabase({ url: home.url });
});
afterEach(async () => {
  await database.close();
  await home.drop();
});

async function select<T>(text: string): Promise<T[]> {
  return (await database.runPool.query(text)).rows as T[];
}

async function acceptAt(epochMs: number, key?: string): Promise<string> {
  const id = firstUuidOf(epochMs).replace(/0{12}$/, ids.runId().slice(-12));
  await new PostgresRunStore(database.runPool).accept({
    id,
    workspaceId: ids.runId(),
    workflowId: ids.runId(),
    versionId: ids.runId(),
    trigger: { id: 'hook', type: 'webhook' },
    input: 'null',
    priority: 0,
    acceptedAtMs: epochMs,
    ...(key === undefined ? {} : { dedupe: { key, windowSeconds: 60, contentHash: 'a' } }),
  });
  return id;
}

describe('partitions', () => {
  const noon = Date.UTC(2026, 10, 24, 12);

  test('each run lies in the partition of its day; days without one go to the default', async () => {
    // Two processes at once, and again: repeatable.
    await Promise.all([1, 2].map(() => ensurePartitions(database.runPool, { nowMs: noon, daysAhead: 1 })));
    await ensurePartitions(database.runPool, { nowMs: noon, daysAhead: 1 });
    const midnight = Math.ceil(noon / DAY_MS) * DAY_MS;
    await acceptAt(noon);
    await acceptAt(midnight - 1);
    await acceptAt(midnight);
    await acceptAt(midnight + DAY_MS);
    expect(
      await select(
        'select tableoid::regclass::text as partition, count(*)::integer as runs from run group by 1 order by 1',
      ),
    ).toEqual([
      { partition: 'run_20261124', runs: 2 },
      { partition: 'run_20261125', runs: 1 },
      { partition: 'run_default', runs: 1 },
    ]);
    expect(await select(`select to_regclass('run_step_20261125') is not null as made`)).toEqual([{ made: true }]);
  });

  test('a day whose runs lie in the default already keeps them there', async () => {
    const id = await acceptAt(noon);
    await ensurePartitions(database.runPool, { nowMs: noon, daysAhead: 1 });
    expect(await select('select id, tableoid::regclass::text as partition from run')).toEqual([
      { id, partition: 'run_default' },
    ]);
    expect(await select(`select to_regclass('run_20261125') is not null as made`)).toEqual([{ made: true }]);
  });
});

test('expired dedupe keys are removed, others stay', async () => {
  await acceptAt(Date.now(), 'old');
  await select(`update dedupe_key set expires_at = now() - interval '1 second'`);
  await acceptAt(Date.now(), 'new');
  expect(await removeExpiredKeys(database.runPool)).toBe(1);
  expect(await select('select key from dedupe_key')).toEqual([{ key: 'new' }]);
});

describe('process lock', () => {
  test('is alone only who finds nobody, also when the first one has gone and the second has not', async () => {
    const come = (): ReturnType<typeof acquireProcessLock> =>
      acquireProcessLock(home.url, { whileAlone: () => Promise.resolve() });
    const first = await come();
    const second = await come();
    expect(await Promise.all([first.isAlone, second.isAlone])).toEqual([true, false]);
    await first.release();
    const third = await come();
    expect(await third.isAlone).toBe(false);
    await Promise.all([second.release(), third.release()]);
    const fourth = await come();
    expect(await fourth.isAlone).toBe(true);
    await fourth.release();
  });
});

describe('wake-ups', () => {
  const nextWake = (dispatcher: NotifyDispatcher): Promise<void> =>
    new Promise((resolve) => {
      const stop = dispatcher.onWake(() => {
        stop();
        resolve();
      });
    });

  test('reach this process at once and the others by the database, also after lost connections', async () => {
    const [here, there] = [new NotifyDispatcher(home.url), new NotifyDispatcher(home.url)];
    await Promise.all([here.open(), there.open()]);
    let told = 0;
    const stop = here.onWake(() => (told += 1));
    const arrived = nextWake(there);
    await Promise.all([here.wake(['a']), here.wake(['b'])]);
    expect(told).toBe(2);
    await arrived;
    stop();

    const listening = Promise.all([nextWake(here), nextWake(there)]);
    await database.source.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query similar to '(listen|notify) %'`,
    );
    // Whoever listens again tells so itself: something may have been missed.
    await listening;
    const again = nextWake(there);
    await here.wake(['c']);
    await again;
    await Promise.all([here.close(), there.close()]);
  }, 20_000);

  describe('as every dispatcher', () => {
    let dispatchers: readonly NotifyDispatcher[];
    testDispatcher({
      setup: async () => {
        const [here, there] = [new NotifyDispatcher(home.url), new NotifyDispatcher(home.url)];
        dispatchers = [here, there];
        await Promise.all(dispatchers.map((dispatcher) => dispatcher.open()));
        return { here, there };
      },
      teardown: async () => {
        await Promise.all(dispatchers.map((dispatcher) => dispatcher.close()));
      },
    });
  });
});
