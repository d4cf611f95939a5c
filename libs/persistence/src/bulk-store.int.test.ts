import { createIds, systemClock } from '@millrace/runtime';
import { aRun, aWorkflow, createTestDatabase, until, type TestDatabase } from '@millrace/testing';
import { testBulkStore } from '@millrace/testing/suites';
import { openDatabase, type Database } from './database.ts';
import { removeExpired } from './retention.ts';
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
const elapse = async (seconds: number): Promise<void> => {
  await query(`update bulk_action set lease_until = lease_until - make_interval(secs => $1)`, [seconds]);
};
async function setup() {
  await query('truncate run, run_step, search_attribute, bulk_action cascade');
  const other = createStores(database, ids);
  return { ...stores, other: other.runs, otherBulk: other.bulk, clock, ids, origin, elapse };
}

testBulkStore({ setup, teardown: () => Promise.resolve() });

const many = <T>(count: number, make: (n: number) => T): T[] => Array.from({ length: count }, (_, n) => make(n));

/** Straight into the table: so many would take minutes through the store. */
async function insertRuns(count: number, status = 'failed'): Promise<void> {
  await query(
    `insert into run (id, workspace_id, workflow_id, version_id, trigger_id, trigger_type, status, priority, fence, accepted_at,
       ended_at, input, step_count)
     select uuidv, $1::uuid, $2::uuid, $3::uuid, 'hook', 'webhook', $4::text, 0, 0, now(), now(), '{}', 0
     from (select (lpad(to_hex(1700000000000 + n), 12, '0') || '70008000000000000000')::uuid as uuidv
       from generate_series(1, $5::integer) n) made`,
    [origin.workspaceId, origin.workflowId, origin.versionId, status, count],
  );
}

test('a hundred thousand runs are frozen in one piece, and one more are refused', async () => {
  const { bulk } = await setup();
  await insertRuns(100_001);
  const chosen = { kind: 'filter', filter: { workflowName: 'orders', statuses: ['failed'] } } as const;
  const { workspaceId } = origin;
  const refused = { code: 'bulk.too_many', detail: { limit: 100_000 } };
  const create = (id = ids.runId()) =>
    bulk.create({ id, workspaceId, action: 'retry', chosen, ratePerSecond: 10, startedBy: 'Ada' });
  await expect(bulk.preview({ workspaceId, chosen, newest: 1 })).rejects.toMatchObject(refused);
  await expect(create()).rejects.toMatchObject(refused);
  expect(await query('select from bulk_action')).toHaveLength(0);
  await query(`delete from run where id = (select id from run order by id limit 1)`);
  const { id, total } = await create();
  expect(total).toBe(100_000);
  expect(await query(`select count(*)::integer as items from bulk_item where bulk_id = $1`, [id])).toEqual([
    { items: 100_000 },
  ]);
}, 60_000);

test('of many processes that ask at once one has the action, and no item is begun twice', async () => {
  const { bulk } = await setup();
  await insertRuns(40);
  const chosen = { kind: 'filter', filter: {} } as const;
  const { workspaceId } = origin;
  await bulk.create({ id: ids.runId(), workspaceId, action: 'cancel', chosen, ratePerSecond: 10, startedBy: 'Ada' });
  const takes = await Promise.all(many(8, (n) => bulk.take({ workerId: `w-${n}`, leaseSeconds: 15, limit: 10 })));
  const taken = takes.flat();
  expect(taken).toHaveLength(1);
  const lease = taken[0]?.lease ?? { id: '', fence: 0 };
  const begun = await Promise.all(many(8, () => bulk.begin({ lease, leaseSeconds: 15, limit: 10 })));
  const runIds = begun.flatMap((items) => items ?? []);
  expect(runIds.length).toBeGreaterThan(0);
  expect(new Set(runIds).size).toBe(runIds.length);
});

test.each([
  ['running', 'aborted'],
  ['running', 'paused'],
  ['paused', 'running'],
] as const)('what is told of items while somebody makes it %s -> %s does not undo that', async (from, to) => {
  const { bulk } = await setup();
  await insertRuns(4);
  const { workspaceId } = origin;
  const chosen = { kind: 'filter', filter: {} } as const;
  const { id } = await bulk.create({
    ...{ id: ids.runId(), workspaceId, action: 'cancel', chosen, ratePerSecond: 10, startedBy: 'Ada' },
  });
  const [taken] = await bulk.take({ workerId: 'w', leaseSeconds: 15, limit: 10 });
  const lease = taken?.lease ?? { id: '', fence: 0 };
  const [runId = ''] = (await bulk.begin({ lease, leaseSeconds: 15, limit: 1 })) ?? [];
  await query('update bulk_action set state = $1', [from]);
  const person = await database.runPool.connect();
  try {
    await person.query('begin');
    await person.query('update bulk_action set state = $1 where id = $2', [to, id]);
    const settling = bulk.settle({ lease, leaseSeconds: 15, outcomes: [{ runId, state: 'done' }] });
    const [{ pid }] = (await person.query<{ pid: number }>('select pg_backend_pid() as pid')).rows as [{ pid: number }];
    const isBehind = `select 1 from pg_stat_activity where $1 = any (pg_blocking_pids(pid))`;
    await until(async () => (await query(isBehind, [pid])).length === 1);
    await person.query('commit');
    expect(await settling).toBe(to);
  } finally {
    person.release();
  }
  expect(await bulk.find({ workspaceId, id })).toMatchObject({ state: to, counts: { done: 1 } });
});

test('one that is over for a quarter of a year is removed with its items', async () => {
  const { bulk, runs } = await setup();
  const run = aRun({ id: ids.runId(), acceptedAtMs: clock.nowMs(), ...origin });
  await runs.accept(run);
  const chosen = { kind: 'picked', runIds: [run.id] } as const;
  const { workspaceId } = origin;
  const make = () =>
    bulk.create({ id: ids.runId(), workspaceId, action: 'cancel', chosen, ratePerSecond: 10, startedBy: 'Ada' });
  const [old, kept] = [await make(), await make()];
  await bulk.change({ workspaceId, id: old.id, to: 'aborted', changedBy: 'Ada' });
  await query(`update bulk_action set ended_at = now() - interval '91 days' where id = $1`, [old.id]);
  await removeExpired(database.runPool, { nowMs: clock.nowMs() });
  expect(await query('select bulk_id from bulk_item')).toEqual([{ bulk_id: kept.id }]);
});
