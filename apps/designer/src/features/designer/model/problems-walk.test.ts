import { expect, test } from '@jest/globals';
import type { Finding } from '../../../lib/contract.ts';
import { problemAfter } from './problems-walk.ts';

const problems = ['/a', '/b', '/c'].map((path) => ({ path }) as Finding);

test.each([
  ['the first', undefined, 1, '/a'],
  ['the last', undefined, -1, '/c'],
  ['the next', '/a', 1, '/b'],
  ['the one before', '/b', -1, '/a'],
  ['the first after the last', '/c', 1, '/a'],
  ['the last before the first', '/a', -1, '/c'],
] as const)('%s', (...[, path, direction, expected]) => {
  expect(problemAfter(problems, path, direction)?.path).toBe(expected);
});

test('without problems there is none', () => {
  expect(problemAfter([], '/a', 1)).toBeUndefined();
});
