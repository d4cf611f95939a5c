import { expect, test } from '@jest/globals';
import type { Capture } from '../../../../lib/contract.ts';
import { searchCaptures } from './capture-search.ts';

const call = (id: string, body: unknown): Capture => ({
  ...{ id, triggerId: 'hook', at: '2026-01-01T00:00:00Z', method: 'POST', path: 'orders' },
  ...{ headers: { authorization: 'hidden' }, query: { source: 'shop' }, body, bytes: 2 },
});
const captures = [call('a', { orderId: 'A-1', total: 5 }), call('b', { orderId: 'B-2' })];

test.each([
  ['', ['a', 'b']],
  ['  ', ['a', 'b']],
  ['b-2', ['b']],
  ['post shop', ['a', 'b']],
  ['A-1 total', ['a']],
  ['A-1 B-2', []],
  ['hidden', []],
])('%j', (query, ids) => {
  expect(searchCaptures(captures, query).map(({ id }) => id)).toEqual(ids);
});
