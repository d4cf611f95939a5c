import { createTestDatabase, until, type TestDatabase } from '@millrace/testing';
import pg from 'pg';
import { acquireProcessLock } from './process-lock.ts';

let home: TestDatabase;
let client: pg.Client;
beforeEach(async () => {
  home = await createTestDatabase();
  client = new pg.Client({ connectionString: home.url });
  await client.connect();
});
afterEach(async () => {
  await client.end();
  await home.drop();
});

const refuse = (): Promise<void> => Promise.reject(new Error('Not alone.'));

/** Backends of those that are present. */
async function holders(): Promise<readonly number[]> {
  const { rows } = await client.query<{ pid: number }>(
    `select pid from pg_locks where locktype = 'advisory' and mode = 'ShareLock' and granted
     and database = (select oid from pg_database where datname = current_database())`,
  );
  return rows.map(({ pid }) => pid);
}

/** Resolves once so many others have asked whether it is their turn. */
async function untilAsked(count: number): Promise<void> {
  await until(async () => {
    const { rows } = await client.query<{ asked: number }>(
      `select count(*)::int as asked from pg_stat_activity
       where datname = current_database() and state = 'idle' and query like 'select pg_try_advisory_lock(%'`,
    );
    return (rows[0]?.asked ?? 0) >= count;
  });
}

test('whoever comes while the first one still buries the dead waits for it, and is not alone', async () => {
  const order: string[] = [];
  let buried: () => void = () => undefined;
  const burial = new Promise<void>((resolve) => (buried = resolve));
  let begun: () => void = () => undefined;
  const hasBegun = new Promise<void>((resolve) => (begun = resolve));
  const first = await acquireProcessLock(home.url, {
    whileAlone: async () => {
      begun();
      await burial;
      order.push('buried');
    },
  });
  await hasBegun;
  const second = acquireProcessLock(home.url, { whileAlone: () => Promise.reject(new Error('Not alone.')) });
  void second.then(() => order.push('came'));
  // A third one cannot claim anything in between either.
  const third = acquireProcessLock(home.url);
  await untilAsked(2);
  buried();
  const locks = [first, await second, await third];
  expect(await Promise.all(locks.map(({ isAlone }) => isAlone))).toEqual([true, false, false]);
  expect(order).toEqual(['buried', 'came']);
  await Promise.all(locks.map((lock) => lock.release()));
});

test('when the burial fails, that is told, the process stays, and the next one is alone after it', async () => {
  const failures: unknown[] = [];
  const failed = new Error('The database failed.');
  const first = await acquireProcessLock(home.url, {
    whileAlone: () => Promise.reject(failed),
    onFailure: (cause) => failures.push(cause),
  });
  expect(await first.isAlone).toBe(false);
  expect(failures).toEqual([failed]);
  const second = await acquireProcessLock(home.url, { whileAlone: refuse });
  expect(await second.isAlone).toBe(false);
  await Promise.all([first.release(), second.release()]);
  const third = await acquireProcessLock(home.url, { whileAlone: () => Promise.resolve() });
  expect(await third.isAlone).toBe(true);
  await third.release();
});

test('who comes in the moment in which the living have lost their connections does not take them for dead', async () => {
  const living = await acquireProcessLock(home.url);
  const [before] = await holders();
  await client.query('select pg_terminate_backend($1)', [before]);
  const next = await acquireProcessLock(home.url, { whileAlone: refuse });
  expect(await next.isAlone).toBe(false);
  expect(await holders()).not.toContain(before);
  expect(await holders()).toHaveLength(2);
  await Promise.all([living.release(), next.release()]);
  expect(await holders()).toEqual([]);
});

test('who leaves while it finds out does nothing more', async () => {
  const leaving = await acquireProcessLock(home.url, { whileAlone: refuse });
  await leaving.release();
  expect(await leaving.isAlone).toBe(false);
  expect(await holders()).toEqual([]);
});

test('a database that is not there has the code that whoever starts a process knows', async () => {
  const gone = new URL(home.url);
  gone.port = '1';
  await expect(acquireProcessLock(gone.href)).rejects.toMatchObject({ code: 'store.unavailable' });
});
