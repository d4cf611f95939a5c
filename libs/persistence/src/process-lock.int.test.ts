import { createTestDatabase, until, type TestDatabase } from '@millrace/testing';
import pg from 'pg';
import { acquireProcessLock } from './process-lock.ts';

let home: TestDatabase;
beforeEach(async () => {
  home = await createTestDatabase();
});
afterEach(() => home.drop());

/** Resolves once so many wait for a lock of the database. */
async function untilWaiting(count: number): Promise<void> {
  const client = new pg.Client({ connectionString: home.url });
  await client.connect();
  let waiting = 0;
  while (waiting < count) {
    const { rows } = await client.query<{ waiting: number }>(
      `select count(*)::int as waiting from pg_locks
       where locktype = 'advisory' and not granted and database = (select oid from pg_database where datname = current_database())`,
    );
    waiting = rows[0]?.waiting ?? 0;
  }
  await client.end();
}

test('whoever comes while the first one still buries the dead waits for it, and is not alone', async () => {
  const order: string[] = [];
  let buried: () => void = () => undefined;
  const burial = new Promise<void>((resolve) => (buried = resolve));
  let begun: () => void = () => undefined;
  const hasBegun = new Promise<void>((resolve) => (begun = resolve));
  const first = acquireProcessLock(home.url, {
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
  await untilWaiting(2);
  buried();
  const locks = await Promise.all([first, second, third]);
  expect(locks.map(({ held }) => held)).toEqual([true, false, false]);
  expect(order).toEqual(['buried', 'came']);
  await Promise.all(locks.map((lock) => lock.release()));
});

test('when the burial fails, the process goes, and the next one is alone', async () => {
  await expect(
    acquireProcessLock(home.url, { whileAlone: () => Promise.reject(new Error('The database failed.')) }),
  ).rejects.toThrow('The database failed.');
  const next = await acquireProcessLock(home.url);
  expect(next.held).toBe(true);
  await next.release();
});

test('who lost its connection is back at once: a server that comes then does not take it for dead', async () => {
  const living = await acquireProcessLock(home.url);
  const client = new pg.Client({ connectionString: home.url });
  await client.connect();
  const holders = `select pid from pg_locks where locktype = 'advisory' and mode = 'ShareLock' and granted
    and database = (select oid from pg_database where datname = current_database())`;
  const before = await client.query<{ pid: number }>(holders);
  await client.query('select pg_terminate_backend($1)', [before.rows[0]?.pid]);
  await until(async () => {
    const after = await client.query<{ pid: number }>(holders);
    return after.rows.length === 1 && after.rows[0]?.pid !== before.rows[0]?.pid;
  });
  const next = await acquireProcessLock(home.url, { whileAlone: () => Promise.reject(new Error('Not alone.')) });
  expect(next.held).toBe(false);
  await Promise.all([living.release(), next.release()]);
  expect((await client.query(holders)).rows).toEqual([]);
  await client.end();
});

test('a database that is not there has the code that whoever starts a process knows', async () => {
  const gone = new URL(home.url);
  gone.port = '1';
  await expect(acquireProcessLock(gone.href)).rejects.toMatchObject({ code: 'store.unavailable' });
});
