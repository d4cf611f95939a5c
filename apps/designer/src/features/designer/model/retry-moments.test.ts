import { expect, test } from '@jest/globals';
import type { Retrier } from '@millrace/machine';
import { retryMoments } from './retry-moments.ts';

const rule = (more: Partial<Retrier>): Retrier => ({ ErrorEquals: ['States.ALL'], ...more });

test.each<[string, Partial<Retrier>, readonly number[]]>([
  ['what is usual', {}, [1, 2, 4]],
  ['a longest delay', { MaxAttempts: 5, MaxDelaySeconds: 3 }, [1, 2, 3, 3, 3]],
  ['no growth', { MaxAttempts: 2, IntervalSeconds: 10, BackoffRate: 1 }, [10, 10]],
  ['never', { MaxAttempts: 0 }, []],
])('%s', (_, more, delays) => {
  const totalSeconds = delays.reduce((sum, delay) => sum + delay, 0);
  expect(retryMoments(rule(more))).toMatchObject({ delays, totalSeconds, count: delays.length });
});

test('moments are counted from the first failure', () => {
  expect(retryMoments(rule({})).moments).toEqual([1, 3, 7]);
});

test('of many retries the first are drawn, and all are counted', () => {
  const { delays, count, totalSeconds } = retryMoments(rule({ MaxAttempts: 1_000_000, MaxDelaySeconds: 60 }));
  expect([delays.length, count]).toEqual([12, 1_000_000]);
  expect(totalSeconds).toBe(1 + 2 + 4 + 8 + 16 + 32 + 60 * (1_000_000 - 6));
});

test('growth without an end ends the counting', () => {
  expect(retryMoments(rule({ MaxAttempts: 99_999_999 })).totalSeconds).toBe(Infinity);
});
