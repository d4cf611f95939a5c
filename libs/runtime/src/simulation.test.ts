// Engines that die, stand still, and whose calls are late, fail or lose their answers, against a model without faults.
// `SEED=7 npm test -- simulation` replays one seed and prints its history; `SEEDS=50000` tries more than every commit does,
// and `FROM=50000 SEEDS=50000` the ones after those.
import { readFileSync } from 'node:fs';
import { describeFailure, simulate } from '@millrace/testing/simulation';

const SEEDS_PER_BATCH = 50;
const { SEED, FROM = '0', SEEDS = '250' } = process.env;

/** Seeds that have found something. */
const known = readFileSync(new URL('../../testing/seeds.txt', import.meta.url), 'utf8')
  .split('\n')
  .flatMap((line) => /^simulation (\d+)/.exec(line)?.[1] ?? [])
  .map(Number);

const batchFrom = (first: number): readonly number[] =>
  Array.from({ length: Math.min(SEEDS_PER_BATCH, Number(SEEDS) - first) }, (_, index) => Number(FROM) + first + index);
const fresh = Array.from({ length: Math.ceil(Number(SEEDS) / SEEDS_PER_BATCH) }, (_, batch) =>
  batchFrom(batch * SEEDS_PER_BATCH),
);
const batches = SEED === undefined ? [known, ...fresh] : [[Number(SEED)]];

const seen = {
  seeds: 0,
  machines: 0,
  runs: 0,
  calls: 0,
  crashes: 0,
  faults: 0,
  standstills: 0,
  virtualMs: 0,
  realMs: 0,
};

test.each(batches.map((seeds) => [seeds[0], seeds.at(-1), seeds] as const))(
  'every accepted event ends once, as without faults: seeds %i to %i',
  async (_, __, seeds) => {
    const broken: string[] = [];
    const startMs = performance.now();
    let calls = 0;
    for (const seed of seeds) {
      const result = await simulate(seed);
      calls += result.calls;
      for (const name of ['machines', 'runs', 'calls', 'crashes', 'faults', 'standstills', 'virtualMs'] as const)
        seen[name] += result[name];
      if (SEED !== undefined) process.stdout.write(`${result.history.join('\n')}\n`);
      if (result.violations.length > 0) {
        broken.push(
          await describeFailure(seed, result, {
            nowMs: () => performance.now(),
            isFirst: broken.length === 0,
          }),
        );
      }
    }
    seen.seeds += seeds.length;
    seen.realMs += performance.now() - startMs;
    expect(broken.join('\n\n')).toBe('');
    // Too little to do would prove nothing.
    if (seeds.length === SEEDS_PER_BATCH) expect(calls).toBeGreaterThan(1000);
  },
  180_000,
);

afterAll(() => {
  const { seeds, machines, runs, calls, crashes, faults, standstills, virtualMs, realMs } = seen;
  const hours = (virtualMs / 3_600_000).toFixed(1);
  const seconds = (realMs / 1000).toFixed(1);
  process.stdout.write(
    `simulation: ${seeds} seeds, ${machines} machines, ${runs} runs, ${calls} calls, ${crashes} crashes, ${faults} faults, ` +
      `${standstills} standstills: ${hours} hours in ${seconds} s\n`,
  );
});

test('one seed gives one history', async () => {
  for (const seed of [3, 7, 19]) {
    const [first, second] = [await simulate(seed), await simulate(seed)];
    expect(second.historyHash).toBe(first.historyHash);
    expect(second).toEqual(first);
  }
});
