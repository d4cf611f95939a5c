import type { ScheduleTrigger } from '@millrace/machine';
import { planTicks } from './decide-schedule.ts';

const NOON = Date.parse('2026-06-01T12:00:00Z');
const MINUTE = 60_000;
const YEAR = 365 * 1440 * MINUTE;

const plan = (trigger: Partial<ScheduleTrigger>, nextMs: number, nowMs = NOON) =>
  planTicks({ trigger: { type: 'schedule', cron: '* * * * *', ...trigger }, anchorMs: NOON - YEAR, nextMs }, nowMs);
/** Minutes before noon of the ticks that have a run. */
const fired = (ticks: ReturnType<typeof plan>['ticks']): number[] =>
  ticks.filter(({ isFired }) => isFired).map(({ plannedMs }) => (NOON - plannedMs) / MINUTE);

test('what is due on time has its run', () => {
  expect(plan({}, NOON)).toEqual({ ticks: [{ plannedMs: NOON, isFired: true }], nextMs: NOON + MINUTE });
});

test('nothing is due before its time', () => {
  expect(plan({}, NOON + MINUTE)).toEqual({ ticks: [], nextMs: NOON + MINUTE });
});

test.each([
  ['fireOnce', [2, 1, 0]],
  [undefined, [2, 1, 0]],
  ['skip', [1, 0]],
  ['fireAll', [5, 4, 3, 2, 1, 0]],
] as const)('after five minutes of nobody: %s', (misfire, expected) => {
  const { ticks } = plan(misfire === undefined ? {} : { misfire }, NOON - 5 * MINUTE);
  expect(fired(ticks)).toEqual(expected);
  expect(ticks).toHaveLength(6);
});

test('after a year of nobody the newest hundred, and the answer is quick', () => {
  const { ticks, nextMs } = plan({ misfire: 'fireAll' }, NOON - YEAR, NOON + 30_000);
  expect(fired(ticks)).toEqual(Array.from({ length: 101 }, (_, index) => 100 - index));
  expect(nextMs).toBe(NOON + MINUTE);
});

describe('an interval', () => {
  const every = (everySeconds: number, anchorMs: number, nextMs: number) =>
    planTicks({ trigger: { type: 'schedule', everySeconds }, anchorMs, nextMs }, NOON);
  test('counts from its anchor, not from when somebody looked', () => {
    expect(every(90, NOON - 100_000, NOON - 10_000)).toEqual({
      ticks: [{ plannedMs: NOON - 10_000, isFired: true }],
      nextMs: NOON + 80_000,
    });
  });
  test('is first due after one interval', () => {
    expect(every(10, NOON, NOON + 10_000)).toEqual({ ticks: [], nextMs: NOON + 10_000 });
  });
});

test('what is never due again has no next time', () => {
  expect(plan({ cron: '0 0 31 2 *' }, NOON - MINUTE)).toEqual({ ticks: [] });
});

test('the moment of publishing is no time of a fresh schedule, and what came since is', () => {
  const fresh = { trigger: { type: 'schedule', cron: '* * * * *' } as const, anchorMs: NOON, nextMs: NOON };
  expect(planTicks(fresh, NOON)).toEqual({ ticks: [], nextMs: NOON + MINUTE });
  expect(planTicks(fresh, NOON + MINUTE).ticks).toEqual([{ plannedMs: NOON + MINUTE, isFired: true }]);
});
