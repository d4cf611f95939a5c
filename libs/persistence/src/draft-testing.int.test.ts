import { readFileSync } from 'node:fs';
import { createIds, systemClock } from '@millrace/runtime';
import { aRun, createTestDatabase, type TestDatabase } from '@millrace/testing';
import { testDraftTesting } from '@millrace/testing/suites';
import { openDatabase, type Database } from './database.ts';
import { PostgresDraftTestStore } from './draft-test-store.ts';
import { removeExpired } from './retention.ts';
import type { TestBounds } from './sql/remove-crowded-tests.ts';
import { createStores, type Stores } from './stores.ts';

interface TestWish {
  readonly bounds: TestBounds;
  readonly isOver?: boolean;
  readonly sample?: string;
}
const toId = ({ id }: { readonly id: string }): string => id;

const clock = systemClock();
const ids = createIds(clock);
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

async function open() {
  await database.source.query('truncate workspace, run cascade');
  const { id: workspaceId } = await stores.identity.ensureWorkspace({ slug: 'main', name: 'Main' });
  const { id: otherWorkspaceId } = await stores.identity.ensureWorkspace({ slug: 'other', name: 'Other' });
  return { ...stores, clock, ids, workspaceId, otherWorkspaceId };
}

testDraftTesting({ setup: open, teardown: () => Promise.resolve() });

test('drafts that were there before have their paths, but for those that cannot be read', async () => {
  const { workspaceId } = await open();
  const hook = (path: unknown) => ({ triggers: { t: { type: 'webhook', path } } });
  const drafts = {
    fine: hook('a/b'),
    odd: hook('\u0000'),
    long: hook('x'.repeat(401)),
    none: { triggers: [] },
    text: 'text',
  };
  for (const [name, document] of Object.entries(drafts))
    await stores.workflows.create({ workspaceId, name, document: document as never });
  await database.source.query('delete from draft_hook');
  const text = readFileSync(new URL('../../../migrations/0011-tests-of-drafts.sql', import.meta.url), 'utf8');
  await database.source.query(text.slice(text.indexOf('do $$')));
  const rows = await database.source.query<unknown[]>(
    'select w.name, h.path, h.trigger_id as id from draft_hook h join workflow w on w.id = h.workflow_id',
  );
  expect(rows).toEqual([{ name: 'fine', path: 'a/b', id: 't' }]);
});

test('the oldest tests that are too many, or too much, go with their runs; the newest stays, and those that run', async () => {
  const { workspaceId, runs } = await open();
  const name = 'orders';
  const document = { millrace: 1, name, machine: { StartAt: 'A', States: {} } } as const;
  const { workflowId } = await stores.workflows.create({ workspaceId, name, document });
  const test = async ({ bounds, isOver = true, sample = '' }: TestWish): Promise<string> => {
    const plan = { endAfter: [], mocks: { A: { kind: 'returns', output: sample } } } as const;
    const { id: versionId } = await new PostgresDraftTestStore(database, ids, bounds).keep({
      ...{ workspaceId, name, document, plan },
    });
    const origin = { id: ids.runId(), acceptedAtMs: Date.now(), workspaceId, workflowId, versionId };
    await runs.accept(aRun(origin, { trigger: { id: 'test', type: 'test' }, isTest: true }));
    if (isOver) await database.source.query('update run set ended_at = now() where id = $1', [origin.id]);
    return versionId;
  };
  const kept = async (): Promise<unknown> => ({
    tests: (await database.source.query<{ id: string }[]>('select id from draft_test order by created_at')).map(toId),
    runs: (await database.source.query<{ id: string }[]>('select version_id as id from run order by id')).map(toId),
  });
  const few = { tests: 2, bytes: 1_000_000 };
  const running = await test({ bounds: few, isOver: false });
  await test({ bounds: few });
  const [third, fourth] = [await test({ bounds: few }), await test({ bounds: few })];
  expect(await kept()).toEqual({ tests: [running, third, fourth], runs: [running, third, fourth] });
  const large = await test({ bounds: { tests: 50, bytes: 1000 }, sample: 'x'.repeat(2000) });
  expect(await kept()).toEqual({ tests: [running, large], runs: [running, large] });
});

test('runs that tests have started are no measure of a version', async () => {
  const { workspaceId, runs } = await open();
  const document = { millrace: 1, name: 'orders', machine: { StartAt: 'A', States: {} } } as const;
  const named = { workspaceId, name: 'orders' };
  const { workflowId } = await stores.workflows.create({ ...named, document });
  const { id: versionId } = await stores.workflows.publish({ ...named, document, contentHash: 'h', note: '' });
  for (const isTest of [true, undefined]) {
    const origin = { id: ids.runId(), acceptedAtMs: Date.now(), workspaceId, workflowId, versionId };
    await runs.accept(aRun(origin, isTest === undefined ? {} : { isTest }));
  }
  await database.source.query(`update run set ended_at = now(), status = 'failed' where is_test`);
  await database.source.query(`update run set ended_at = now(), status = 'succeeded' where not is_test`);
  const measured = await stores.connectorMigrations.measure({ workspaceId, workflowName: 'orders', versionId });
  expect(measured).toMatchObject({ runs: 1, failed: 0 });
});

test('tests, what they executed and captured calls go after a week; other runs stay', async () => {
  const { workspaceId } = await open();
  const name = 'orders';
  const document = { millrace: 1, name, machine: { StartAt: 'A', States: {} } } as const;
  const { workflowId } = await stores.workflows.create({ workspaceId, name, document });
  const plan = { endAfter: [], mocks: {} };
  const kept = [];
  for (const daysAgo of [8, 6]) {
    const { id } = await stores.draftTests.keep({ workspaceId, name, document, plan });
    kept.push(id);
    for (const isTest of [true, false]) {
      const runId = createIds({ nowMs: () => Date.now() - daysAgo * 86_400_000 }).runId();
      await database.source.query(
        `insert into run (id, workspace_id, workflow_id, version_id, trigger_id, trigger_type, is_test, status, priority, fence,
           accepted_at, started_at, ended_at, input, step_count)
         select $1::uuid, $2::uuid, $3::uuid, $4::uuid, 'test', 'test', $5::boolean, 'succeeded', 0, 1, at, at, at, '{}', 0
         from (select now() - make_interval(days => $6::integer) as at) moment`,
        [runId, workspaceId, workflowId, id, isTest, daysAgo],
      );
    }
    await database.source.query(
      `insert into captured_call (workflow_id, id, trigger_id, method, path, headers, query, body, bytes, captured_at)
       values ($1::uuid, $2::uuid, 't', 'GET', 'p', '{}', '{}', '1', 1, now() - make_interval(days => $3::integer))`,
      [workflowId, ids.runId(), daysAgo],
    );
  }
  await database.source.query(`update draft_test set created_at = now() - interval '8 days'`);
  await removeExpired(database.runPool, { nowMs: Date.now() });
  const count = async (text: string): Promise<unknown> =>
    (await database.source.query<{ n: number }[]>(`select count(*)::integer as n from ${text}`))[0]?.n;
  expect(await count('run where is_test')).toBe(1);
  expect(await count('run where not is_test')).toBe(2);
  expect(await count('captured_call')).toBe(1);
  expect(await stores.workflows.findVersion(kept[0] ?? '')).toBeUndefined();
  expect(await stores.workflows.findVersion(kept[1] ?? '')).toBeDefined();
});
