import { expect, test } from '@jest/globals';
import { membersBeside, withMember } from './with-member.ts';

test.each([
  ['a', 3, ['a', 'b']],
  ['c', 3, ['a', 'b', 'c']],
  ['a', undefined, ['b']],
  ['c', undefined, ['a', 'b']],
])('with %s as %s it has %j, in their order', (name, value, keys) => {
  const changed: Readonly<Record<string, unknown>> = withMember({ a: 1, b: 2 }, name, value);
  expect(Object.keys(changed)).toEqual(keys);
  expect(changed[name]).toBe(value);
});

test('a name from the prototype is a name like others', () => {
  expect(Object.keys(withMember({}, 'toString', 1))).toEqual(['toString']);
});

test('what a form does not show is named', () => {
  expect(membersBeside({ Type: 'Map', Label: 'x' }, ['Type'])).toEqual(['Label']);
});
