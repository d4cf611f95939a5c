import { findToApprove, findUnapproved, permissionsOf, type ConnectorPermissions } from './connector-permissions.ts';

const may = (members: Partial<ConnectorPermissions> = {}): ConnectorPermissions =>
  permissionsOf({ permissions: { ...members } });
const [a, b, both] = [may({ hosts: ['a'] }), may({ hosts: ['b'] }), may({ hosts: ['a', 'b'] })];

test.each<[string, ConnectorPermissions, readonly ConnectorPermissions[], readonly string[]]>([
  ['nothing is asked for', may(), [], []],
  ['nothing was approved yet', may({ hosts: ['a'], secrets: true }), [], ['a', 'secrets']],
  ['one that was approved may as much', a, [b, both], []],
  ['each may a part, and none all of it', both, [a, b], ['b']],
  ['the nearest counts', may({ hosts: ['a', 'b', 'c'] }), [a, both], ['c']],
  ['sockets', may({ sockets: ['a:1', 'a:2'] }), [may({ sockets: ['a:1'] })], ['a:2']],
  ['secrets', may({ secrets: true }), [may()], ['secrets']],
  ['more memory', may({ memoryMiB: 512 }), [may({ memoryMiB: 300 })], ['memory 512 MiB']],
  ['as much memory', may({ memoryMiB: 512 }), [may({ memoryMiB: 512 })], []],
  ['no more memory than usual', may({ memoryMiB: 256 }), [may({ memoryMiB: 64 })], []],
])('%s', (...[, wanted, approved, expected]) => {
  expect(findUnapproved(wanted, approved)).toEqual(expected);
});

test('the first of a name is approved by promoting it', () => {
  expect(findToApprove(both, [])).toEqual([]);
  expect(findToApprove(both, [a])).toEqual(['b']);
});

test('a manifest that says nothing of them asks for nothing', () => {
  expect(permissionsOf({ name: 'desk' })).toEqual({ hosts: [], sockets: [], secrets: false, memoryMiB: 256 });
});
