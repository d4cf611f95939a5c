import { expect, test } from '@jest/globals';
import type { BulkDetail } from '../../../lib/contract.ts';
import { handledOf, nextLookMs, unfinishedOf } from './bulk-progress.ts';

const bulk = (more: Partial<BulkDetail>): BulkDetail => ({
  ...{ id: 'b', action: 'retry', ratePerSecond: 10, state: 'running', total: 10, newRuns: {} },
  counts: { pending: 4, done: 3, failed: 1, skipped: 2 },
  ...{ startedBy: 'ada', startedAt: '2026-12-01T00:00:00.000Z' },
  ...more,
});

test('what is not to be done any more was handled', () => {
  expect(handledOf(bulk({}))).toBe(6);
});

test('new runs that have not ended go on', () => {
  const newRuns = { queued: 1, running: 2, waiting: 3, compensating: 4, succeeded: 50, failed: 60, removed: 70 };
  expect(unfinishedOf(bulk({ newRuns }))).toBe(10);
  expect(unfinishedOf(bulk({}))).toBe(0);
});

const NOW_MS = Date.parse('2026-12-01T01:00:00.000Z');
const CHANGED_AT = '2026-12-01T00:01:00.000Z';
const aborted = (more: Partial<BulkDetail> = {}): BulkDetail =>
  bulk({ state: 'aborted', changedAt: CHANGED_AT, ...more });

test('what had begun when it was aborted is counted for a while', () => {
  const at = (afterMs: number, more?: Partial<BulkDetail>) =>
    nextLookMs(aborted(more), Date.parse(CHANGED_AT) + afterMs);
  expect(at(0)).toBe(1000);
  expect(at(0, { total: 50_000 })).toBe(5000);
  expect(at(29_999)).toBe(1000);
  expect(at(30_000)).toBe(false);
  expect(at(0, { counts: { pending: 0, done: 10, failed: 0, skipped: 0 } })).toBe(false);
});

test.each<[string, Partial<BulkDetail>, number | false]>([
  ['it runs', {}, 1000],
  ['it runs over very many', { total: 50_000 }, 5000],
  ['it is done, and a new run goes on', { state: 'done', newRuns: { running: 1 } }, 1000],
  [
    'it was aborted, and one of very many new runs goes on',
    { state: 'aborted', total: 9000, newRuns: { queued: 1 } },
    5000,
  ],
  ['it is paused', { state: 'paused' }, 5000],
  ['it stopped by itself', { state: 'failed' }, 5000],
  ['all has ended', { state: 'done', newRuns: { succeeded: 10 } }, false],
  ['it was aborted long ago', { state: 'aborted' }, false],
])('looks again: %s', (...[, more, expected]) => expect(nextLookMs(bulk(more), NOW_MS)).toBe(expected));

test('what is not read yet is not looked for again', () => {
  expect(nextLookMs(undefined, NOW_MS)).toBe(false);
});
