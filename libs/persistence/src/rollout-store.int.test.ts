import { createIds, systemClock } from '@millrace/runtime';
import { aWorkflow, createTestDatabase, until, type TestDatabase } from '@millrace/testing';
import { testRolloutStore } from '@millrace/testing/suites';
import { openDatabase, type Database } from './database.ts';
import { writeEnd } from './rollout-rows.ts';
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

async function setup() {
  await database.source.query('truncate workspace, run cascade');
  const { id: workspaceId } = await stores.identity.ensureWorkspace({ slug: 'main', name: 'Main' });
  return { ...stores, otherRollouts: createStores(database, ids).rollouts, workspaceId };
}

testRolloutStore({ setup, teardown: () => Promise.resolve() });

test('one that is rolled back while somebody changes it stays so: another one begins', async () => {
  const { workspaceId, workflows, rollouts } = await setup();
  const named = { workspaceId, name: 'orders' };
  const version = { ...named, document: aWorkflow(), contentHash: 'h', note: '' };
  await workflows.create({ ...named, document: aWorkflow() as never });
  await workflows.publish(version);
  await workflows.publish({ ...version, rollout: { percent: 10 } });
  const first = await rollouts.find(named);
  const rollBack = database.source.createQueryRunner();
  await rollBack.startTransaction();
  await writeEnd(rollBack.manager, first?.id ?? '', { outcome: 'rolled_back', reason: 'It fails.', by: null });
  const changed = rollouts.keep({ ...named, number: 2, percent: 50 });
  await until(isSomebodyWaiting);
  await rollBack.commitTransaction();
  await rollBack.release();
  const second = await changed;
  expect(second).toMatchObject({ percent: 50, candidate: { number: 2 } });
  expect(second).not.toHaveProperty('end');
  expect(await listOutcomes()).toEqual([
    { id: first?.id, percent: 10, reason: 'It fails.' },
    { id: second.id, percent: 50, reason: null },
  ]);
});

const isSomebodyWaiting = async (): Promise<boolean> =>
  (
    await database.source.query<unknown[]>(
      "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
    )
  ).length > 0;
const listOutcomes = () => database.source.query('select id, percent, reason from rollout order by started_at');
