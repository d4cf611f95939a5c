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
