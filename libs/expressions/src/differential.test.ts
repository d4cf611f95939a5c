// Random expressions over random data, here and in the reference implementation: same value, or same error at the same
// place. `FUZZ_RUNS` and `FUZZ_SEED` make it longer, or another one; what differs is shrunk before it is shown.
import { expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { differenceOf, ownOutcome, referenceOutcome } from './testing/differences.ts';
import { randomBindings, randomDocument, randomExpression } from './testing/random-expressions.ts';

const RUNS = Number(process.env['FUZZ_RUNS'] ?? 3000);
const SEED = Number(process.env['FUZZ_SEED'] ?? 20_300_101);

jest.setTimeout(60_000 + RUNS * 20);

test('gives what the reference gives', async () => {
  const trial = fc.record({ expression: randomExpression, input: randomDocument, bindings: randomBindings });
  let compared = 0;
  await fc.assert(
    fc.asyncProperty(trial, async (one) => {
      const theirs = await referenceOutcome(one);
      // What cannot be parsed is the parser's business: it is the same one.
      if ('code' in theirs && theirs.code?.startsWith('S') === true) return;
      compared += 1;
      expect(differenceOf(one, theirs, ownOutcome(one))).toBeUndefined();
    }),
    { numRuns: RUNS, seed: SEED, endOnFailure: false },
  );
  expect(compared).toBeGreaterThan(RUNS / 2);
});
