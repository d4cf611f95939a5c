import { expect, test } from '@jest/globals';
import { workspaceHeaders, workspaceOfPath } from './named-workspace.ts';

test.each([
  ['/w/default', 'default'],
  ['/w/my-live/workflows/orders/design', 'my-live'],
  ['/login', undefined],
  ['/environment', undefined],
  ['/', undefined],
])('%s', (path, expected) => {
  expect(workspaceOfPath(path)).toBe(expected);
});

test('outside of a workspace nothing is said', () => {
  expect(workspaceHeaders('/w/live/runs')).toEqual({ 'millrace-workspace': 'live' });
  expect(workspaceHeaders('/setup')).toEqual({});
});
