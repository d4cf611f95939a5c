import { readRunSearch } from './run-search.ts';

test('an address keeps only what is understood', () => {
  const search = {
    q: 'orderId:7',
    status: 'failed',
    workflow: 'orders',
    since: '24h',
    span: '7d',
    columns: 'state,run',
  };
  expect(readRunSearch({ ...search, x: 1 })).toEqual(search);
  expect(readRunSearch({ status: 'odd', workflow: '', since: '9y', span: '1y', q: '' })).toEqual({});
});

test('a text that looks like a number is a text', () => {
  expect(readRunSearch({ fingerprint: 12, q: 7, workflow: 42 })).toEqual({ fingerprint: '12', q: '7', workflow: '42' });
});
