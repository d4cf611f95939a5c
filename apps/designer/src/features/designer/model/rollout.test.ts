import { expect, test } from '@jest/globals';
import type { Rollout } from '../../../lib/contract.ts';
import { isShown, sharesOf } from './rollout.ts';

test('the usual parts are offered, and the one that it has', () => {
  expect(sharesOf({ percent: 10 })).toEqual([1, 5, 10, 25, 50, 100]);
  expect(sharesOf({ percent: 33 })).toEqual([1, 5, 10, 25, 33, 50, 100]);
});

type End = NonNullable<Rollout['end']>;
const end = (outcome: End['outcome'], isAutomatic: boolean): End => ({ at: '', outcome, reason: '', isAutomatic });

test.each<readonly [string, End | undefined, boolean]>([
  ['an active one', undefined, true],
  ['one that its rule has ended', end('rolled_back', true), true],
  ['one that a person has rolled back', end('rolled_back', false), false],
  ['one whose version is live', end('promoted', false), false],
  ['one that was replaced', end('replaced', false), false],
])('%s is seen or not', (_, ended, expected) => {
  const rollout = { id: 'r', ...(ended === undefined ? {} : { end: ended }) };
  expect(isShown(rollout, '')).toBe(expected);
  expect(isShown(rollout, 'another')).toBe(expected);
  expect(isShown(rollout, 'r')).toBe(expected && ended === undefined);
});
