import { expect, test } from '@jest/globals';
import type { JsonObject } from '@millrace/machine';
import { withSuggestions } from './suggest.ts';

const input = '{% $states.input %}';
const fields = [
  { name: 'method', schema: {} },
  { name: 'body', schema: { 'x-ui': { suggest: { field: 'method', in: ['POST', 'PUT'], value: input } } } },
  { name: 'odd', schema: { 'x-ui': { suggest: 'what?' } } },
];

test.each<[string, JsonObject, JsonObject, JsonObject]>([
  ['comes with the value', {}, { method: 'POST' }, { method: 'POST', body: input }],
  ['leaves what somebody wrote', { body: 1 }, { method: 'POST', body: 1 }, { method: 'POST', body: 1 }],
  ['goes with the value', { method: 'POST', body: input }, { method: 'GET', body: input }, { method: 'GET' }],
  [
    'stays from one to another',
    { method: 'POST', body: input },
    { method: 'PUT', body: input },
    { method: 'PUT', body: input },
  ],
  ['does not come back when it was deleted', { method: 'POST', body: input }, { method: 'POST' }, { method: 'POST' }],
])('a suggestion %s', (...[, before, after, value]) => {
  expect(withSuggestions(fields, before, after)).toEqual(value);
});
