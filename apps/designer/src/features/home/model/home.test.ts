import { readHomeSearch } from './home-search.ts';
import { lastHours } from './last-hours.ts';

it.each([
  [{ range: '7d' }, { range: '7d' }],
  [{ range: '24h' }, {}],
  [{ range: '90d', other: 1 }, {}],
])('of the address %p it keeps %p', (search, kept) => {
  expect(readHomeSearch(search)).toEqual(kept);
});

it('has a place for each of 24 hours, this one last', () => {
  const parts = [
    { at: '2026-01-02T03:00:00.000Z', total: 5, failed: 1 },
    { at: '2026-01-01T03:00:00.000Z', total: 9, failed: 9 },
  ];
  const hours = lastHours(parts, Date.parse('2026-01-02T03:20:00Z'));
  expect(hours).toHaveLength(24);
  expect(hours.at(-1)).toEqual({ total: 5, failed: 1 });
  expect(hours.reduce((sum, { total }) => sum + total, 0)).toBe(5);
});
