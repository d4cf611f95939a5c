import { createTestDatabase, type TestDatabase } from '@millrace/testing';
import pg from 'pg';
import { inTransaction } from './in-transaction.ts';

let home: TestDatabase;
let pool: pg.Pool;
beforeEach(async () => {
  home = await createTestDatabase();
  pool = new pg.Pool({ connectionString: home.url, max: 1 });
  pool.on('error', () => undefined);
});
afterEach(async () => {
  await pool.end();
  await home.drop();
});

async function terminate(client: pg.PoolClient): Promise<void> {
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
  const other = new pg.Client({ connectionString: home.url });
  await other.connect();
  const ended = new Promise((resolve) => client.once('end', resolve));
  await other.query('select pg_terminate_backend($1)', [rows[0]?.pid]);
  await other.end();
  await ended;
}

test('a connection that is lost between two statements fails the transaction, not the process', async () => {
  let listeners = 0;
  const lost = inTransaction(pool, async (client) => {
    listeners = client.listenerCount('error');
    await terminate(client);
    await client.query('select 1');
  });
  await expect(lost).rejects.toThrow();
  expect(listeners).toBe(1);
  expect(await inTransaction(pool, async (client) => (await client.query('select 1')).rowCount)).toBe(1);
});

test('a connection that was lost after the last statement is not used again', async () => {
  const lost = inTransaction(pool, (client) => terminate(client));
  await expect(lost).rejects.toThrow();
  expect(pool.totalCount).toBe(0);
});

test('connections go back without what listened to them', async () => {
  const [client] = [await pool.connect()];
  client.release();
  for (let count = 0; count < 20; count += 1) await inTransaction(pool, () => Promise.resolve());
  expect(client.listenerCount('error')).toBe(1);
});
