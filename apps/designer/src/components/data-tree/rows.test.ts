import { findMatches, parentsOf, rowsOf } from './rows.ts';

const value = { id: 'A-1', lines: [{ sku: 'x/1' }, { sku: 'y' }], note: null };

test('only open parts become rows', () => {
  expect(rowsOf(value, (_, depth) => depth < 1).map(({ path }) => path)).toEqual(['', '/id', '/lines', '/note']);
  expect(rowsOf(value, () => true).map(({ path }) => path)).toContain('/lines/1/sku');
});

test('a search finds names and values, in document order', () => {
  expect(findMatches(value, 'SKU')).toEqual(['/lines/0/sku', '/lines/1/sku']);
  expect(findMatches(value, 'a-1')).toEqual(['/id']);
  expect(findMatches(value, ' ')).toEqual([]);
});

test('a match opens what is above it', () => {
  expect(parentsOf('/lines/0/sku')).toEqual(['', '/lines', '/lines/0']);
});

test('keys with slashes stay one step of the path', () => {
  expect(rowsOf({ 'a/b': 1 }, () => true)[1]?.path).toBe('/a~1b');
});
