// `npm run chaos`: breaks a server, workers, Postgres, Redis and what lies between them, all of its own, while events
// come in, and proves from three logs that nothing accepted was lost. docs/chaos.md says how to read the report.
import './node-version.mjs';
import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureInstalled } from './install.mjs';
import { root } from './run.mjs';

const WRONG_USE = 2;
const INTERRUPTED = 130;
const MAX_SEED = 2 ** 31;

const installed = await ensureInstalled();
if (installed !== 0) process.exit(installed);
const { ensureBuilt } = await import('./build-state.mjs');
const built = await ensureBuilt();
if (built !== 0) process.exit(built);

const { CHAOS_USAGE, findRedisProgram, parseChaosOptions, readSeeds, runChaos } =
  await import('../libs/testing/dist/chaos.js');
const words = process.argv.slice(2);
if (words.includes('--help')) {
  process.stdout.write(`${CHAOS_USAGE}\n`);
  process.exit(0);
}
const options = parseChaosOptions(words, {
  seed: randomInt(MAX_SEED),
  reportFolder: join(root, '.cache', 'chaos'),
});
if ('problems' in options) {
  process.stderr.write(`${options.problems.join('\n')}\n${CHAOS_USAGE}\n`);
  process.exit(WRONG_USE);
}
// In CI everything that can break must break; elsewhere the report names what was left out.
if (process.env.CI === 'true' && findRedisProgram() === undefined) {
  process.stderr.write(
    'There is no redis-server on the PATH. In CI the faults that need it are not left out: install it.\n',
  );
  process.exit(1);
}

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    // A second one does not wait: watchdogs end what is left.
    if (stop.signal.aborted) process.exit(INTERRUPTED);
    process.stdout.write('Stopping, and ending all that was started …\n');
    stop.abort(new Error('Interrupted.'));
  });
}

/** One run: what its report says of it. A run that could not be held has broken. */
async function hold(chosen) {
  process.stdout.write(`Chaos ${chosen.profile.name}, ${chosen.minutes} minutes, seed ${chosen.seed}\n`);
  try {
    const report = await runChaos({
      options: chosen,
      root,
      say: (line) => process.stdout.write(`${line}\n`),
      signal: stop.signal,
    });
    process.stdout.write(`\n${report.text}Report: ${chosen.reportFolder}/chaos-report.json\n`);
    return report;
  } catch (cause) {
    process.stderr.write(`The run could not be held: ${cause.stack ?? cause}\nSeed ${chosen.seed}\n`);
    if (stop.signal.aborted) process.exit(INTERRUPTED);
    return { isHeld: false, isTooLittle: false };
  }
}

const given = Array.from({ length: options.seeds }, (_, index) => (options.seed + index) % MAX_SEED);
const seeds = options.replay ? readSeeds(readFileSync(join(root, 'libs/testing/seeds.txt'), 'utf8')) : given;
const mostRuns = process.env.CI === 'true' ? seeds.length + 1 : seeds.length;
const broken = [];
for (const seed of seeds) {
  // Reports of several runs lie side by side.
  const reportFolder = seeds.length > 1 ? join(options.reportFolder, `seed-${seed}`) : options.reportFolder;
  const { isHeld, isTooLittle } = await hold({ ...options, seed, reportFolder });
  // Such a run has shown nothing, neither good nor bad.
  if (isTooLittle && seeds.length < mostRuns) seeds.push((seed + 1) % MAX_SEED);
  else if (!isHeld) broken.push(seed);
}
const held = seeds.length - broken.length;
const told = broken.length === 0 ? '' : `; broken: ${broken.join(', ')}`;
process.stdout.write(`seeds without a violation: ${held} of ${seeds.length}${told}\n`);
process.exit(broken.length === 0 ? 0 : 1);
