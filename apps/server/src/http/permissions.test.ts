import { mayDo, PERMISSION_NAMES, permissionsOf } from './permissions.ts';

test('an owner may do everything, a viewer only look', () => {
  expect(permissionsOf({ role: 'owner' })).toEqual(PERMISSION_NAMES);
  expect(permissionsOf({ role: 'viewer' }).filter((name) => !/\.read$|^api_key\.own$/.test(name))).toEqual([]);
  expect(mayDo({ role: 'viewer' }, 'run.read_payload')).toBe(false);
  expect(mayDo({ role: 'operator' }, 'workflow.publish')).toBe(false);
});

test('a key has its scopes, and never more than its owner', () => {
  expect(permissionsOf({ role: 'viewer', scopes: ['run.read', 'workflow.publish'] })).toEqual(['run.read']);
});

test.each([
  ['connection.read', ['owner', 'admin', 'builder', 'operator']],
  ['connection.write', ['owner', 'admin', 'builder']],
  // Builders delete what they made, by the right to write it.
  ['connection.delete', ['owner', 'admin']],
] as const)('%s', (permission, roles) => {
  const all = ['owner', 'admin', 'builder', 'operator', 'viewer'] as const;
  expect(all.filter((role) => mayDo({ role }, permission))).toEqual(roles);
});
