// Engines that die, stand still, and whose calls are late, fail or lose their answers, against a model without faults.
import { simulate } from '@millrace/testing/simulation';

/** Seeds that a failure has printed go here, to be replayed alone: one seed, one history. */
const REPLAYED: readonly number[] = [];
const BATCHES = 10;
const SEEDS_PER_BATCH = 50;

const fresh = Array.from({ length: BATCHES }, (_, batch) =>
  Array.from({ length: SEEDS_PER_BATCH }, (__, index) => batch * SEEDS_PER_BATCH + index),
);

test.each((REPLAYED.length > 0 ? [REPLAYED] : fresh).map((seeds) => [seeds[0], seeds.at(-1), seeds] as const))(
  'every accepted event ends once, as without faults: seeds %i to %i',
  async (_, __, seeds) => {
    const broken: string[] = [];
    const seen = { runs: 0, calls: 0, crashes: 0 };
    for (const seed of seeds) {
      const { violations, history, ...counts } = await simulate(seed);
      if (violations.length > 0) broken.push(`Seed ${seed}:`, ...violations, 'History:', ...history);
      for (const name of ['runs', 'calls', 'crashes'] as const) seen[name] += counts[name];
    }
    expect(broken.join('\n')).toBe('');
    // Too little to do would prove nothing.
    if (seeds.length === SEEDS_PER_BATCH) {
      expect(seen.runs).toBeGreaterThan(200);
      expect(seen.calls).toBeGreaterThan(400);
      expect(seen.crashes).toBeGreaterThan(50);
    }
  },
  60_000,
);

test('one seed gives one history', async () => {
  expect(await simulate(7)).toEqual(await simulate(7));
});
