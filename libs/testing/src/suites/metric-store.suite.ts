import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  histogramOf,
  METRICS,
  type CallCounts,
  type EndStatus,
  type MetricName,
  type MetricScope,
  type MetricStore,
  type RunSearch,
} from '@millrace/runtime';
import { FAILED_RUNS_QUERY, parseRunQuery, selectRuns } from '@millrace/run-query';
import { aRun } from '../builders/run.ts';
import type { RunStoreSubject } from './run-store.suite.ts';

/** Figures beside the runs that they are of. */
export interface MetricStoreSubject extends RunStoreSubject {
  readonly metrics: MetricStore;
  readonly runSearch: RunSearch;
  /** Of another process. */
  readonly otherMetrics: MetricStore;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** What every store of figures promises. */
export function testMetricStore({
  setup,
  teardown,
}: {
  readonly setup: () => Promise<MetricStoreSubject>;
  readonly teardown: () => Promise<void>;
}): void {
  let subject: MetricStoreSubject;
  /** A whole minute that is long over, in the middle of an hour's half: so that no test meets the end of anything. */
  let atMs: number;
  beforeEach(async () => {
    subject = await setup();
    atMs = Math.floor(subject.clock.nowMs() / HOUR_MS) * HOUR_MS - 3 * HOUR_MS + 20 * MINUTE_MS;
  });
  afterEach(teardown);

  interface Ended {
    readonly status?: EndStatus;
    readonly error?: string;
    readonly endedAtMs?: number;
    readonly tookMs?: number;
    readonly isTest?: true;
  }
  /** A run that began and ended at once, as far as others see. */
  async function end({
    status = 'succeeded',
    error,
    endedAtMs = atMs,
    tookMs = 100,
    isTest,
  }: Ended = {}): Promise<void> {
    const acceptedAtMs = endedAtMs - tookMs;
    const run = aRun(
      { id: subject.ids.runId(), ...subject.origin, acceptedAtMs },
      isTest === undefined ? {} : { isTest },
    );
    const ended = { status, endedAtMs, ...(error === undefined ? {} : { error, cause: '' }) };
    await subject.runs.acceptFinished(run, { end: ended, steps: [] });
  }
  const whole = (): MetricScope => ({ workspaceId: subject.origin.workspaceId });
  const window = () => ({ fromMs: atMs - 10 * MINUTE_MS, untilMs: atMs + 10 * MINUTE_MS });
  const total = (metric: MetricName, scope = whole()) => subject.metrics.total({ metric, scope, ...window() });
  const valueOf = async (metric: MetricName, scope = whole()) => (await total(metric, scope)).value;
  async function rollUp(): Promise<void> {
    while ((await subject.metrics.rollUp()) !== 'done');
  }
  const calls = (members: Partial<CallCounts> = {}): CallCounts => ({
    ...{ workspaceId: subject.origin.workspaceId, workflowId: subject.origin.workflowId, connector: 'shop', atMs },
    ...{ total: 2, succeeded: 1, failed: 1, limited: 1, durations: histogramOf([10, 1000]), ...members },
  });

  describe('runs', () => {
    test('are counted by how they ended; of cancelled ones neither rate nor duration tells', async () => {
      await end({ tookMs: 100 });
      await end({ tookMs: 100 });
      await end({ status: 'failed', error: 'Storm', tookMs: 2000 });
      await end({ status: 'compensated', error: 'Storm', tookMs: 2000 });
      await end({ status: 'cancelled', tookMs: 900_000 });
      await rollUp();
      expect(
        await Promise.all((['runs', 'succeeded', 'failed', 'error_rate'] as const).map((one) => valueOf(one))),
      ).toEqual([5, 2, 2, 0.5]);
      expect(await valueOf('duration_p50')).toBeCloseTo(100, -1.1);
      expect(await valueOf('duration_p99')).toBeGreaterThan(1750);
      expect(await valueOf('duration_p99')).toBeLessThan(2300);
    });

    test('that failed are those that a list of failed runs shows', async () => {
      await end({ status: 'failed', error: 'Storm' });
      await end({ status: 'failed', error: '' });
      await end({ status: 'timed_out', error: 'States.Timeout' });
      await end({ status: 'compensated', error: 'Storm' });
      await end({ status: 'compensated' });
      await end({ status: 'cancelled' });
      await end();
      await rollUp();
      const { selection } = selectRuns(parseRunQuery(FAILED_RUNS_QUERY), subject.clock.nowMs());
      const { items } = await subject.runSearch.search({ ...whole(), ...selection, limit: 10, budgetMs: 10_000 });
      expect(items.map(({ status }) => status).sort()).toEqual(['compensated', 'failed', 'failed', 'timed_out']);
      expect(await valueOf('failed')).toBe(items.length);
    });

    test('of tests never count', async () => {
      await end({ isTest: true });
      await end();
      await rollUp();
      expect(await valueOf('runs')).toBe(1);
    });

    test('count once, however often and by whomever they are rolled up', async () => {
      await end();
      await rollUp();
      await Promise.all([subject.metrics.rollUp(), subject.otherMetrics.rollUp(), subject.metrics.rollUp()]);
      await rollUp();
      expect(await valueOf('runs')).toBe(1);
    });

    test('are those of a workflow and of a version, where that is asked for', async () => {
      await end();
      await rollUp();
      const { workflowId } = subject.origin;
      expect(await valueOf('runs', { ...whole(), workflowId })).toBe(1);
      expect(await valueOf('runs', { ...whole(), workflowId, versionNumber: 1 })).toBe(1);
      expect((await total('runs', { ...whole(), workflowId, versionNumber: 2 })).count).toBe(0);
      expect((await total('runs', { ...whole(), workflowId: subject.ids.runId() })).count).toBe(0);
      expect((await total('runs', { workspaceId: subject.ids.runId() })).count).toBe(0);
    });

    test('are one point a step, and a step in which nothing was measured has no value', async () => {
      await end({ tookMs: 100 });
      await end({ endedAtMs: atMs + 2 * MINUTE_MS + 59_999, tookMs: 100 });
      await rollUp();
      const points = await subject.metrics.query({
        ...{ metric: 'error_rate', scope: whole(), stepMs: MINUTE_MS },
        ...{ fromMs: atMs, untilMs: atMs + 4 * MINUTE_MS },
      });
      expect(points).toEqual([
        { atMs, value: 0, count: 1 },
        { atMs: atMs + MINUTE_MS, count: 0 },
        { atMs: atMs + 2 * MINUTE_MS, value: 0, count: 1 },
        { atMs: atMs + 3 * MINUTE_MS, count: 0 },
      ]);
    });

    test('have hours that are what their minutes are', async () => {
      for (let n = 0; n < 6; n += 1) await end({ endedAtMs: atMs + n * MINUTE_MS, tookMs: 2 ** n * 100 });
      await rollUp();
      const scope = whole();
      const [hour] = await subject.metrics.query({
        ...{ metric: 'duration_p95', scope, stepMs: HOUR_MS },
        ...{ fromMs: atMs - 20 * MINUTE_MS, untilMs: atMs + 40 * MINUTE_MS },
      });
      expect(hour).toEqual({ ...(await total('duration_p95')), atMs: atMs - 20 * MINUTE_MS });
      expect(hour?.count).toBe(6);
    });

    test('tell when a workflow succeeded last', async () => {
      const { workspaceId, workflowId } = subject.origin;
      const last = () => subject.metrics.lastSuccess({ workspaceId, workflowId });
      await end({ status: 'failed', error: 'Storm' });
      await rollUp();
      const before = await last();
      const endedAtMs = subject.clock.nowMs() - 1234;
      await end({ endedAtMs });
      await rollUp();
      expect([before, await last()]).toEqual([undefined, endedAtMs]);
    });
  });

  describe('queues', () => {
    test('are looked at once a minute: what stands there, how long, and nothing where nothing stands', async () => {
      const acceptedAtMs = subject.clock.nowMs() - 5000;
      const run = aRun({ id: subject.ids.runId(), ...subject.origin, acceptedAtMs });
      await subject.runs.accept(run);
      await rollUp();
      await rollUp();
      const nowMs = subject.clock.nowMs();
      const span = { fromMs: nowMs - 5 * MINUTE_MS, untilMs: nowMs + MINUTE_MS };
      const depth = await subject.metrics.total({ metric: 'queue_depth', scope: whole(), ...span });
      const age = await subject.metrics.total({ metric: 'queue_age', scope: whole(), ...span });
      expect(depth.value).toBe(1);
      expect(age.value).toBeGreaterThanOrEqual(5000);
      const elsewhere = { ...whole(), workflowId: subject.ids.runId() };
      expect((await subject.metrics.total({ metric: 'queue_depth', scope: elsewhere, ...span })).value).toBe(0);
      expect((await total('queue_depth')).value).toBeUndefined();
    });
  });

  describe('calls', () => {
    test('are added up over processes and batches, and a batch that is sent again counts once', async () => {
      const { metrics, otherMetrics } = subject;
      const batch = { sender: 'a', sequence: 1, counts: [calls(), calls({ connector: 'mail', connection: 'acme' })] };
      await Promise.all([
        ...[1, 2, 3].map(() => metrics.addCalls(batch)),
        otherMetrics.addCalls({ sender: 'b', sequence: 1, counts: [calls()] }),
      ]);
      await metrics.addCalls({ ...batch, sequence: 2 });
      expect(await total('connector_calls')).toMatchObject({ value: 10 });
      const shop = { ...whole(), connector: 'shop' };
      expect(await total('connector_calls', shop)).toMatchObject({ value: 6 });
      expect(await total('connector_error_rate', shop)).toMatchObject({ value: 0.5 });
      expect(await valueOf('connector_p95', shop)).toBeGreaterThan(900);
      expect(await valueOf('connector_calls', { ...whole(), workflowId: subject.origin.workflowId })).toBe(10);
      const acme = { ...whole(), connector: 'mail', connection: 'acme' };
      expect(await total('connector_calls', acme)).toMatchObject({ value: 4 });
    });
  });

  describe('breakdowns', () => {
    const parts = (total: number, failed: number) => [{ atMs: atMs - 20 * MINUTE_MS, total, failed }];

    test('say what each workflow, version and connector did, hour by hour', async () => {
      const { workspaceId, workflowId } = subject.origin;
      await end();
      await subject.metrics.addCalls({ sender: 'a', sequence: 1, counts: [calls({ connection: 'acme' })] });
      await rollUp();
      const breakDown = (by: 'workflow' | 'version' | 'connector' | 'connection', kind: 'run' | 'call') =>
        subject.metrics.breakDown({ workspaceId, by, kind, ...window(), limit: 10 });
      const ofRun = { figures: expect.objectContaining({ total: 1, succeeded: 1, failed: 0 }), parts: parts(1, 0) };
      const counts = { total: 2, succeeded: 1, failed: 1, limited: 1, durations: histogramOf([10, 1000]) };
      const ofCalls = { figures: expect.objectContaining(counts), parts: parts(2, 1) };
      expect(await breakDown('workflow', 'run')).toEqual([{ workflowId, ...ofRun }]);
      expect(await breakDown('connector', 'call')).toEqual([{ connector: 'shop', ...ofCalls }]);
      expect(await breakDown('connection', 'call')).toEqual([{ connector: 'shop', connection: 'acme', ...ofCalls }]);
      const versions = { workspaceId, workflowId, by: 'version', kind: 'run', ...window(), limit: 10 } as const;
      expect(await subject.metrics.breakDown(versions)).toEqual([{ workflowId, versionNumber: 1, ...ofRun }]);
    });

    test('begin with what failed most often, add up all of the range, and leave out what is beyond the limit', async () => {
      const earlierMs = atMs - HOUR_MS;
      const counts = [
        ...[
          calls({ connector: 'quiet', failed: 0, succeeded: 2 }),
          calls({ connector: 'busy', total: 9, succeeded: 8 }),
        ],
        ...[calls({ connector: 'bad', failed: 2, succeeded: 0 }), calls({ connector: 'bad', atMs: earlierMs })],
      ];
      await subject.metrics.addCalls({ sender: 'a', sequence: 1, counts });
      await rollUp();
      const { workspaceId } = subject.origin;
      const span = { fromMs: earlierMs, untilMs: atMs + HOUR_MS };
      const found = await subject.metrics.breakDown({ workspaceId, by: 'connector', kind: 'call', ...span, limit: 2 });
      expect(found.map(({ connector }) => connector)).toEqual(['bad', 'busy']);
      const durations = histogramOf([10, 10, 1000, 1000]);
      expect(found[0]).toMatchObject({ figures: { total: 4, failed: 3, durations } });
      expect(found[0]?.parts).toEqual([{ ...parts(2, 1)[0], atMs: earlierMs - 20 * MINUTE_MS }, ...parts(2, 2)]);
    });

    test('are told day by day', async () => {
      const { workspaceId, workflowId } = subject.origin;
      await end();
      await rollUp();
      const days = await subject.metrics.listDays({ workspaceId, by: 'workflow', kind: 'run', ...window() });
      const dayMs = Math.floor(atMs / DAY_MS) * DAY_MS;
      expect(days).toEqual([{ atMs: dayMs, workflowId, figures: expect.objectContaining({ total: 1, succeeded: 1 }) }]);
    });
  });

  describe('questions', () => {
    test.each([
      ['an end before its beginning', { untilMs: 0 }, 'metrics.range_invalid'],
      ['a step of seconds', { stepMs: 1000 }, 'metrics.range_invalid'],
      ['more points than anybody can see', { fromMs: 0, untilMs: 1e12 }, 'metrics.range_invalid'],
      ['a version without its workflow', { scope: { workspaceId: 'w', versionNumber: 1 } }, 'metrics.scope_invalid'],
      ['runs of a connector', { scope: { workspaceId: 'w', connector: 'shop' } }, 'metrics.scope_invalid'],
    ])('with %s are refused', async (_, members, code) => {
      const query = { metric: 'runs', scope: whole(), stepMs: MINUTE_MS, ...window(), ...members } as const;
      const refused = Promise.resolve().then(() => subject.metrics.query(query));
      await expect(refused).rejects.toMatchObject({ code });
    });

    test('can be asked of every metric while nothing is known at all', async () => {
      for (const metric of METRICS) {
        const points = await subject.metrics.query({ metric, scope: whole(), stepMs: MINUTE_MS, ...window() });
        expect(points).toHaveLength(20);
        expect(points.every(({ value, count }) => value === undefined && count === 0)).toBe(true);
      }
    });
  });
}
