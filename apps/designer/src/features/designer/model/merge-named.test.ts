import { describe, expect, test } from '@jest/globals';
import type { WorkflowTest } from '@millrace/machine';
import { byName } from './merge-named.ts';
import { merge } from './merge.ts';

const aTest = (name: string, input = 1): WorkflowTest => ({ name, input, expect: { status: 'succeeded' } });
const withTests = (...tests: readonly WorkflowTest[]) => ({
  name: 'orders',
  ...(tests.length === 0 ? {} : { tests }),
});
const [a, b, c] = [aTest('a'), aTest('b'), aTest('c')];

describe('tests', () => {
  test.each([
    ['added on both sides', { base: withTests(a), mine: withTests(a, b), theirs: withTests(a, c) }, [a, b, c]],
    ['the first of all, on both sides', { base: withTests(), mine: withTests(b), theirs: withTests(c) }, [b, c]],
    [
      'changed here, and one added there',
      { base: withTests(a), mine: withTests(aTest('a', 2)), theirs: withTests(a, b) },
      [aTest('a', 2), b],
    ],
    [
      'removed here, and one added there',
      { base: withTests(a, b), mine: withTests(b), theirs: withTests(a, b, c) },
      [b, c],
    ],
    ['the last one removed here', { base: withTests(a), mine: withTests(), theirs: withTests(a, b) }, [b]],
  ])('%s', (_, sides, tests) => {
    expect(merge(sides)).toEqual({ value: withTests(...tests), conflicts: [] });
  });

  test('that both sides removed are no list', () => {
    const sides = { base: withTests(a, b), mine: withTests(b), theirs: withTests(a) };
    expect(merge(sides)).toEqual({ value: withTests(), conflicts: [] });
  });

  test('that both changed are told of by their place', () => {
    const sides = {
      base: withTests(b, a),
      mine: withTests(b, aTest('a', 2)),
      theirs: withTests(c, b, aTest('a', 3)),
    };
    expect(merge(sides)).toEqual({ value: withTests(b, aTest('a', 2), c), conflicts: ['/tests/1/input'] });
  });
});

test.each([
  ['names', [{ name: 'a' }, { name: 'b' }], { a: { name: 'a' }, b: { name: 'b' } }],
  ['nothing', [], {}],
  ['a name twice', [{ name: 'a' }, { name: 'a' }], undefined],
  ['an item without a name', [{ name: 'a' }, {}], undefined],
  ['items that are no objects', ['a'], undefined],
])('a list with %s', (_, list, named) => {
  expect(byName(list)).toEqual(named);
});
