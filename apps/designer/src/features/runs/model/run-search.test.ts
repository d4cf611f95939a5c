import { readRunSearch, toRunFilter } from './run-search.ts';

test('an address keeps only what is understood', () => {
  expect(readRunSearch({ status: 'failed', workflow: 'orders', since: '24h', x: 1 })).toEqual({
    status: 'failed',
    workflow: 'orders',
    since: '24h',
  });
  expect(readRunSearch({ status: 'odd', workflow: 7, since: '9y' })).toEqual({});
});

test('the last hour begins at a whole minute', () => {
  expect(toRunFilter({ since: '1h' }, Date.parse('2026-01-01T12:30:45.123Z'))).toEqual({
    from: '2026-01-01T11:30:00.000Z',
  });
  expect(toRunFilter({}, 0)).toEqual({});
});
