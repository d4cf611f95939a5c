import { isNarrowed, readRunSearch, toRunFilter } from './run-search.ts';

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

test('a filter has what the search has', () => {
  expect(toRunFilter({ status: 'failed', workflow: 'orders' }, 0)).toEqual({ status: 'failed', workflow: 'orders' });
});

test.each([
  [{}, false, false],
  [{ status: 'failed' }, false, true],
  [{ since: '1h' }, true, true],
  [{ workflow: 'orders' }, false, true],
  [{ workflow: 'orders' }, true, false],
] as const)('%j, of one workflow: %s, is narrowed: %s', (search, oneWorkflow, narrowed) => {
  expect(isNarrowed(search, oneWorkflow)).toBe(narrowed);
});
