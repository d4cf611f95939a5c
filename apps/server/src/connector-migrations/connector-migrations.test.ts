import { findObjections } from './decide-next-batch.ts';
import { planBatches } from './plan-batches.ts';

test.each([
  [1, [10, 50, 100], [1]],
  [2, [10, 50, 100], [1, 3]],
  [10, [10, 50, 100], [1, 2, 2, 2, 2, 3, 3, 3, 3, 3]],
  [3, [100], [1, 1, 1]],
  [3, [50], [1, 1, 1]],
  [0, [10, 100], []],
])('%d workflows in shares of %j', (count, percents, expected) => {
  expect(planBatches(count, percents)).toEqual(expected);
});

const measure = (runs: number, failed: number, p99Ms?: number) => ({
  ...{ runs, failed },
  ...(p99Ms === undefined ? {} : { p99Ms }),
});
test.each([
  ['as good as before', measure(100, 2, 100), measure(50, 1, 120), []],
  [
    'nobody has used it yet',
    measure(100, 0, 100),
    measure(0, 0),
    ['No run of "w" has ended with the new version yet.'],
  ],
  ['one in a hundred more', measure(100, 0, 100), measure(100, 1, 100), []],
  ['fails more', measure(100, 1, 100), measure(10, 3, 100), ['Of "w" 30.0 % of the runs fail, and before 1.0 % did.']],
  [
    'slower',
    measure(100, 0, 100),
    measure(20, 0, 151),
    ['The slowest hundredth of "w" takes 151 ms, and before took 100 ms.'],
  ],
  ['slower, of too few', measure(100, 0, 100), measure(19, 0, 900), []],
  ['failed before', measure(0, 0), measure(5, 0, 10), []],
])('%s', (...[, before, after, expected]) => {
  expect(findObjections([{ workflow: 'w', before, after }])).toEqual(expected);
});
