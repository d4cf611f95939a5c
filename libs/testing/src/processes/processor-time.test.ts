import { startHog } from './hog.ts';
import { cpus } from 'node:os';
import { readProcessorTime, shareOfOthers } from './processor-time.ts';
import { until } from '../until.ts';

// Elsewhere the system does not tell.
const onLinux = process.platform === 'linux' ? test : test.skip;
const TICKS = 20;

onLinux('what a child does is ours, also when it has ended', async () => {
  const before = readProcessorTime();
  if (before === undefined) throw new Error('The system tells nothing.');
  const grown = () => (readProcessorTime()?.ours ?? 0) - before.ours;
  const hog = startHog();
  await until(() => grown() >= TICKS);
  await hog.stop();
  expect(grown()).toBeGreaterThanOrEqual(TICKS);
  const after = readProcessorTime();
  expect((after?.busy ?? 0) - before.busy).toBeGreaterThanOrEqual(TICKS);
});

test('the share of others is what is busy and not ours, of all that there is', () => {
  const before = { atMs: 0, busy: 1000, ours: 100 };
  const second = 100 * cpus().length;
  expect(shareOfOthers(before, { atMs: 1000, busy: 1000 + second, ours: 100 + second / 4 })).toBeCloseTo(0.75);
  expect(shareOfOthers(before, { atMs: 1000, busy: 1000 + second / 4, ours: 100 + second / 2 })).toBe(0);
  expect(shareOfOthers(undefined, before)).toBe(0);
});
