// Random expressions over random data, and the reference's own cases with small changes, here and in the reference: the same
// value, or the same error at the same place. `FUZZ_RUNS` and `FUZZ_SEED` make it longer, or another one; what differs is
// shrunk before it is shown.
import { expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { compare, type Trial } from './testing/differences.ts';
import { mutatedCase, readCases } from './testing/mutated-cases.ts';
import { randomBindings, randomDocument } from './testing/random-data.ts';
import { randomExpression } from './testing/random-expressions.ts';

const RUNS = Number(process.env.FUZZ_RUNS ?? 5000);
const SEED = Number(process.env.FUZZ_SEED ?? 20_300_101);

jest.setTimeout(60_000 + RUNS * 20);

/** Compares so many trials; gives how many of them could be compared. */
async function compareAll(trials: fc.Arbitrary<Trial>): Promise<number> {
  let compared = 0;
  const property = fc.asyncProperty(trials, async (trial) => {
    const { isCompared, difference } = await compare(trial);
    if (isCompared) compared += 1;
    expect(difference).toBeUndefined();
  });
  await fc.assert(property, { numRuns: RUNS, seed: SEED });
  return compared;
}

test('gives what the reference gives', async () => {
  const trials = fc.record({ expression: randomExpression, input: randomDocument, bindings: randomBindings });
  expect(await compareAll(trials)).toBeGreaterThan(RUNS / 2);
});

const cases = readCases();

if (cases.length === 0) {
  process.stdout.write('changed reference cases: skipped, shared/data/jsonata is not here\n');
  test('the reference cases are not here', () => expect(cases).toEqual([]));
} else {
  test('places errors in the reference cases as the reference does', async () => {
    for (const trial of cases) expect((await compare(trial)).difference).toBeUndefined();
  });

  test('gives what the reference gives for its cases with changes', async () => {
    expect(await compareAll(mutatedCase(cases))).toBeGreaterThan(RUNS / 3);
  });
}
