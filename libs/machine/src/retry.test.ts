import { describe, expect, test } from '@jest/globals';
import type { Retrier } from './machine.ts';
import { mayRetry, type RetriesUsed } from './retry.ts';

const random = (): number => 0.5;
/** The delays that one error after another gets, until a rule says no. */
function delays(retriers: readonly Retrier[], errors: readonly string[], draw = random): (number | undefined)[] {
  let used: RetriesUsed = {};
  return errors.map((error) => {
    const again = mayRetry(retriers, { error: { error, cause: '' } }, { used, random: draw });
    used = again?.used ?? used;
    return again?.delayMs;
  });
}

describe('delays', () => {
  test.each([
    ['the defaults: 1 s, doubled, three times', {}, [1000, 2000, 4000, undefined]],
    ['a constant', { IntervalSeconds: 3, BackoffRate: 1 }, [3000, 3000, 3000, undefined]],
    ['a fraction as a rate', { BackoffRate: 1.5 }, [1000, 1500, 2250]],
    ['a cap', { IntervalSeconds: 10, MaxDelaySeconds: 15 }, [10_000, 15_000, 15_000]],
    ['a cap below the interval', { IntervalSeconds: 10, MaxDelaySeconds: 4 }, [4000]],
    ['no retry at all', { MaxAttempts: 0 }, [undefined]],
    ['full jitter: a part of the delay', { IntervalSeconds: 4, JitterStrategy: 'FULL' }, [2000, 4000]],
    ['full jitter below the cap', { IntervalSeconds: 90, MaxDelaySeconds: 10, JitterStrategy: 'FULL' }, [5000]],
    ['no jitter by name', { JitterStrategy: 'NONE' }, [1000]],
  ] as const)('%s', (_, fields, expected) => {
    const errors = expected.map(() => 'A');
    expect(delays([{ ErrorEquals: ['A'], ...fields }], errors)).toEqual(expected);
  });

  test('stay finite however often a rule doubles them', () => {
    const retrier = { ErrorEquals: ['A'], MaxAttempts: 99_999_999, BackoffRate: 10 };
    const again = mayRetry([retrier], { error: { error: 'A', cause: '' } }, { used: { 0: 5000 }, random });
    expect(again?.delayMs).toBe(99_999_999_000);
  });

  test('draw nothing without jitter: the same run replays alike', () => {
    const draw = (): number => {
      throw new Error('drawn');
    };
    expect(delays([{ ErrorEquals: ['A'] }], ['A'], draw)).toEqual([1000]);
  });
});

describe('what the other side asks for', () => {
  test.each([
    ['later than the rule says', 60_000, 60_000],
    ['sooner than the rule says', 10, 1000],
    ['never again', Infinity, 99_999_999_000],
  ])('%s', (_, retryAfterMs, expected) => {
    const again = mayRetry(
      [{ ErrorEquals: ['A'] }],
      { error: { error: 'A', cause: '', retryAfterMs } },
      { used: {}, random },
    );
    expect(again?.delayMs).toBe(expected);
  });
});

describe('rules', () => {
  const rules: readonly Retrier[] = [
    { ErrorEquals: ['ErrorA', 'ErrorB'], IntervalSeconds: 1, BackoffRate: 2, MaxAttempts: 2 },
    { ErrorEquals: ['ErrorC'], IntervalSeconds: 5 },
  ];

  // The example of the specification: A, B, C, B.
  test('count for themselves, over all the errors that they name', () => {
    expect(delays(rules, ['ErrorA', 'ErrorB', 'ErrorC', 'ErrorB'])).toEqual([1000, 2000, 5000, undefined]);
  });

  test('that are used up are not followed by later ones', () => {
    const both = [{ ErrorEquals: ['A'], MaxAttempts: 1 }, { ErrorEquals: ['States.ALL'] }];
    expect(delays(both, ['A', 'A', 'B'])).toEqual([1000, undefined, 1000]);
  });

  test('that do not match do not matter', () => expect(delays(rules, ['Other'])).toEqual([undefined]));
});
