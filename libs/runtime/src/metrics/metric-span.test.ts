import { chooseSpan, DAY_MS, HOUR_MS, MINUTE_MS } from './metric-span.ts';

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
