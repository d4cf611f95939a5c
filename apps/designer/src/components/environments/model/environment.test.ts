import { expect, test } from '@jest/globals';
import type { Stage, Workspace } from '../../../lib/contract.ts';
import { addressOf, isSlug, nextWorkspace, sortWorkspaces } from './environment.ts';

const at = (slug: string, stage: Stage, more: Partial<Workspace> = {}): Workspace => ({
  ...{ slug, name: slug, stage, role: 'owner', isCurrent: false },
  ...more,
});

test.each([
  ['Live', 'live'],
  ['!!!', ''],
  ['x'.repeat(50), 'x'.repeat(40)],
  [`${'x'.repeat(39)} yz`, 'x'.repeat(39)],
])('the address of %p', (name, expected) => {
  expect(addressOf(name)).toBe(expected);
  if (expected !== '') expect(isSlug(expected)).toBe(true);
});

test.each(['', '-a', 'a-', 'A', 'a b', 'a/b', 'x'.repeat(41)])('%p is no address', (text) => {
  expect(isSlug(text)).toBe(false);
});

test('they go by stage, then by name', () => {
  const sorted = sortWorkspaces([
    at('z', 'production'),
    at('b', 'development'),
    at('s', 'staging'),
    at('a', 'development'),
  ]);
  expect(sorted.map(({ slug }) => slug)).toEqual(['a', 'b', 's', 'z']);
});

test('a version goes to the next stage, where one may write', () => {
  const here = at('dev', 'development', { isCurrent: true });
  const [stage, live] = [at('stage', 'staging'), at('live', 'production')];
  expect(nextWorkspace([live, here, stage])).toBe(stage);
  expect(nextWorkspace([live, here, { ...stage, role: 'viewer' }])).toBe(live);
  expect(
    nextWorkspace([
      { ...here, isCurrent: false },
      { ...live, isCurrent: true },
    ])?.slug,
  ).toBe('dev');
  expect(nextWorkspace([here])).toBeUndefined();
});
