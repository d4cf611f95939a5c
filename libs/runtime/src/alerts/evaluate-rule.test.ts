import type { AlertCondition, AlertReading, RuleState } from './alert-rule.ts';
import { evaluateRule, judgeReading, MAX_STEP_BACK_MS, type RuleMoment, type RuleOutcome } from './evaluate-rule.ts';

const MINUTE_MS = 60_000;
const START_MS = Date.parse('2026-05-04T08:00:00Z');
const RATE: AlertCondition = { kind: 'above', metric: 'error_rate', threshold: 0.05, windowMinutes: 15, minCount: 20 };
const reading = (value: number | undefined, count = 100, subjects?: readonly string[]): AlertReading => ({
  ...{ count, fromMs: 0, untilMs: 0 },
  ...(value === undefined ? {} : { value }),
  ...(subjects === undefined ? {} : { subjects }),
});

/** A rule that is looked at now and then: minutes after the start, what is read, and how it stands. */
class Watched {
  state: RuleState = { standing: 'calm' };
  readonly #members: Partial<RuleMoment>;
  constructor(members: Partial<RuleMoment> = {}) {
    this.#members = members;
  }
  look([minute, read]: readonly [number, AlertReading], now: Partial<RuleMoment> = {}): RuleOutcome {
    const moment: RuleMoment = {
      ...{ condition: RATE, remindMinutes: 60, isMuted: false, isAcknowledged: false },
      ...{ state: this.state, nowMs: START_MS + minute * MINUTE_MS, ...this.#members, ...now },
    };
    const { outcome, state } = evaluateRule(moment, read);
    this.state = state;
    return outcome;
  }
  run(looks: readonly (readonly [number, number | undefined, number?])[]): readonly RuleOutcome[] {
    return looks.map(([minute, ...read]) => this.look([minute, reading(...read)]));
  }
}

test.each([
  ['at the limit it is good', [0.05, 100], 'good'],
  ['above it is bad', [0.051, 100], 'bad'],
  ['of too few runs a bad figure says nothing', [0.5, 19], 'gap'],
  ['of just enough runs it does', [0.5, 20], 'bad'],
  ['of few runs a good figure is good', [0, 1], 'good'],
  ['of none there is no figure', [undefined, 0], 'gap'],
] as const)('%s', (_what, [value, count], verdict) => {
  expect(judgeReading(RATE, reading(value, count))).toBe(verdict);
});

test('silence is bad when it is longer than was said, whatever runs there are', () => {
  const silent: AlertCondition = { kind: 'silent', source: 'webhook', windowMinutes: 30 };
  expect(judgeReading(silent, reading(30 * MINUTE_MS, 0))).toBe('good');
  expect(judgeReading(silent, reading(30 * MINUTE_MS + 1, 0))).toBe('bad');
});

test('fires once, and clears after two good windows that do not overlap', () => {
  const rule = new Watched();
  const outcomes = rule.run([
    [0, 0.01],
    [1, 0.2],
    [2, 0.3],
    [3, 0.04],
    [17, 0.01],
    [18, 0.01],
    [19, 0.01],
  ]);
  expect(outcomes).toEqual(['holds', 'fires', 'holds', 'holds', 'holds', 'clears', 'holds']);
  expect(rule.state).toEqual({
    ...{ standing: 'calm', evaluatedAtMs: START_MS + 19 * MINUTE_MS, verdict: 'good', value: 0.01, count: 100 },
  });
});

test('a bad window between good ones begins the count anew', () => {
  const looks = [
    [0, 0.2],
    [1, 0],
    [10, 0.2],
    [11, 0],
    [16, 0],
    [25, 0],
    [26, 0],
  ] as const;
  expect(new Watched().run(looks)).toEqual(['fires', 'holds', 'holds', 'holds', 'holds', 'holds', 'clears']);
});

test('a gap neither fires, nor clears, nor keeps from clearing', () => {
  const rule = new Watched();
  expect(
    rule.run([
      [0, undefined],
      [1, 0.2],
      [2, undefined],
      [60, undefined],
    ]),
  ).toEqual(['holds', 'fires', 'holds', 'holds']);
  expect(rule.state).toMatchObject({ standing: 'firing', verdict: 'gap', count: 100 });
  expect(rule.state).not.toHaveProperty('value');
  expect(
    rule.run([
      [61, 0],
      [70, undefined],
      [76, undefined],
      [80, 0],
    ]),
  ).toEqual(['holds', 'holds', 'holds', 'clears']);
});

test('few runs that fail do not keep it from clearing, and do not clear it', () => {
  expect(
    new Watched().run([
      [0, 0.2],
      [1, 0.9, 3],
      [16, 0.9, 3],
      [17, 0, 3],
      [32, 0, 3],
    ]),
  ).toEqual([...['fires', 'holds', 'holds', 'holds', 'clears']]);
});

test('reminds while it goes on, as often as was said', () => {
  const looks = [
    [0, 0.2],
    [59, 0.2],
    [60, 0.2],
    [61, 0.2],
    [119, 0.2],
    [120, 0.2],
  ] as const;
  expect(new Watched().run(looks)).toEqual(['fires', 'holds', 'reminds', 'holds', 'holds', 'reminds']);
  expect(new Watched({ remindMinutes: 0 }).run(looks).filter((outcome) => outcome === 'reminds')).toEqual([]);
  expect(new Watched({ isAcknowledged: true }).run(looks).filter((outcome) => outcome === 'reminds')).toEqual([]);
});

test('what fired while it was muted is told when it is not muted any more', () => {
  const rule = new Watched();
  expect(rule.look([0, reading(0.2)], { isMuted: true })).toBe('fires');
  expect(rule.look([90, reading(0.2)], { isMuted: true })).toBe('holds');
  expect(rule.look([91, reading(0.2)])).toBe('reminds');
  expect(rule.look([92, reading(0.2)])).toBe('holds');
});

describe('what is in trouble by name', () => {
  const condition: AlertCondition = { kind: 'connection', withinDays: 7 };

  test('another one is news, also of what somebody knows of; one less is not', () => {
    const rule = new Watched({ condition });
    expect(rule.look([0, reading(1, 1, ['crm'])])).toBe('fires');
    expect(rule.look([1, reading(1, 1, ['crm'])], { isAcknowledged: true })).toBe('holds');
    expect(rule.look([2, reading(2, 2, ['crm', 'shop'])], { isAcknowledged: true })).toBe('reminds');
    expect(rule.look([3, reading(1, 1, ['shop'])])).toBe('holds');
    expect(rule.look([4, reading(2, 2, ['crm', 'shop'])])).toBe('reminds');
    expect(rule.look([5, reading(0, 2, [])])).toBe('holds');
    expect(rule.look([6, reading(0, 2, [])])).toBe('clears');
  });

  test('what joins while it is muted is news afterwards', () => {
    const rule = new Watched({ condition });
    rule.look([0, reading(1, 1, ['crm'])]);
    expect(rule.look([1, reading(2, 2, ['crm', 'shop'])], { isMuted: true })).toBe('holds');
    expect(rule.look([2, reading(2, 2, ['crm', 'shop'])])).toBe('reminds');
  });
});

describe('a clock that goes back', () => {
  test('is waited for: nothing is told twice', () => {
    const rule = new Watched();
    rule.run([
      [0, 0.2],
      [1, 0],
      [16, 0],
    ]);
    expect(rule.state.standing).toBe('calm');
    expect(
      rule.run([
        [2, 0.2],
        [15, 0.2],
      ]),
    ).toEqual(['holds', 'holds']);
    expect(rule.look([17, reading(0.2)])).toBe('fires');
  });

  test('by far was wrong before, and reminds nobody at once', () => {
    const rule = new Watched();
    const far = MAX_STEP_BACK_MS / MINUTE_MS + 100;
    expect(rule.look([far, reading(0.2)])).toBe('fires');
    expect(
      rule.run([
        [0, 0.2],
        [1, 0.2],
        [59, 0.2],
        [60, 0.2],
      ]),
    ).toEqual(['holds', 'holds', 'holds', 'reminds']);
  });
});
