import { createIds, systemClock, type RuleState } from '@millrace/runtime';
import { aWorkflow, createTestDatabase, type TestDatabase } from '@millrace/testing';
import { testAlertStore } from '@millrace/testing/suites';
import type pg from 'pg';
import { openDatabase, type Database } from './database.ts';
import { findArrival } from './sql/read-alerts.ts';
import { createStores, type Stores } from './stores.ts';

const clock = systemClock();
const ids = createIds(clock);
let home: TestDatabase;
let database: Database;
let stores: Stores;
let origin: { workspaceId: string; workflowId: string; versionId: string };

beforeAll(async () => {
  home = await createTestDatabase();
  database = await openDatabase({ url: home.url });
  stores = createStores(database, ids);
  const { identity, workflows } = stores;
  const { id: workspaceId } = await identity.ensureWorkspace({ slug: 'main', name: 'Main' });
  const { workflowId } = await workflows.create({ workspaceId, name: 'orders', document: {} });
  const document = aWorkflow();
  const version = await workflows.publish({ workspaceId, name: 'orders', document, contentHash: 'a', note: '' });
  origin = { workspaceId, workflowId, versionId: version.id };
});
afterAll(async () => {
  await database.close();
  await home.drop();
});

const query = async <T>(text: string, values: unknown[] = []): Promise<T[]> =>
  (await database.runPool.query(text, values)).rows as T[];
/** Moves what is kept into the past, by the database's clock. */
async function elapse(seconds: number): Promise<void> {
  await query(`update alert_rule set next_at = next_at - make_interval(secs => $1)`, [seconds]);
  await query(`update alert_delivery set due_at = due_at - make_interval(secs => $1) where state = 'waiting'`, [
    seconds,
  ]);
  await query(`update alert set cleared_at = cleared_at - make_interval(secs => $1)`, [seconds]);
}
const setBack = (seconds: number): Promise<void> => elapse(-seconds);
async function setup() {
  // Of so few rows it takes less time than to truncate all partitions.
  for (const table of ['run', 'alert_delivery', 'alert', 'alert_rule', 'alert_channel'])
    await query(`delete from ${table}`);
  const other = createStores(database, ids);
  return { ...stores, other: other.runs, otherAlerts: other.alerts, clock, ids, origin, elapse, setBack };
}

testAlertStore({ setup, teardown: () => Promise.resolve() });

test('rules of a workflow that is deleted go, and what they fired is over', async () => {
  const { alerts, workflows } = await setup();
  const { workspaceId } = origin;
  await workflows.create({ workspaceId, name: 'gone', document: {} });
  const [ruleId, alertId] = [ids.runId(), ids.runId()];
  await alerts.createRule({
    ...{ id: ruleId, workspaceId, workflowName: 'gone', name: 'Silent', severity: 'warning', channelIds: [] },
    ...{ condition: { kind: 'no_success', windowMinutes: 5 }, remindMinutes: 0, isEnabled: true, createdBy: 'Ada' },
  });
  const [taken] = (await alerts.takeRules({ everySeconds: 20, workspaces: 10 })).rules;
  const state: RuleState = { standing: 'firing', alertId };
  const fired = { id: alertId, atMs: clock.nowMs(), facts: { count: 1, fromMs: 0, untilMs: 1 } };
  await alerts.noteRound({ workspaceId, notes: [{ ruleId, fence: taken?.fence ?? 0, state, fired }], notices: [] });
  expect(await alerts.countFiring({ workspaceId })).toEqual({ firing: 1, unseen: 1 });
  await workflows.remove({ workspaceId, name: 'gone' });
  await alerts.removeExpired({ olderThanDays: 90 });
  expect(await alerts.findRule({ workspaceId, id: ruleId })).toBeUndefined();
  expect(await alerts.countFiring({ workspaceId })).toEqual({ firing: 0, unseen: 0 });
  expect((await alerts.findAlert({ workspaceId, id: alertId }))?.clearedAtMs).toBeDefined();
});

test('a message is leased by its index, however many were sent', async () => {
  await setup();
  const { workspaceId } = origin;
  await query(
    `insert into alert_delivery (id, workspace_id, channel_name, state, is_digest, due_at)
     select gen_random_uuid(), $1::uuid, 'team', 'sent', false, now() from generate_series(1, 5000)`,
    [workspaceId],
  );
  await query('analyze alert_delivery');
  const plan = await query<{ 'QUERY PLAN': string }>(
    `explain select id from alert_delivery where state = 'waiting' and due_at <= now() order by due_at limit 10`,
  );
  expect(plan.map((line) => line['QUERY PLAN']).join('\n')).toContain('alert_delivery_due');
});

test('a busy workflow that nothing comes to is not walked over to find that out', async () => {
  await setup();
  const { workspaceId, workflowId, versionId } = origin;
  await query(
    `insert into run (id, workspace_id, workflow_id, version_id, trigger_id, trigger_type, status, priority, fence, accepted_at,
       ended_at, input, step_count)
     select gen_random_uuid(), $1::uuid, $2::uuid, $3::uuid, 'call', 'call', 'succeeded', 0, 1, now(), now(), '{}', 1
     from generate_series(1, 5000)`,
    [workspaceId, workflowId, versionId],
  );
  await query('analyze run');
  const asked: { readonly text: string; readonly values: unknown[] }[] = [];
  const pool = {
    query: (statement: (typeof asked)[number]) => {
      asked.push(statement);
      return database.runPool.query(statement);
    },
  } as unknown as pg.Pool;
  const triggerTypes = ['webhook', 'form'] as const;
  expect(await findArrival(pool, { workflowId, triggerTypes, afterMs: 0 })).toBeUndefined();
  const [{ text, values }] = asked as [(typeof asked)[number]];
  const plan = await query<{ 'QUERY PLAN': string }>(`explain (analyze, timing off, summary off) ${text}`, values);
  const lines = plan.map((line) => line['QUERY PLAN']).join('\n');
  expect(lines).toContain('workflow_id_trigger_type_id_idx');
  expect(lines).not.toMatch(/Seq Scan|Rows Removed/);
});
