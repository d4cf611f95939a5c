import { expect, test } from '@jest/globals';
import { misfitOf } from './misfit.ts';

test.each([
  ['$string(1)', { type: 'number' }, 'a text'],
  ['1 > 0 ? "a" : 1', { type: 'object' }, 'a number or a text'],
  ['{"a": 1}', { type: 'array' }, 'an object'],
  ['null', { type: ['string', 'number'] }, 'null'],
  ['$string(1)', { type: ['string', 'number'] }, undefined],
  ['$states.input.x', { type: 'number' }, undefined],
  ['1 +', { type: 'number' }, undefined],
])('%s for %j: %s', (source, schema, expected) => {
  expect(misfitOf(source, schema)).toBe(expected);
});

test('what is known of variables counts', () => {
  const states = { type: 'object', required: ['n'], properties: { n: { type: 'number' } } };
  expect(misfitOf('$states.n', { type: 'string' }, { variables: { states } })).toBe('a number');
});
