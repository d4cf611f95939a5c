import type { MetricPoint, MetricQuery } from '../metrics/metric.ts';
import type { AlertCondition } from './alert-rule.ts';
import { previewRule } from './preview-rule.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const NOW_MS = Date.parse('2026-05-10T12:07:30Z');
const SCOPE = { workspaceId: 'w', workflowId: 'f' };
const RATE: AlertCondition = { kind: 'above', metric: 'error_rate', threshold: 0.05, windowMinutes: 15, minCount: 20 };

/** Figures by a function of the time at which a step begins. */
function metricsOf(valueAt: (atMs: number, query: MetricQuery) => Omit<MetricPoint, 'atMs'>) {
  const asked: MetricQuery[] = [];
  const query = (request: MetricQuery): Promise<readonly MetricPoint[]> => {
    asked.push(request);
    const points: MetricPoint[] = [];
    for (
      let atMs = Math.floor(request.fromMs / request.stepMs) * request.stepMs;
      atMs < request.untilMs;
      atMs += request.stepMs
    ) {
      points.push({ atMs, ...valueAt(atMs, request) });
    }
    return Promise.resolve(points);
  };
  return { query, asked };
}
async function preview7(metrics: ReturnType<typeof metricsOf>, condition = RATE) {
  const preview = await previewRule(metrics, { condition, scope: SCOPE }, NOW_MS);
  if (preview.kind !== 'known') throw new Error('It is known.');
  return preview;
}
const isWithin = (atMs: number, from: string, until: string): boolean =>
  atMs >= Date.parse(from) && atMs < Date.parse(until);

test('fires as often as there were bad times, in hours first and in its own windows then', async () => {
  const metrics = metricsOf((atMs) => {
    const isBad =
      isWithin(atMs, '2026-05-05T03:00Z', '2026-05-05T05:00Z') ||
      isWithin(atMs, '2026-05-10T08:00Z', '2026-05-10T08:30Z');
    return { value: isBad ? 0.5 : 0, count: 100 };
  });
  const preview = await preview7(metrics);
  expect(preview.firings).toHaveLength(2);
  expect(preview.firings[0]).toEqual({
    ...{ fromMs: Date.parse('2026-05-05T04:00Z'), untilMs: Date.parse('2026-05-05T07:00Z'), value: 0.5, count: 100 },
  });
  expect(preview.firings[1]).toMatchObject({
    ...{ fromMs: Date.parse('2026-05-10T08:15Z'), untilMs: Date.parse('2026-05-10T09:00Z') },
  });
});

test('nothing is asked for twice, and nothing is left out but what is less than a window', async () => {
  const metrics = metricsOf(() => ({ count: 0 }));
  const { fromMs, untilMs, byHourUntilMs } = await preview7(metrics);
  const [coarse, fine] = metrics.asked;
  if (coarse === undefined || fine === undefined) throw new Error('Both are asked for.');
  expect([coarse.stepMs, fine.stepMs]).toEqual([HOUR_MS, 15 * MINUTE_MS]);
  expect(fine).toMatchObject({ fromMs: byHourUntilMs, untilMs: Date.parse('2026-05-10T12:08Z') });
  expect(untilMs).toBe(fine.untilMs);
  expect(fine.fromMs - coarse.untilMs).toBeLessThan(HOUR_MS);
  expect(coarse).toMatchObject({ fromMs: Date.parse('2026-05-03T13:00Z') });
  expect(fromMs).toBe(coarse.fromMs);
  expect(NOW_MS - fine.fromMs).toBeLessThan(48 * HOUR_MS);
});

test('where nothing was measured, and of few runs, it does not fire', async () => {
  const gaps = await previewRule(
    metricsOf(() => ({ count: 0 })),
    { condition: RATE, scope: SCOPE },
    NOW_MS,
  );
  const few = await previewRule(
    metricsOf(() => ({ value: 1, count: 19 })),
    { condition: RATE, scope: SCOPE },
    NOW_MS,
  );
  expect(gaps).toMatchObject({ kind: 'known', firings: [] });
  expect(few).toMatchObject({ kind: 'known', firings: [] });
});

test('what goes on has no end', async () => {
  const preview = await previewRule(
    metricsOf(() => ({ value: 1, count: 20 })),
    { condition: RATE, scope: SCOPE },
    NOW_MS,
  );
  expect(preview).toMatchObject({ firings: [{ value: 1, count: 20 }] });
  expect(preview.kind === 'known' && preview.firings[0]).not.toHaveProperty('untilMs');
});

test('silence is longer than was said only where nothing came', async () => {
  const condition: AlertCondition = { kind: 'no_success', windowMinutes: 90 };
  const metrics = metricsOf((atMs) => {
    const value = isWithin(atMs, '2026-05-10T02:00Z', '2026-05-10T06:00Z') ? 0 : 5;
    return { value, count: value };
  });
  const preview = await preview7(metrics, condition);
  expect(metrics.asked.every(({ metric }) => metric === 'succeeded')).toBe(true);
  expect(preview.firings).toHaveLength(1);
  expect(preview.firings[0]?.fromMs).toBeGreaterThan(Date.parse('2026-05-10T03:30Z'));
  expect(preview.firings[0]?.fromMs).toBeLessThan(Date.parse('2026-05-10T03:45Z'));
});

test('what is only known of now is not made up', async () => {
  const metrics = metricsOf(() => ({ count: 0 }));
  expect(
    await previewRule(metrics, { condition: { kind: 'connection', withinDays: 7 }, scope: SCOPE }, NOW_MS),
  ).toEqual({
    ...{ kind: 'unknown', reason: 'now_only' },
  });
  const condition: AlertCondition = { kind: 'silent', source: 'schedule', windowMinutes: 5 };
  expect(await previewRule(metrics, { condition, scope: SCOPE }, NOW_MS)).toMatchObject({ kind: 'unknown' });
  expect(metrics.asked).toEqual([]);
});
