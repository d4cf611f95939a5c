// What every store of boards promises, in Postgres.
import { createIds, systemClock } from '@millrace/runtime';
import { createTestDatabase, type TestDatabase } from '@millrace/testing';
import { testBoardStore } from '@millrace/testing/suites';
import { openDatabase, type Database } from './database.ts';
import { createStores, type Stores } from './stores.ts';

const ids = createIds(systemClock());
let home: TestDatabase;
let database: Database;
let stores: Stores;

beforeAll(async () => {
  home = await createTestDatabase();
  database = await openDatabase({ url: home.url });
  stores = createStores(database, ids);
});
afterAll(async () => {
  await database.close();
  await home.drop();
});

testBoardStore({
  setup: async () => {
    await database.source.query('truncate board');
    const { id: workspaceId } = await stores.identity.ensureWorkspace({ slug: 'main', name: 'Main' });
    const { id: elsewhere } = await stores.identity.ensureWorkspace({ slug: 'other', name: 'Other' });
    return { boards: stores.boards, workspaceId, elsewhere, newId: () => ids.runId() };
  },
  teardown: () => Promise.resolve(),
});

test('of two who make the last board that there may be, one is refused', async () => {
  await database.source.query('truncate board');
  const { id: workspaceId } = await stores.identity.ensureWorkspace({ slug: 'main', name: 'Main' });
  const create = (name: string) =>
    stores.boards.create({ id: ids.runId(), workspaceId, name, tiles: [], createdBy: 'Ada' });
  for (let n = 1; n < 50; n += 1) await create(`Board ${n}`);
  const both = await Promise.allSettled([create('Mine'), create('Yours')]);
  expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'board.too_many' } });
});
