import { histogramOf } from './histogram.ts';
import { NO_FIGURES, type Figures } from './metric-figures.ts';
import { daysUntil, findTrend } from './trend.ts';
import { triage, type DayFigures, type DominantError, type TriageSubject } from './triage.ts';

const DAY_MS = 86_400_000;
const NOW_MS = 20_000 * DAY_MS;

const figures = (members: Partial<Figures> = {}): Figures => ({
  ...{ ...NO_FIGURES, total: 100, succeeded: 100, durations: histogramOf([100]), ...members },
});
/** Days that end today, the last value today. */
const daysOf = <T>(values: readonly T[], make: (value: T) => Partial<Figures>): readonly DayFigures[] =>
  values.map((value, index) => ({
    atMs: NOW_MS - (values.length - 1 - index) * DAY_MS,
    figures: figures(make(value)),
  }));
const failures = (...counts: readonly number[]): readonly DayFigures[] =>
  daysOf(counts, (failed) => ({ failed, succeeded: 100 - failed }));
const dominant = (error: string, members: Partial<DominantError> = {}): DominantError => ({
  ...{ fingerprint: 'f', error, cause: 'c', sampleRunId: 'r', count: 2, ...members },
});
const kinds = (subject: TriageSubject) => triage(subject, NOW_MS).map(({ reason, step }) => [reason.kind, step]);

describe('failures', () => {
  it('once a week are an accident, twice are listed with their count', () => {
    expect(kinds({ days: failures(0, 1, 0) })).toEqual([]);
    expect(triage({ days: failures(0, 1, 1) }, NOW_MS)).toEqual([
      { reason: { kind: 'failing', failed: 2, total: 300 }, step: 'look' },
    ]);
  });

  it('of more than a week ago do not count', () => {
    expect(kinds({ days: failures(50, ...Array.from({ length: 9 }, () => 0)) })).toEqual([]);
  });

  it.each([
    ['that pass by themselves want another try', dominant('Connector.Retryable'), 'add_retry'],
    ['of time want another try', dominant('States.Timeout'), 'add_retry'],
    [
      'that other tries do not mend want a breaker',
      dominant('Connector.Retryable', { isRetried: true }),
      'break_circuit',
    ],
    ['of too many calls want a slower pace', dominant('Connector.RateLimited'), 'limit_rate'],
    ['of signing in want a person', dominant('Connector.Auth'), 'reconnect'],
    ['of data want a look', dominant('States.QueryEvaluationError'), 'look'],
  ])('%s', (_, error, step) => {
    expect(kinds({ days: failures(1, 1), dominant: error })).toEqual([['failing', step]]);
  });
});

describe('connections', () => {
  it('that somebody must mend are first', () => {
    expect(kinds({ days: failures(3), isBroken: true })).toEqual([
      ['broken', 'reconnect'],
      ['failing', 'reconnect'],
    ]);
  });

  it('of which every call fails want a breaker', () => {
    expect(kinds({ days: failures(0, 100) })).toEqual([['failing', 'break_circuit']]);
  });

  it('that are told to slow down say in how many calls', () => {
    expect(triage({ days: daysOf([4], (limited) => ({ limited })) }, NOW_MS)).toEqual([
      { reason: { kind: 'limited', limited: 4, total: 100 }, step: 'limit_rate' },
    ]);
    expect(kinds({ days: daysOf([4], (limited) => ({ limited, total: 20, succeeded: 20 })) })).toEqual([]);
  });
});

describe('trends', () => {
  it('that will cross a limit within a week say how steep they are, and when', () => {
    const days = daysOf([60, 90, 120, 150, 180, 210], (seconds) => ({ oldestMs: seconds * 1000 }));
    const [found] = triage({ days: [], queueDays: days }, NOW_MS);
    expect(found).toMatchObject({
      step: 'add_workers',
      reason: { kind: 'trend', metric: 'queue_age', limit: 300_000 },
    });
    const reason = found?.reason.kind === 'trend' ? found.reason : undefined;
    expect(reason?.perDay).toBeCloseTo(30_000);
    expect(reason?.now).toBeCloseTo(210_000);
    expect(((reason?.crossesAtMs ?? 0) - NOW_MS) / DAY_MS).toBeCloseTo(3);
  });

  it.each([
    ['that fall', [210, 180, 150, 120, 90, 60]],
    ['that are too slow to cross it', [60, 61, 62, 63, 64, 65]],
    ['that are but noise', [60, 250, 40, 260, 50, 240]],
    ['of too few days', [60, 90, 120, 150]],
    ['that are beyond it already', [310, 340, 370, 400, 430, 460]],
  ])('%s are not listed', (_, seconds) => {
    expect(kinds({ days: [], queueDays: daysOf(seconds, (one) => ({ oldestMs: one * 1000 })) })).toEqual([]);
  });

  it('that ended days ago lead nowhere, and those of yesterday go on', () => {
    const ages = daysOf([10, 60, 110, 160, 210], (seconds) => ({ oldestMs: seconds * 1000 }));
    const later = (days: number) => triage({ days: [], queueDays: ages }, NOW_MS + days * DAY_MS + DAY_MS / 2);
    expect(later(1)).toMatchObject([{ reason: { kind: 'trend', metric: 'queue_age' } }]);
    expect([later(2), later(9)]).toEqual([[], []]);
  });

  it('of durations are measured against what is usual', () => {
    const slower = daysOf([100, 110, 120, 130, 150, 170], (ms) => ({ durations: histogramOf([ms]) }));
    expect(kinds({ days: slower })).toEqual([['trend', 'find_slow_step']]);
  });

  it('of error rates are read from days with enough runs', () => {
    const rising = [0, 1, 2, 3, 4].map((failed) => ({ failed, succeeded: 100 - failed }));
    expect(kinds({ days: daysOf(rising, (one) => one) })).toEqual([
      ['failing', 'look'],
      ['trend', 'look'],
    ]);
    const few = rising.map(({ failed }) => ({ total: 2, failed: failed / 50, succeeded: 2 - failed / 50 }));
    expect(kinds({ days: daysOf(few, (one) => one) })).toEqual([]);
  });
});

describe('lines', () => {
  it('are those of least squares', () => {
    const trend = findTrend([1, 3, 2, 5, 4].map((value, day) => ({ day, value })));
    expect(trend?.perDay).toBeCloseTo(0.8);
    expect(trend?.now).toBeCloseTo(4.6);
    expect(trend?.fit).toBeCloseTo(0.64);
    expect(trend && daysUntil(trend, 5.4)).toBeCloseTo(1);
  });

  it('of one day are none', () => {
    expect(findTrend([1, 2, 3, 4, 5].map((value) => ({ day: 1, value })))).toBeUndefined();
  });
});
