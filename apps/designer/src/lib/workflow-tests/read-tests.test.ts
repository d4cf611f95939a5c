import { expect, test } from '@jest/globals';
import { readTests, runnable } from './read-tests.ts';

test.each([
  ['nothing', undefined, []],
  ['no object', 7, []],
  ['no list', { tests: {} }, []],
  ['what is no test', { tests: [7, null, {}, { name: 5 }] }, []],
  ['two of one name', { tests: [{ name: 'a', input: 1 }, { name: 'a' }] }, ['a']],
  ['tests', { tests: [{ name: 'a' }, { name: 'b' }] }, ['a', 'b']],
])('a draft with %s', (_, document, names) => {
  expect(readTests(document).map(({ name }) => name)).toEqual(names);
});

test('a test that says nothing of its end is to succeed', () => {
  expect(
    readTests({
      tests: [
        { name: 'a', expect: 7 },
        { name: 'b', expect: { status: 'failed' } },
      ],
    }),
  ).toEqual([
    { name: 'a', expect: { status: 'succeeded' } },
    { name: 'b', expect: { status: 'failed' } },
  ]);
  expect(runnable(undefined).tests).toEqual([]);
});
