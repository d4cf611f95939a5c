// What only Postgres can show; what every store promises is in the suite of `@millrace/testing`.
import { randomUUID } from 'node:crypto';
import { createIds, systemClock } from '@millrace/runtime';
import { aWorkflow, createTestDatabase, type TestDatabase } from '@millrace/testing';
import { testTriggerStore } from '@millrace/testing/suites';
import { openDatabase, type Database } from './database.ts';
import { PostgresRunStore } from './run-store.ts';
import { createStores } from './stores.ts';
import { PostgresTriggerStore } from './trigger-store.ts';

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

/** Lets time pass by moving the past. */
async function elapse(seconds: number): Promise<void> {
  const past = `- make_interval(secs => ${seconds})`;
  const shift = (table: string, columns: readonly string[]): Promise<unknown> =>
    database.source.query(`update ${table} set ${columns.map((name) => `${name} = ${name} ${past}`).join(', ')}`);
  await shift('connector_trigger', [
    ...['settle_at', 'retired_at', 'overlap_from', 'polled_at', 'next_at', 'lease_until', 'moved_at', 'noted_at'],
  ]);
  await shift('subscription', ['expires_at', 'renew_at', 'active_at', 'due_at', 'lease_until']);
  await shift('dedupe_key', ['expires_at']);
  await shift('run', ['due_at']);
}

testTriggerStore({
  setup: async () => {
    await database.source.query('truncate workspace, run, dedupe_key, run_admission cascade');
    const { runs, triggers, workflows, identity, connections } = createStores(database, ids);
    const { id: workspaceId } = await identity.ensureWorkspace({ slug: 'main', name: 'Main' });
    const { workflowId } = await workflows.create({ workspaceId, name: 'orders', document: {} });
    const document = aWorkflow();
    const version = await workflows.publish({ workspaceId, name: 'orders', document, contentHash: 'a', note: '' });
    return {
      ...{ runs, triggers, workflows, clock, ids, elapse },
      other: new PostgresRunStore(database.runPool),
      otherTriggers: new PostgresTriggerStore(database.runPool),
      origin: { workspaceId, workflowId, versionId: version.id },
      noteAccount: async (name, accountId) => {
        const id = randomUUID();
        const use = { connector: 'desk', authKind: 'token', fields: {} };
        const made = { id, workspaceId, name, use, kind: 'connector' as const };
        await connections.create({ ...made, fieldNames: [], sealed: Buffer.from('sealed'), quota: 10 });
        await connections.noteHealth({ id, version: 1, state: 'ok', account: { id: accountId } });
      },
      makeId: () => randomUUID(),
    };
  },
  teardown: () => Promise.resolve(),
});
