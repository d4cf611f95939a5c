import { expect, test } from '@jest/globals';
import type { GroupStanding } from './error-group.ts';
import { shownState, standingAfter, standingOf, type Sighting } from './group-standing.ts';

const open: GroupStanding = { state: 'open', isRegressed: false };
const resolved: GroupStanding = { state: 'resolved', resolvedIn: 8, isRegressed: false };
const regressed: GroupStanding = { state: 'open', resolvedIn: 8, isRegressed: true };
const ignored: GroupStanding = { state: 'ignored', isRegressed: false };
const seen = (members: Partial<Sighting>): Sighting => ({ count: 1, newestVersion: 7, nowMs: 100, ...members });
const gone: Sighting = { count: 1, nowMs: 100 };

test.each<[string, [before: GroupStanding, sighting: Sighting, after: GroupStanding]]>([
  ['open stays open', [open, seen({}), open]],
  ['resolved, and seen in an earlier version', [resolved, seen({ newestVersion: 7 }), resolved]],
  ['resolved, and seen in that version', [resolved, seen({ newestVersion: 8 }), regressed]],
  ['resolved, and seen in a later one', [resolved, seen({ newestVersion: 9 }), regressed]],
  ['resolved, and seen in a version that is gone', [resolved, gone, regressed]],
  ['regressed stays so', [regressed, seen({}), regressed]],
  ['ignored for ever', [ignored, seen({ count: 1000 }), ignored]],
  ['ignored until later', [{ ...ignored, ignoredUntilMs: 101 }, seen({}), { ...ignored, ignoredUntilMs: 101 }]],
  ['ignored until now', [{ ...ignored, ignoredUntilMs: 100 }, seen({}), open]],
  ['ignored for three more', [{ ...ignored, ignoredFor: 3 }, seen({ count: 2 }), { ...ignored, ignoredFor: 1 }]],
  ['ignored for three more, which came', [{ ...ignored, ignoredFor: 3 }, seen({ count: 3 }), open]],
  ['ignored for three more, and four came', [{ ...ignored, ignoredFor: 3 }, seen({ count: 4 }), open]],
])('%s', (_, [standing, sighting, after]) => {
  expect(standingAfter(standing, sighting)).toEqual(after);
});

test.each<[GroupStanding, number, string]>([
  [open, 100, 'open'],
  [{ ...ignored, ignoredUntilMs: 100 }, 99, 'ignored'],
  [{ ...ignored, ignoredUntilMs: 100 }, 100, 'open'],
  [ignored, 1e15, 'ignored'],
  [resolved, 100, 'resolved'],
])('%j at %d is shown as %s', (standing, nowMs, state) => {
  expect(shownState(standing, nowMs)).toBe(state);
});

test('a decision leaves nothing of what was before', () => {
  expect(standingOf({ state: 'open' })).toEqual(open);
  expect(standingOf({ state: 'resolved', inVersion: 8 })).toEqual(resolved);
  expect(standingOf({ state: 'ignored' })).toEqual(ignored);
  expect(standingOf({ state: 'ignored', untilMs: 5, count: 2 })).toEqual({
    ...ignored,
    ...{ ignoredUntilMs: 5, ignoredFor: 2 },
  });
});
