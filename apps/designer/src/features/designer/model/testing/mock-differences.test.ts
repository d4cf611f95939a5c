import { expect, test } from '@jest/globals';
import { differencesOf } from './mock-differences.ts';

const schema = {
  type: 'object',
  properties: { status: { type: 'integer' }, body: { type: 'object', required: ['id'] } },
  required: ['status'],
};

test('what a step could give differs in nothing', () => {
  expect(differencesOf({ status: 200, body: { id: 1 } }, schema)).toEqual([]);
  expect(differencesOf('anything', undefined)).toEqual([]);
});

test('each difference has its place', () => {
  const places = (value: Parameters<typeof differencesOf>[0]) => differencesOf(value, schema).map(({ place }) => place);
  expect(places({ status: 'gold', body: {} })).toEqual(['status', 'body']);
  expect(places([])).toEqual(['']);
});

test('a text may be held against no pattern here', () => {
  expect(differencesOf('aaa', { type: 'string', pattern: '(a+)+$b' })).toEqual([]);
});
