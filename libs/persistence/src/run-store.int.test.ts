import { createIds, systemClock, type NewRun } from '@millrace/runtime';
import { createTestDatabase, type TestDatabase } from '@millrace/testing';
import { openDatabase, type Database } from './database.ts';
import { createStores, type Stores } from './stores.ts';

const clock = systemClock();
const ids = createIds(clock);
let home: TestDatabase;
let database: Database;
let stores: Stores;
let run: () => NewRun;
let workspaceId: string;

beforeAll(async () => {
  home = await createTestDatabase();
  database = await openDatabase({ url: home.url });
  stores = createStores(database, ids);
  ({ id: workspaceId } = await stores.identity.ensureWorkspace({ slug: 'main', name: 'Main' }));
  const { workflowId } = await stores.workflows.create({ workspaceId, name: 'orders', document: {} });
  const version = await stores.workflows.publish({
    workspaceId,
    name: 'orders',
    document: { StartAt: 'A', States: { A: { Type: 'Succeed' } } } as never,
    contentHash: 'a',
    note: '',
  });
  run = () => ({
    id: ids.runId(),
    workspaceId,
    workflowId,
    versionId: version.id,
    trigger: { id: 'hook', type: 'webhook' },
    input: '{"a":1}',
    priority: 0,
    acceptedAtMs: clock.nowMs(),
  });
});
afterAll(async () => {
  await database.close();
  await home.drop();
});

test('keeps a run and finds it again', async () => {
  const made = run();
  expect(await stores.runs.accept(made)).toEqual({ kind: 'accepted', fence: 0 });
  expect(await stores.runs.find({ workspaceId, runId: made.id })).toMatchObject({ status: 'queued', input: '{"a":1}' });
});
