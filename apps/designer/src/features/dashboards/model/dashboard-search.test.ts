import { readDashboardSearch, scopeOf } from './dashboard-search.ts';

it.each([
  [
    { range: '30d', workflow: 'orders', version: 3 },
    { range: '30d', workflow: 'orders', version: 3 },
  ],
  [{ range: '24h', version: 3 }, {}],
  [
    { range: 'ages', workflow: '', connector: 'http', baseline: 'b' },
    { connector: 'http', baseline: 'b' },
  ],
  [{ workflow: 42, version: 'x' }, { workflow: '42' }],
])('of the address %p it keeps %p', (search, kept) => {
  expect(readDashboardSearch(search)).toEqual(kept);
});

it('asks of each metric what it is kept for', () => {
  const search = { workflow: 'orders', version: 2, connector: 'http', connection: 'acme' };
  expect(scopeOf('runs', search)).toEqual({ workflow: 'orders', version: 2 });
  expect(scopeOf('queue_age', search)).toEqual({ workflow: 'orders' });
  expect(scopeOf('connector_p95', search)).toEqual({ workflow: 'orders', connector: 'http', connection: 'acme' });
});
