import { expect, test } from '@jest/globals';
import type { JsonObject } from '@millrace/machine';
import { misfitsOf } from './value-misfit.ts';

test.each<[unknown, JsonObject, number]>([
  ['5', { type: 'integer' }, 1],
  [5, { type: 'integer' }, 0],
  [5.5, { type: 'integer' }, 1],
  [['a', 1], { type: 'array', items: { type: 'string' } }, 1],
  ['x', { enum: ['a', 'b'] }, 1],
  [[1, 2, 3, 4, 5], { items: { type: 'string' } }, 3],
  ['anything', {}, 0],
  ['aaaaaaaaaaaaaaaaaaaaaaaaaaaa!', { pattern: '^(a+)+$' }, 0],
])('%j in %j says %i things', (value, schema, count) => {
  expect(misfitsOf(JSON.stringify(value), schema)).toHaveLength(count);
});

test('what was cut is not judged', () => {
  expect(misfitsOf('{"a": 1', { type: 'string' })).toEqual([]);
});
