import { describe, expect, test } from '@jest/globals';
import type { ConnectorUser, ConnectorVersion, VersionChange } from '../../../lib/contract.ts';
import { actsOf, impactOf, nextVersion, placeOf, sortChanges, standingOf, titlesOf } from './versions.ts';

const aVersion = (version: string, rest: Partial<ConnectorVersion> = {}): ConnectorVersion =>
  ({
    name: 'desk',
    version,
    state: 'published',
    isLatest: false,
    origin: 'package',
    changes: [],
    ...rest,
  }) as unknown as ConnectorVersion;
const aChange = (path: string, bump: VersionChange['bump'] = 'major'): VersionChange => ({
  path,
  bump,
  rule: 'removed',
});

test.each([
  ['1.2.3', 'patch', '1.2.4'],
  ['1.2.3', 'minor', '1.3.0'],
  ['1.2.3', 'major', '2.0.0'],
  ['0.2.3', 'major', '0.3.0'],
  ['1.0.0-beta.1', 'minor', '1.1.0'],
  ['nonsense', 'patch', '0.0.1'],
] as const)('after %s, a %s change asks for %s', (from, bump, expected) => {
  expect(nextVersion(from, bump)).toBe(expected);
});

describe('what may be done to a version', () => {
  test.each([
    ['the latest', { isLatest: true }, ['deprecate', 'yank', 'block']],
    ['an older one', {}, ['promote', 'deprecate', 'yank', 'block']],
    ['a deprecated one', { state: 'deprecated' }, ['promote', 'restore', 'block']],
    ['a yanked one', { state: 'yanked' }, ['restore', 'block']],
    ['a blocked one', { blocked: 'Steals.' }, ['unblock']],
    ['a draft', { state: 'draft' }, []],
    ['one of the installation', { origin: 'built-in' }, []],
  ] as const)('%s', (_, rest, expected) => {
    expect(actsOf(aVersion('1.0.0', rest))).toEqual(expected);
  });

  test('a block outweighs the state', () => {
    expect(standingOf(aVersion('1.0.0', { state: 'deprecated', blocked: 'Steals.' }))).toBe('blocked');
    expect(standingOf(aVersion('1.0.0', { state: 'deprecated' }))).toBe('deprecated');
  });
});

test('changes are named by titles, the breaking ones first', () => {
  const titles = titlesOf({ actions: [{ name: 'create', title: 'Create a ticket' }], triggers: [] });
  expect(placeOf('actions/create/input/subject', titles)).toEqual(['Create a ticket', 'input', 'subject']);
  expect(placeOf('actions/gone', titles)).toEqual(['gone']);
  expect(placeOf('permissions', titles)).toEqual(['permissions']);
  const changes = [aChange('a', 'patch'), aChange('b', 'minor'), aChange('c', 'major')];
  expect(sortChanges(changes).map(({ path }) => path)).toEqual(['c', 'b', 'a']);
});

describe('the impact of an upgrade', () => {
  const versions = [
    aVersion('3.0.0-draft', { state: 'draft', changes: [aChange('actions/create')] }),
    aVersion('2.0.0', { isLatest: true, changes: [aChange('actions/create/input/team')] }),
    aVersion('1.1.0', { changes: [aChange('actions/find', 'minor'), aChange('actions/list')] }),
    aVersion('1.0.0', { changes: [aChange('actions/old')] }),
  ];
  const calls = (pin: string | undefined, actions: readonly string[]): ConnectorUser =>
    ({
      workflow: 'orders',
      live: { number: 3, ...(pin === undefined ? {} : { pin }), actions, triggers: [] },
    }) as unknown as ConnectorUser;

  test.each([
    ['pinned to the latest', '2.0.0', ['create'], 'current', 0],
    ['without a pin', undefined, ['create'], 'current', 0],
    ['calls what has broken', '1.0.0', ['create', 'list'], 'breaking', 2],
    ['calls what has broken since its pin', '1.1.0', ['create', 'list'], 'breaking', 1],
    ['calls nothing that has broken', '1.0.0', ['find', 'old'], 'untouched', 0],
    ['pins a version that is gone', '0.9.0', ['old'], 'breaking', 1],
  ] as const)('a workflow that is %s', (...[, pin, actions, kind, count]) => {
    const impact = impactOf(calls(pin, actions), versions);
    expect([impact.kind, impact.changes.length]).toEqual([kind, count]);
  });

  test('counts triggers and signing in, and drafts where nothing is live', () => {
    const changed = [
      aVersion('2.0.0', { isLatest: true, changes: [aChange('auth/token'), aChange('triggers/made')] }),
      aVersion('1.0.0'),
    ];
    const user = { workflow: 'w', draft: { pin: '1.0.0', actions: [], triggers: ['made'] } } as ConnectorUser;
    expect(impactOf(user, changed)).toMatchObject({ isLive: false, kind: 'breaking' });
    expect(impactOf(user, changed).changes).toHaveLength(2);
  });
});
