import { expect, test } from '@jest/globals';
import { newPermissions } from './permissions.ts';

const before = { hosts: ['a.example'], sockets: ['db.example:5432'], secrets: false };

test.each([
  ['the same', before, []],
  ['less', { hosts: [], sockets: [], secrets: false }, []],
  ['a host more', { ...before, hosts: ['a.example', 'b.example'] }, ['b.example']],
  [
    'a socket and the secrets',
    { ...before, sockets: ['db.example:5433'], secrets: true },
    ['db.example:5433', 'secrets'],
  ],
])('a version that asks for %s', (_, after, expected) => {
  expect(newPermissions(before, after)).toEqual(expected);
});
