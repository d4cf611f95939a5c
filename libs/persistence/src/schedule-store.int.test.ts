// What only Postgres can show; what every store promises is in the suite of `@millrace/testing`.
import { createIds, systemClock } from '@millrace/runtime';
import { aWorkflow, createTestDatabase, type TestDatabase } from '@millrace/testing';
import { testScheduleStore } from '@millrace/testing/suites';
import { openDatabase, type Database } from './database.ts';
import { PostgresRunStore } from './run-store.ts';
import { PostgresScheduleStore } from './schedule-store.ts';
import { createStores } from './stores.ts';

const clock = systemClock();
const ids = createIds(clock);
let home: TestDatabase;
let database: Database;

beforeAll(async () => {
  home = await createTestDatabase();
  database = await openDatabase({ url: home.url });
});
afterAll(async () => {
  await database.close();
  await home.drop();
});

testScheduleStore({
  setup: async () => {
    await database.source.query('truncate workspace, run, schedule_tick, run_admission cascade');
    const { runs, schedules, workflows, identity } = createStores(database, ids);
    const { id: workspaceId } = await identity.ensureWorkspace({ slug: 'main', name: 'Main' });
    const { workflowId } = await workflows.create({ workspaceId, name: 'orders', document: {} });
    const document = aWorkflow();
    const version = await workflows.publish({ workspaceId, name: 'orders', document, contentHash: 'a', note: '' });
    return {
      ...{ runs, schedules, workflows, clock, ids },
      other: new PostgresRunStore(database.runPool),
      otherSchedules: new PostgresScheduleStore(database.runPool),
      origin: { workspaceId, workflowId, versionId: version.id },
      elapse: async (seconds) => {
        const past = `- make_interval(secs => ${seconds})`;
        await database.source.query(`update schedule set next_at = next_at ${past}, anchor_at = anchor_at ${past}`);
        await database.source.query(`update run set due_at = due_at ${past}`);
      },
    };
  },
  teardown: () => Promise.resolve(),
});
