import type { BreakdownItem } from '../../../lib/contract.ts';
import { betterVersion } from './better-version.ts';

const rate = (version: number, failed: number, total: number): BreakdownItem => ({
  ...{ version, failed, total, limited: 0, p95: null, parts: [] },
  errorRate: total === 0 ? null : failed / total,
});

test('the newest before the live one that fails less often', () => {
  const rates = [rate(4, 8, 10), rate(3, 9, 10), rate(2, 1, 10), rate(1, 0, 10), rate(5, 0, 10)];
  expect(betterVersion({ liveVersion: 4 }, rates)).toEqual({ from: 4, to: 2, now: 0.8, then: 0.1 });
});

test.each([
  ['no version is live', {}, [rate(1, 0, 1)]],
  ['nothing is known of the live one', { liveVersion: 2 }, [rate(1, 0, 5)]],
  ['it has failed once', { liveVersion: 2 }, [rate(2, 1, 1), rate(1, 0, 5)]],
  ['nothing ran before', { liveVersion: 2 }, [rate(2, 5, 5), rate(1, 0, 0)]],
  ['it was as bad before', { liveVersion: 2 }, [rate(2, 5, 5), rate(1, 5, 5)]],
])('there is none when %s', (...[, group, rates]) => {
  expect(betterVersion(group, rates)).toBeUndefined();
});
