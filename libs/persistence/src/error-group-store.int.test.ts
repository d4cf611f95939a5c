// What only Postgres can show; what every store promises is in the suite of `@millrace/testing`.
import { createIds, systemClock, type FailureMark } from '@millrace/runtime';
import { aRun, aWorkflow, createTestDatabase, type TestDatabase } from '@millrace/testing';
import { testErrorGroupStore } from '@millrace/testing/suites';
import { openDatabase, type Database } from './database.ts';
import { PostgresErrorGroupStore } from './error-group-store.ts';
import { removeExpired } from './retention.ts';
import { PostgresRunStore } from './run-store.ts';
import { createStores, type Stores } from './stores.ts';

const DAY_MS = 86_400_000;
const clock = systemClock();
const ids = createIds(clock);
let home: TestDatabase;
let database: Database;
let other: Database;
let stores: Stores;
let origin: { workspaceId: string; workflowId: string; versionId: string };

beforeAll(async () => {
  home = await createTestDatabase();
  database = await openDatabase({ url: home.url });
  other = await openDatabase({ url: home.url });
  stores = createStores(database, ids);
  const { id: workspaceId } = await stores.identity.ensureWorkspace({ slug: 'main', name: 'Main' });
  const { workflowId } = await stores.workflows.create({ workspaceId, name: 'orders', document: {} });
  const document = aWorkflow();
  const version = await stores.workflows.publish({ workspaceId, name: 'orders', document, contentHash: 'a', note: '' });
  origin = { workspaceId, workflowId, versionId: version.id };
});
beforeEach(async () => {
  await select('truncate run, run_step, error_group, error_group_hour');
});
afterAll(async () => {
  await database.close();
  await other.close();
  await home.drop();
});

async function select<T>(text: string, values: unknown[] = []): Promise<T[]> {
  return (await database.runPool.query(text, values)).rows as T[];
}
const many = <T>(count: number, make: (n: number) => T): T[] => Array.from({ length: count }, (_, n) => make(n));
const markOf = (fingerprint: string): FailureMark => ({
  ...{ fingerprint, statePath: 'Charge', normalisedCause: 'card #', versionNumber: 1 },
});
const endOf = (fingerprint: string, endedAtMs = clock.nowMs()) => ({
  ...{ status: 'failed' as const, error: 'Storm', cause: 'card 7', endedAtMs, failure: markOf(fingerprint) },
});
const newRun = () => aRun({ id: ids.runId(), acceptedAtMs: clock.nowMs(), ...origin });
const fail = (fingerprint: string, endedAtMs?: number) =>
  stores.runs.acceptFinished(newRun(), { end: endOf(fingerprint, endedAtMs), steps: [] });

describe('as every store', () => {
  testErrorGroupStore({
    setup: () => {
      const { runs, errorGroups } = createStores(database, ids);
      const elapse = (): Promise<void> => Promise.resolve();
      return Promise.resolve({
        ...{ runs, errorGroups, clock, ids, origin, elapse },
        other: new PostgresRunStore(other.runPool),
      });
    },
    teardown: () => Promise.resolve(),
  });
});

test('200 runs that fail at once in two processes, in many groups, count 200 and block nobody', async () => {
  const here = new PostgresRunStore(database.runPool);
  const there = new PostgresRunStore(other.runPool);
  const runs = many(200, newRun);
  await Promise.all(runs.map((run) => stores.runs.accept(run, { workerId: 'w', leaseSeconds: 30 })));
  const ends = runs.map(({ id }, n) =>
    // One by one in each process, in orders that cross.
    (n % 2 === 0 ? here : there).finish({
      lease: { runId: id, fence: 1 },
      end: endOf(`group ${(n * 7) % 10}`),
      steps: [],
    }),
  );
  expect(new Set(await Promise.all(ends))).toEqual(new Set([true]));
  expect(await select('select fingerprint, seen_count::integer as seen from error_group order by 1')).toEqual(
    many(10, (n) => ({ fingerprint: `group ${n}`, seen: 20 })),
  );
  expect(await select('select sum(seen_count)::integer as seen from error_group_hour')).toEqual([{ seen: 200 }]);
  expect(await select(`select count(*)::integer as runs from run where fingerprint like 'group %'`)).toEqual([
    { runs: 200 },
  ]);
});

test('groups and hours go when their runs are gone, but for what is ignored for ever', async () => {
  const nowMs = clock.nowMs();
  for (const fingerprint of ['old', 'ignored', 'snoozed', 'fresh']) await fail(fingerprint, nowMs - 100 * DAY_MS);
  await fail('fresh', nowMs);
  const ignore = (fingerprint: string, untilMs?: number) =>
    stores.errorGroups.change({
      ...{ workspaceId: origin.workspaceId, fingerprint, by: 'x' },
      decision: { state: 'ignored', ...(untilMs === undefined ? {} : { untilMs }) },
    });
  await ignore('ignored');
  await ignore('snoozed', nowMs - 1000);
  await removeExpired(database.runPool, { nowMs });
  expect(await select('select fingerprint from error_group order by 1')).toEqual([
    { fingerprint: 'fresh' },
    { fingerprint: 'ignored' },
  ]);
  expect(await select('select fingerprint, seen_count from error_group_hour')).toEqual([
    { fingerprint: 'fresh', seen_count: 1 },
  ]);
});

describe('plans', () => {
  test('the runs of a group are read by its index', async () => {
    const { rows } = await database.runPool.query(
      `explain select * from run where workspace_id = $1 and fingerprint = $2 and not is_test order by id desc limit 50`,
      [origin.workspaceId, 'a'],
    );
    expect(JSON.stringify(rows)).toContain('run_default_workspace_id_fingerprint_id_idx');
  });

  test.each([
    ['newest', 'error_group_newest'],
    ['frequent', 'error_group_frequent'],
  ] as const)('the %s groups are read by %s', async (order, index) => {
    const sent: { text: string; values: unknown[] }[] = [];
    const source = {
      query: (text: string, values: unknown[]) => {
        sent.push({ text, values });
        return Promise.resolve([]);
      },
    };
    const store = new PostgresErrorGroupStore(source as never);
    await store.list({ workspaceId: origin.workspaceId, order, limit: 10 });
    await select(
      `insert into error_group (workspace_id, fingerprint, workflow_id, state_path, error, normalised_cause, sample_cause,
      sample_run_id, first_seen_at, last_seen_at, seen_count) select $1::uuid, n::text, $2::uuid, '', '', '', '', $1::uuid, now(), now(), n
      from generate_series(1, 5000) n`,
      [origin.workspaceId, origin.workflowId],
    );
    await select('analyze error_group');
    const { text = '', values = [] } = sent[0] ?? {};
    const plan = await select(`explain ${text}`, values);
    expect(JSON.stringify(plan)).toContain(index);
  });
});
