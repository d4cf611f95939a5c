import { expect, test } from '@jest/globals';
import { isNarrowed, readErrorSearch, toErrorFilter } from './error-search.ts';

test('an address without filters shows the open ones', () => {
  expect(readErrorSearch({ state: 'open', order: 'newest', other: 1, workflow: '', text: 7 })).toEqual({ text: '7' });
  expect(toErrorFilter({})).toEqual({ state: 'open' });
  expect(isNarrowed({})).toBe(false);
});

test('all states are asked for without one', () => {
  const search = readErrorSearch({ state: 'all', workflow: 'orders', order: 'frequent' });
  expect(toErrorFilter(search)).toEqual({ workflow: 'orders', order: 'frequent' });
  expect(isNarrowed({ state: 'all' })).toBe(false);
  expect(isNarrowed(search)).toBe(true);
});

test('what is not understood is left out', () => {
  expect(readErrorSearch({ state: 'closed', order: 'x', text: null })).toEqual({});
  expect(isNarrowed({ state: 'ignored' })).toBe(true);
});
