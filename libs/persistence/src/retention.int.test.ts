// What is kept, and for how long: days, single runs, payloads, and what belongs to them.
import type { WorkflowSettings } from '@millrace/machine';
import { createIds, setFaultHandler, systemClock, type EndStatus, type NewRun } from '@millrace/runtime';
import { aRun, aStep, aWorkflow, createTestDatabase, type TestDatabase } from '@millrace/testing';
import { openDatabase, type Database } from './database.ts';
import { ensurePartitions } from './partitions.ts';
import { removeExpired } from './retention.ts';
import { createStores, type Stores } from './stores.ts';
import { firstUuidOf } from './uuid.ts';

const DAY_MS = 86_400_000;
const clock = systemClock();
const ids = createIds(clock);
const nowMs = clock.nowMs();
let home: TestDatabase;
let database: Database;
let stores: Stores;
let workspaceId: string;

beforeEach(async () => {
  home = await createTestDatabase();
  database = await openDatabase({ url: home.url });
  stores = createStores(database, ids);
  ({ id: workspaceId } = await stores.identity.ensureWorkspace({ slug: 'main', name: 'Main' }));
});
afterEach(async () => {
  setFaultHandler(undefined);
  await database.close();
  await home.drop();
});

async function select<T>(text: string): Promise<T[]> {
  return (await database.runPool.query(text)).rows as T[];
}

let count = 0;
async function publish(retention?: WorkflowSettings['retention']): Promise<Pick<NewRun, 'workflowId' | 'versionId'>> {
  count += 1;
  const name = `workflow-${count}`;
  const { workflowId } = await stores.workflows.create({ workspaceId, name, document: {} });
  const document = aWorkflow(undefined, retention === undefined ? {} : { settings: { retention } });
  const { id } = await stores.workflows.publish({ workspaceId, name, document, contentHash: 'a', note: '' });
  return { workflowId, versionId: id };
}

/** An ended run, accepted and ended so many days ago. */
async function ended(
  origin: Pick<NewRun, 'workflowId' | 'versionId'>,
  daysAgo: number,
  {
    status = 'succeeded',
    endedDaysAgo = daysAgo,
    ...members
  }: Partial<NewRun> & {
    readonly status?: EndStatus;
    readonly endedDaysAgo?: number;
  } = {},
): Promise<string> {
  const run = aRunOf(origin, daysAgo, members);
  const endedAtMs = nowMs - endedDaysAgo * DAY_MS;
  const step = aStep(0, { output: JSON.stringify('secret'), arguments: '"secret"' });
  const finish = {
    end: { status, output: '"secret"', endedAtMs },
    steps: [step],
    journal: [{ path: 'a', entry: '1' }],
  };
  await stores.runs.acceptFinished(run, finish);
  // What came to a callback, say. It would have been good for a year.
  await select(`insert into task_token (token, workspace_id, run_id, path, attempt, expires_at, answered_at, output)
    values ('${run.id}', '${workspaceId}', '${run.id}', 'Ask', 1, now() + interval '1 year', now(), '"secret"')`);
  return run.id;
}
function aRunOf(origin: Pick<NewRun, 'workflowId' | 'versionId'>, daysAgo: number, members: Partial<NewRun>): NewRun {
  const acceptedAtMs = nowMs - daysAgo * DAY_MS;
  const id = firstUuidOf(acceptedAtMs).replace(/.{12}$/, ids.runId().slice(-12));
  return aRun({ id, acceptedAtMs, workspaceId, ...origin }, { searchAttributes: { order: '7' }, ...members });
}
async function parked(origin: Pick<NewRun, 'workflowId' | 'versionId'>, daysAgo: number): Promise<string> {
  const run = aRunOf(origin, daysAgo, {});
  await stores.runs.accept(run);
  return run.id;
}
const kept = async (): Promise<string[]> =>
  (await select<{ id: string }>('select id from run order by id')).map(({ id }) => id);
const partitionsFor = (daysAgo: number) =>
  ensurePartitions(database.runPool, { nowMs: nowMs - daysAgo * DAY_MS, daysAhead: 0 });
const dayOf = (daysAgo: number): string =>
  new Date(nowMs - daysAgo * DAY_MS).toISOString().slice(0, 10).replaceAll('-', '');
const remove = () => removeExpired(database.runPool, { nowMs });

describe('whole days', () => {
  test('go when all of their runs are past the longest retention, with everything that belongs to them', async () => {
    const origin = await publish();
    for (const daysAgo of [100, 101, 10]) await partitionsFor(daysAgo);
    await ended(origin, 100);
    await ended(origin, 101, { endedDaysAgo: 5, status: 'failed' });
    const young = await ended(origin, 10);
    expect(await remove()).toMatchObject({ days: [dayOf(100)] });
    expect(await select(`select to_regclass('run_step_${dayOf(100)}') as gone`)).toEqual([{ gone: null }]);
    expect(await kept()).toHaveLength(2);
    expect(await kept()).toContain(young);
    const owned = ['run_step', 'run_journal', 'search_attribute', 'task_token'];
    for (const table of owned) expect(await select(`select 1 from ${table}`)).toHaveLength(2);
    expect(await remove()).toMatchObject({ days: [] });
  });

  test('stay when somebody keeps runs longer', async () => {
    const origin = await publish();
    await publish({ failedDays: 365 });
    await partitionsFor(100);
    await ended(origin, 100);
    const result = await remove();
    expect(result).toMatchObject({ days: [], runs: 1 });
    expect(await kept()).toEqual([]);
  });

  test('stay as long as one of their runs has not ended, however old: the others go one by one', async () => {
    const origin = await publish();
    await partitionsFor(400);
    const waiting = await parked(origin, 400);
    await ended(origin, 400);
    expect(await remove()).toMatchObject({ days: [], runs: 1 });
    expect(await kept()).toEqual([waiting]);
    await select(`update run set due_at = null`);
    await stores.runs.accept(aRunOf(origin, 400, { admission: { orderingKey: 'a' } }));
    expect((await remove()).days).toEqual([]);
    expect(await kept()).toHaveLength(2);
  });

  test('a process that dies before the drop has dropped nothing, and the next one does', async () => {
    const origin = await publish();
    await partitionsFor(100);
    const old = await ended(origin, 100);
    setFaultHandler((point) => {
      if (point === 'retention.before_drop') throw new Error('It dies.');
    });
    await expect(remove()).rejects.toThrow('It dies.');
    expect(await kept()).toEqual([old]);
    setFaultHandler(undefined);
    expect(await remove()).toMatchObject({ days: [dayOf(100)] });
  });

  test('a day without a partition of its own loses its runs too', async () => {
    const origin = await publish();
    await ended(origin, 100);
    expect(await remove()).toMatchObject({ days: [], runs: 1 });
    expect(await kept()).toEqual([]);
  });
});

describe('single runs', () => {
  test('go by the retention of their version and their end, counted from the end', async () => {
    const [usual, short] = [await publish(), await publish({ succeededDays: 2, failedDays: 5 })];
    const gone = [await ended(usual, 31), await ended(short, 3), await ended(short, 6, { status: 'failed' })];
    const stay = [
      await ended(usual, 29),
      await ended(usual, 31, { status: 'failed' }),
      await ended(usual, 40, { endedDaysAgo: 3 }),
      await ended(short, 1),
      await ended(short, 3, { status: 'cancelled' }),
      await parked(short, 60),
    ];
    expect((await remove()).runs).toBe(gone.length);
    expect(await kept()).toEqual([...stay].sort());
    for (const table of ['run_step', 'run_journal'])
      expect(await select(`select 1 from ${table}`)).toHaveLength(stay.length - 1);
    expect(await select('select 1 from search_attribute')).toHaveLength(stay.length);
    expect((await remove()).runs).toBe(0);
  });
});

describe('payloads', () => {
  test('of runs whose version keeps none, or those of errors only, go soon after the end', async () => {
    const [none, errors, full] = [
      await publish({ payloads: 'none' }),
      await publish({ payloads: 'errors' }),
      await publish(),
    ];
    const input = '{"secret":1}';
    const blank = [
      await ended(none, 1, { input, rawBody: Uint8Array.of(1) }),
      await ended(none, 1, { input, status: 'failed' }),
      await ended(errors, 1, { input }),
    ];
    const whole = [await ended(errors, 1, { input, status: 'failed' }), await ended(full, 1, { input })];
    const recent = await ended(none, 0, { input });
    expect(await remove()).toMatchObject({ blanked: blank.length, runs: 0 });
    for (const runId of blank) {
      const run = await stores.runs.find({ workspaceId, runId });
      expect(run).toMatchObject({ input: 'null', stepCount: 1 });
      expect(run).not.toHaveProperty('output');
      const [step] = await stores.runs.listSteps({ workspaceId, runId, limit: 10 });
      expect(step).toMatchObject({ path: 'Charge', input: 'null' });
      expect(JSON.stringify(step)).not.toContain('secret');
      expect(await stores.journal.read({ runId, limit: 10 })).toEqual([]);
      expect(await stores.runs.findRemains({ workspaceId, runId })).toEqual({
        hasUndone: false,
        arePayloadsGone: true,
      });
      expect(await select(`select output from task_token where run_id = '${runId}'`)).toEqual([{ output: null }]);
    }
    for (const runId of [...whole, recent]) {
      expect(await stores.runs.find({ workspaceId, runId })).toMatchObject({ input, output: '"secret"' });
      expect(await stores.runs.findRemains({ workspaceId, runId })).toMatchObject({ arePayloadsGone: false });
    }
    expect((await remove()).blanked).toBe(0);
  });

  test('that are large go when nothing that is kept can refer to them any more', async () => {
    const origin = await publish();
    const large = (text: string) => JSON.stringify(text.repeat(70_000));
    await stores.runs.acceptFinished(aRunOf(origin, 1, { input: large('a') }), {
      end: { status: 'succeeded', endedAtMs: nowMs - DAY_MS },
      steps: [],
    });
    const asleep = aRunOf(origin, 200, { input: large('b') });
    await stores.runs.accept(asleep);
    await select(`update payload set last_used_on = current_date - 200`);
    expect((await remove()).payloads).toBe(0);
    expect(await stores.runs.find({ workspaceId, runId: asleep.id })).toMatchObject({ input: large('b') });
    await select(
      `update run set ended_at = now() - interval '150 days', status = 'succeeded', due_at = null where id = '${asleep.id}'`,
    );
    // Notes of a use are as old as the run that made them.
    await select(`update payload set last_used_on = current_date where body like '"a%'`);
    expect(await remove()).toMatchObject({ runs: 1, payloads: 1 });
    expect(await select('select left(body, 2) as body from payload')).toEqual([{ body: '"a' }]);
  });
});

test('ticks, tokens and places of the past go, those that count stay', async () => {
  const { workflowId } = await publish();
  await select(`insert into schedule_tick (workflow_id, trigger_id, planned_at)
    select '${workflowId}', 'nightly', now() - make_interval(days => days) from unnest(array[1, 89, 91, 200]) as days`);
  await select(`insert into task_token (token, workspace_id, run_id, path, attempt, expires_at)
    select 't' || days, '${workspaceId}', '${ids.runId()}', 'a' || days, 1, now() - make_interval(days => days)
    from unnest(array[1, 100]) as days`);
  await select(`insert into run_admission (run_id, workspace_id, workflow_id, state, bucket, rate_key, rate_limit, rate_seconds, admitted_at)
    select id::uuid, '${workspaceId}', '${workflowId}', 'ended', '', 'a', 1, 60, now() - make_interval(secs => age)
    from (values ('${ids.runId()}', 10), ('${ids.runId()}', 100)) as a(id, age)`);
  await remove();
  expect(await select('select 1 from schedule_tick')).toHaveLength(2);
  expect(await select('select token from task_token')).toEqual([{ token: 't1' }]);
  expect(await select('select 1 from run_admission')).toHaveLength(1);
});
