import { chooseCompared, chooseSpan, DAY_MS, HOUR_MS, MINUTE_MS } from './metric-span.ts';

const NOW_MS = Date.UTC(2026, 10, 4, 12, 34, 56);
/** To the end of the minute that is not over, as charts ask. */
const UNTIL_MS = Date.UTC(2026, 10, 4, 12, 35);

describe('a window and the one before it', () => {
  it.each([
    ['a day', DAY_MS, [MINUTE_MS, HOUR_MS]],
    ['a week', 7 * DAY_MS, [HOUR_MS, HOUR_MS]],
    ['two months', 60 * DAY_MS, [HOUR_MS, DAY_MS]],
    ['half a year', 180 * DAY_MS, [DAY_MS, DAY_MS]],
  ])('of %s have no part in common, and the one before is as long as it was asked for', (_, lengthMs, parts) => {
    const fromMs = UNTIL_MS - lengthMs;
    const window = chooseSpan({ fromMs, untilMs: UNTIL_MS }, NOW_MS);
    const previous = chooseSpan({ fromMs: fromMs - lengthMs, untilMs: fromMs }, NOW_MS);
    expect([window.partMs, previous.partMs]).toEqual(parts);
    expect(previous.untilMs - previous.fromMs).toBe(lengthMs);
    expect(previous.untilMs).toBeLessThanOrEqual(window.fromMs);
    expect(window.untilMs).toBe(UNTIL_MS);
  });

  it('that are both over are made of as many parts', () => {
    const longAgoMs = UNTIL_MS - 10 * DAY_MS;
    const window = chooseSpan({ fromMs: longAgoMs - DAY_MS, untilMs: longAgoMs }, NOW_MS);
    const previous = chooseSpan({ fromMs: longAgoMs - 2 * DAY_MS, untilMs: longAgoMs - DAY_MS }, NOW_MS);
    expect([window.untilMs - window.fromMs, previous.untilMs - previous.fromMs]).toEqual([DAY_MS, DAY_MS]);
    expect(previous.untilMs).toBe(window.fromMs);
  });
});

describe('what is compared', () => {
  const lengthOf = (bounds: Parameters<typeof chooseSpan>[0]): number => {
    const { fromMs, untilMs } = chooseSpan(bounds, NOW_MS);
    return untilMs - fromMs;
  };

  it.each([
    ['an hour', HOUR_MS, HOUR_MS],
    ['a day', DAY_MS, DAY_MS],
    ['26 hours', 26 * HOUR_MS, 26 * HOUR_MS],
    ['a week', 7 * DAY_MS, 7 * DAY_MS],
    ['a hundred and a half hours', 100.5 * HOUR_MS, 100 * HOUR_MS],
    ['30 days', 30 * DAY_MS, 30 * DAY_MS],
    ['two months', 60 * DAY_MS, 60 * DAY_MS],
    ['90 days and a moment', 90 * DAY_MS + 4000, 90 * DAY_MS],
    ['half a year', 180 * DAY_MS, 180 * DAY_MS],
  ])('with %s that end now is as long', (_, lengthMs, wanted) => {
    const { window, before } = chooseCompared({ fromMs: UNTIL_MS - lengthMs, untilMs: UNTIL_MS }, NOW_MS);
    expect([lengthOf(window), lengthOf(before)]).toEqual([wanted, wanted]);
    expect(before.untilMs).toBe(window.fromMs);
    expect(window.untilMs).toBeGreaterThan(UNTIL_MS - DAY_MS);
  });

  it('with a window that is shorter than what is kept of it is the part before', () => {
    const fromMs = Date.UTC(2026, 9, 1, 12, 10);
    const { window, before } = chooseCompared({ fromMs, untilMs: fromMs + 10 * MINUTE_MS }, NOW_MS);
    const atMs = Date.UTC(2026, 9, 1, 12);
    expect([window, before]).toEqual([
      { fromMs: atMs, untilMs: atMs + HOUR_MS },
      { fromMs: atMs - HOUR_MS, untilMs: atMs },
    ]);
  });
});

describe('a window', () => {
  it('that ends now has the hour that is not over', () => {
    const untilMs = NOW_MS - 1;
    expect(chooseSpan({ fromMs: NOW_MS - 7 * DAY_MS, untilMs }, NOW_MS).untilMs).toBe(untilMs);
  });

  it('that is shorter than what is kept of its time is the part that it is in', () => {
    const fromMs = Date.UTC(2026, 9, 1, 12, 10);
    const span = chooseSpan({ fromMs, untilMs: fromMs + 10 * MINUTE_MS }, NOW_MS);
    expect(span).toEqual({ partMs: HOUR_MS, fromMs: Date.UTC(2026, 9, 1, 12), untilMs: fromMs + 10 * MINUTE_MS });
  });
});
