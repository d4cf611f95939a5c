// What only Postgres can show; what every store promises is in the suite of `@millrace/testing`.
import { createIds, histogramOf, systemClock } from '@millrace/runtime';
import { aRun, aWorkflow, createTestDatabase, type TestDatabase } from '@millrace/testing';
import { testMetricRecords, testMetricStore } from '@millrace/testing/suites';
import { openDatabase, type Database } from './database.ts';
import { PostgresMetricStore } from './metric-store.ts';
import { removeExpired } from './retention.ts';
import { PostgresRunStore } from './run-store.ts';
import { createStores, type Stores } from './stores.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
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
  const version = await stores.workflows.publish({
    ...{ workspaceId, name: 'orders', document: aWorkflow(), contentHash: 'a', note: '' },
  });
  origin = { workspaceId, workflowId, versionId: version.id };
});
beforeEach(async () => {
  await select('truncate run, run_step, metric_rollup, metric_look, metric_sender, metric_success, integration_time');
  await select('update metric_progress set rolled_until = null, compared_at = null, fold_from = null');
});
afterAll(async () => {
  await database.close();
  await other.close();
  await home.drop();
});

async function select<T>(text: string, values: unknown[] = []): Promise<T[]> {
  return (await database.runPool.query(text, values)).rows as T[];
}
async function rollUp(): Promise<void> {
  while ((await stores.metrics.rollUp()) !== 'done');
}
const end = (endedAtMs: number, tookMs = 10): Promise<unknown> =>
  stores.runs.acceptFinished(aRun({ id: ids.runId(), ...origin, acceptedAtMs: endedAtMs - tookMs }), {
    end: { status: 'succeeded', endedAtMs },
    steps: [],
  });
const runsFrom = async (fromMs: number): Promise<number | undefined> =>
  (
    await stores.metrics.total({
      ...{ metric: 'runs', scope: { workspaceId: origin.workspaceId } },
      ...{ fromMs, untilMs: clock.nowMs() + MINUTE_MS },
    })
  ).value;

describe('as every store', () => {
  testMetricStore({
    setup: () => {
      const { runs, metrics, runSearch } = createStores(database, ids);
      return Promise.resolve({
        ...{ runs, metrics, runSearch, clock, ids, origin, elapse: () => Promise.resolve() },
        ...{ other: new PostgresRunStore(other.runPool), otherMetrics: new PostgresMetricStore(other.source) },
      });
    },
    teardown: () => Promise.resolve(),
  });
});

describe('as every store of baselines', () => {
  testMetricRecords({
    setup: async () => {
      await select('truncate metric_baseline');
      const { id: elsewhere } = await stores.identity.ensureWorkspace({ slug: 'other', name: 'Other' });
      const { workspaceId } = origin;
      return { records: stores.metricRecords, workspaceId, elsewhere, newId: () => ids.runId() };
    },
    teardown: () => Promise.resolve(),
  });
});

describe('what comes late', () => {
  test('is found once an hour, however late, and hours and days hear of it', async () => {
    const longAgoMs = clock.nowMs() - 30 * HOUR_MS;
    await end(longAgoMs);
    await rollUp();
    await end(longAgoMs + 1000);
    await rollUp();
    expect(await runsFrom(longAgoMs - DAY_MS)).toBe(1);
    await select(`update metric_progress set compared_at = compared_at - interval '2 hours'`);
    await rollUp();
    expect(await runsFrom(longAgoMs - DAY_MS)).toBe(2);
    const days = await select<{ total: number }>(
      `select sum(total)::integer as total from metric_rollup where step_seconds = 86400 and version = 1`,
    );
    expect(days).toEqual([{ total: 2 }]);
  });

  test('counts the same when the clock was set back meanwhile', async () => {
    await end(clock.nowMs() - 10 * MINUTE_MS);
    await rollUp();
    await select(
      `update metric_progress set rolled_until = now() + interval '1 day', compared_at = now() + interval '1 day'`,
    );
    await end(clock.nowMs());
    await rollUp();
    expect(await runsFrom(clock.nowMs() - HOUR_MS)).toBe(2);
  });

  test('is never less than what was counted while the runs were there', async () => {
    await end(clock.nowMs());
    await end(clock.nowMs());
    await rollUp();
    await select('delete from run where id in (select id from run limit 1)');
    await rollUp();
    expect(await runsFrom(clock.nowMs() - HOUR_MS)).toBe(2);
  });

  test('of calls by a clock that is far off is put where it was heard of', async () => {
    const { workspaceId, workflowId } = origin;
    const counts = { total: 1, succeeded: 1, failed: 0, limited: 0, durations: histogramOf([5]) };
    await stores.metrics.addCalls({
      ...{ sender: 'a', sequence: 1 },
      counts: [Date.UTC(2001), clock.nowMs() + DAY_MS].map((atMs) => ({
        ...{ workspaceId, workflowId, connector: 'shop', atMs, ...counts },
      })),
    });
    const found = await select(
      `select sum(total)::integer as total from metric_rollup where workflow_id = $1 and connector = '' and bucket_at > now() - interval '5 minutes'`,
      [workflowId],
    );
    expect(found).toEqual([{ total: 2 }]);
  });
});

test('what has not changed is not written again', async () => {
  const endedAtMs = Math.floor(clock.nowMs() / MINUTE_MS) * MINUTE_MS - 3 * MINUTE_MS;
  await end(endedAtMs);
  await rollUp();
  // Where a row lies changes whenever it is written.
  const read = () => select(`select step_seconds, version, total::integer, ctid from metric_rollup order by 1, 2, 4`);
  const before = await read();
  await rollUp();
  expect(before).toHaveLength(9);
  expect(await read()).toEqual(before);
  await end(endedAtMs + 1);
  await rollUp();
  expect((await read()).map((row) => (row as { total: number }).total)).toEqual(Array(9).fill(2));
});

/** So many hours of so many connectors, each with two calls an hour, of which one failed; the last connectors fail a little more. */
async function insertCalls(connectors: number, hours: number): Promise<void> {
  await select(
    `insert into metric_rollup (workspace_id, kind, workflow_id, version, connector, connection, step_seconds, bucket_at, total,
       succeeded, failed, duration_buckets, duration_counts)
     select $1::uuid, 'call', '00000000-0000-0000-0000-000000000000'::uuid, 0, 'c' || c, '', 3600, date_trunc('hour', now(), 'UTC') - h * interval '1 hour',
       2, 1, 1 + case when h = $3::integer then c else 0 end, array[20, 30], array[1, 1]
     from generate_series(1, $2::integer) c, generate_series(1, $3::integer) h`,
    [origin.workspaceId, connectors, hours],
  );
  await select('analyze metric_rollup');
}

test('a breakdown adds up the whole range, however many subjects a workspace has', async () => {
  await insertCalls(300, 180);
  const untilMs = clock.nowMs();
  const found = await stores.metrics.breakDown({
    ...{ workspaceId: origin.workspaceId, by: 'connector', kind: 'call' },
    ...{ fromMs: untilMs - 190 * HOUR_MS, untilMs, limit: 200 },
  });
  expect(found).toHaveLength(200);
  expect(found[0]).toMatchObject({ connector: 'c300', figures: { total: 360, failed: 480 } });
  expect(found.every(({ figures, parts }) => figures.total === 360 && parts.length === 180)).toBe(true);
  expect(found[0]?.figures.durations).toEqual(
    new Map([
      [20, 180],
      [30, 180],
    ]),
  );
  const times = found[0]?.parts.map(({ atMs }) => atMs) ?? [];
  expect([times[0], times.at(-1)]).toEqual(
    [180, 1].map((hours) => Math.floor(untilMs / HOUR_MS) * HOUR_MS - hours * HOUR_MS),
  );
});

test('a breakdown has no workflows that are gone', async () => {
  await end(clock.nowMs() - HOUR_MS);
  await rollUp();
  await select(`update metric_rollup set workflow_id = $1 where workflow_id = $2`, [ids.runId(), origin.workflowId]);
  const untilMs = clock.nowMs();
  const query = {
    workspaceId: origin.workspaceId,
    by: 'workflow',
    kind: 'run',
    fromMs: untilMs - DAY_MS,
    untilMs,
  } as const;
  expect(await stores.metrics.breakDown({ ...query, limit: 10 })).toEqual([]);
  expect(await stores.metrics.listDays(query)).toEqual([]);
});

test('the day before is as long as the day that it is compared with, and has no hour of it', async () => {
  await insertCalls(1, 80);
  const untilMs = Math.floor(clock.nowMs() / HOUR_MS) * HOUR_MS - 20 * HOUR_MS + 10 * MINUTE_MS;
  const ofDay = (endMs: number) =>
    stores.metrics.total({
      ...{ metric: 'connector_calls', scope: { workspaceId: origin.workspaceId, connector: 'c1' } },
      ...{ fromMs: endMs - DAY_MS, untilMs: endMs },
    });
  // Minutes are kept for two days: the second of these is made of hours.
  expect((await ofDay(untilMs - DAY_MS)).value).toBe(48);
});

test('a gap stays a gap: nobody looked, and nothing is shown as 0', async () => {
  await rollUp();
  await select(`update metric_look set bucket_at = bucket_at - interval '10 minutes' where step_seconds = 60`);
  await rollUp();
  const untilMs = Math.floor(clock.nowMs() / MINUTE_MS) * MINUTE_MS + MINUTE_MS;
  const points = await stores.metrics.query({
    ...{ metric: 'runs', scope: { workspaceId: origin.workspaceId }, stepMs: MINUTE_MS },
    ...{ fromMs: untilMs - 15 * MINUTE_MS, untilMs },
  });
  expect(points.filter(({ value }) => value === 0).length).toBeLessThanOrEqual(3);
  expect(points.filter(({ value }) => value === undefined).length).toBeGreaterThanOrEqual(12);
});

test('how long it took to add an integration is written once, when its first run succeeds', async () => {
  await end(clock.nowMs());
  await rollUp();
  const first = await select<{ succeeded_at: Date; published_at: Date; begun_at: Date }>(
    'select * from integration_time',
  );
  await end(clock.nowMs() - MINUTE_MS);
  await rollUp();
  expect(first).toHaveLength(1);
  expect(await select('select * from integration_time')).toEqual(first);
});

test('minutes are kept two days, hours 90, days two years', async () => {
  const nowMs = clock.nowMs();
  await select(
    `insert into metric_rollup (workspace_id, kind, workflow_id, version, connector, connection, step_seconds, bucket_at, total)
     select $1::uuid, 'run', $1::uuid, 0, '', '', step, now() - age * interval '1 day', 1
     from (values (60, 1), (60, 3), (3600, 89), (3600, 92), (86400, 700), (86400, 740)) as row(step, age)`,
    [origin.workspaceId],
  );
  await removeExpired(database.runPool, { nowMs });
  expect(await select('select step_seconds from metric_rollup order by 1')).toEqual([
    { step_seconds: 60 },
    { step_seconds: 3600 },
    { step_seconds: 86400 },
  ]);
});

test('a chart of 90 days of hours, and its one figure, read one row an hour', async () => {
  const { workspaceId } = origin;
  await select(
    `insert into metric_rollup (workspace_id, kind, workflow_id, version, connector, connection, step_seconds, bucket_at, total,
       succeeded, duration_buckets, duration_counts)
     select $1::uuid, 'run', case when w = 0 then '00000000-0000-0000-0000-000000000000'::uuid else gen_random_uuid() end, 0, '', '', 3600,
       date_trunc('hour', now()) - h * interval '1 hour', 50, 50, array(select generate_series(20, 59)), array_fill(1::bigint, array[40])
     from generate_series(0, 3) w, generate_series(1, 2150) h`,
    [workspaceId],
  );
  await select('analyze metric_rollup');
  const untilMs = clock.nowMs();
  const query = { metric: 'duration_p95', scope: { workspaceId }, fromMs: untilMs - 89 * DAY_MS, untilMs } as const;
  const timed = async <T>(work: () => Promise<T>): Promise<readonly [T, number]> => {
    let bestMs = Infinity;
    let result = await work();
    for (let n = 0; n < 5; n += 1) {
      const beganMs = performance.now();
      result = await work();
      bestMs = Math.min(bestMs, Math.round(performance.now() - beganMs));
    }
    return [result, bestMs];
  };
  const [points, chartMs] = await timed(() => stores.metrics.query({ ...query, stepMs: HOUR_MS }));
  const [all, figureMs] = await timed(() => stores.metrics.total(query));
  const [, countsMs] = await timed(() => stores.metrics.query({ ...query, metric: 'error_rate', stepMs: HOUR_MS }));
  process.stderr.write(
    `89 days of hours: P95 chart ${chartMs} ms, its one figure ${figureMs} ms, error rate ${countsMs} ms (best of 5)\n`,
  );
  expect(points.length).toBeGreaterThan(2100);
  expect(all.count).toBeGreaterThan(100_000);
  expect(all.value).toBeGreaterThan(100);
  const plan = await select(
    `explain select 1 from metric_rollup where workspace_id = $1 and kind = 'run' and workflow_id = $1 and version = 0
     and connector = '' and connection = '' and step_seconds = 3600 and bucket_at >= now() - interval '90 days'`,
    [workspaceId],
  );
  expect(JSON.stringify(plan)).toContain('metric_rollup_pkey');
});

test('the runs that ended in a minute are found by their end', async () => {
  const plan = await select(`explain select * from run where ended_at >= now() - interval '1 minute' and not is_test`);
  expect(JSON.stringify(plan)).toContain('ended_at_idx');
});
