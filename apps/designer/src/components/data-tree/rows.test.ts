import { describe, expect, test } from '@jest/globals';
import { findMatches, rowsOf } from './rows.ts';

const value = { id: 'A-1', lines: [{ sku: 'x/1' }, { sku: 'y' }], note: null };
const paths = (data: unknown, isOpen: Parameters<typeof rowsOf>[1] = () => true): readonly string[] =>
  rowsOf(data, isOpen).map(({ path }) => path);
const list = (length: number): unknown[] => Array.from({ length }, (_, index) => ({ index }));

test('only open parts become rows', () => {
  expect(paths(value, ({ depth }) => depth < 1)).toEqual(['', '/id', '/lines', '/note']);
  expect(paths(value)).toContain('/lines/1/sku');
});

test('keys with slashes and tildes stay one step of the path', () => {
  expect(paths({ 'a/b~': 1 })[1]).toBe('/a~1b~0');
});

test.each([
  [null, 'null'],
  [undefined, 'null'],
  [[], 'array'],
  [{}, 'object'],
  ['x', 'string'],
  [1, 'number'],
  [true, 'boolean'],
  [1n, 'string'],
])('%s is a %s', (data, kind) => {
  expect(rowsOf(data, () => true)[0]).toMatchObject({ kind, count: 0, expanded: false });
});

describe('what is open at first', () => {
  const open = (data: unknown): readonly string[] => paths(data, ({ isOpenAtFirst }) => isOpenAtFirst);
  test('is the whole and its small members', () => {
    expect(open({ a: { b: { c: 1 } } })).toEqual(['', '/a', '/a/b']);
  });
  test('is no member with many members of its own, and none among many', () => {
    expect(open({ a: list(51) })).toEqual(['', '/a']);
    expect(open(list(21))).toHaveLength(22);
  });
});

describe('a large list', () => {
  const large = list(1200);
  test('is drawn in ranges, of which the first is open at first', () => {
    const rows = rowsOf(large, ({ isOpenAtFirst }) => isOpenAtFirst);
    expect(
      rows.filter(({ kind }) => kind === 'range').map(({ key, count, expanded }) => [key, count, expanded]),
    ).toEqual([
      ['0 … 499', 500, true],
      ['500 … 999', 500, false],
      ['1000 … 1199', 200, false],
    ]);
    expect(rows).toHaveLength(1 + 3 + 500);
  });
  test('inside of another member begins closed', () => {
    expect(rowsOf({ large }, ({ depth }) => depth < 2)).toHaveLength(2 + 3);
    expect(rowsOf({ large }, ({ depth, isOpenAtFirst }) => depth < 2 || isOpenAtFirst)).toHaveLength(2 + 3);
  });
  test('opens the range of what a search finds', () => {
    const { paths: found, parents } = findMatches({ large }, '1199');
    expect([...found]).toEqual(['/large/1199', '/large/1199/index']);
    expect([...parents]).toEqual(['', '/large', '/large#2', '/large/1199']);
    expect(paths({ large }, ({ path }) => parents.has(path)).at(-1)).toBe('/large/1199/index');
  });
  test('of any length costs what is open of it', () => {
    expect(rowsOf(list(100_000), ({ isOpenAtFirst }) => isOpenAtFirst)).toHaveLength(1 + 200 + 500);
  });
});

describe('a search', () => {
  test('finds names and values, in document order', () => {
    expect([...findMatches(value, 'SKU').paths]).toEqual(['/lines/0/sku', '/lines/1/sku']);
    expect([...findMatches(value, 'a-1').paths]).toEqual(['/id']);
  });
  test('for nothing finds nothing', () => {
    expect(findMatches(value, ' ')).toMatchObject({ isCut: false, paths: new Set() });
  });
  test('tells what must be open to see a match', () => {
    expect([...findMatches(value, 'x/1').parents]).toEqual(['', '/lines', '/lines/0']);
  });
  test('ends at 1,000 matches and says so', () => {
    const found = findMatches(list(2000), 'index');
    expect([found.paths.size, found.isCut]).toEqual([1000, true]);
    expect(findMatches(list(1000), 'index').isCut).toBe(false);
  });
});
