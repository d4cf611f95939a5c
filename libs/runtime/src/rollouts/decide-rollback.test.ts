import { findRollbackReason } from './decide-rollback.ts';

const rollout = {
  base: { versionId: 'a', number: 7 },
  candidate: { versionId: 'b', number: 8 },
  rule: { maxErrorPoints: 5, minRuns: 50 },
};
type Counted = readonly [runs: number, failed: number];
const reason = ([runs, failed]: Counted, [baseRuns, baseFailed]: Counted, rule = rollout.rule) =>
  findRollbackReason(
    { ...rollout, rule },
    {
      candidate: { runs, failed },
      base: { runs: baseRuns, failed: baseFailed },
    },
  );

test.each<readonly [string, Counted, Counted]>([
  ['no runs are no reason', [0, 0], [0, 0]],
  ['too few runs are none, however many fail', [49, 49], [1000, 0]],
  ['without runs of the live version there is nothing to compare', [50, 50], [0, 0]],
  ['both fail alike', [60, 30], [600, 300]],
  ['as many points as may be', [100, 5], [100, 0]],
  ['the live version fails more', [100, 5], [100, 90]],
])('%s', (_, candidate, base) => {
  expect(reason(candidate, base)).toBeUndefined();
});

test('more points than may be are said with their figures', () => {
  expect(reason([60, 12], [540, 3])).toBe(
    'v8 failed in 12 of 60 runs (20 %), v7 failed in 3 of 540 runs (0.6 %): more than 5 points apart.',
  );
});

test('the rule may be as strict as wished', () => {
  expect(reason([1, 1], [1, 0], { maxErrorPoints: 0, minRuns: 1 })).toContain('(100 %)');
  expect(reason([0, 0], [1, 0], { maxErrorPoints: 0, minRuns: 0 })).toBeUndefined();
});
