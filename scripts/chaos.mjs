// `npm run chaos`: breaks a server, workers, Postgres, Redis and what lies between them, all of its own, while events
// come in, and proves from three logs that nothing accepted was lost. docs/chaos.md says how to read the report.
import './node-version.mjs';
import { randomInt } from 'node:crypto';
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

const { CHAOS_USAGE, parseChaosOptions, runChaos } = await import('../libs/testing/dist/chaos.js');
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

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    // A second one does not wait: watchdogs end what is left.
    if (stop.signal.aborted) process.exit(INTERRUPTED);
    process.stdout.write('Stopping, and ending all that was started …\n');
    stop.abort(new Error('Interrupted.'));
  });
}

process.stdout.write(`Chaos ${options.profile.name}, ${options.minutes} minutes, seed ${options.seed}\n`);
try {
  const report = await runChaos({
    options,
    root,
    say: (line) => process.stdout.write(`${line}\n`),
    signal: stop.signal,
  });
  process.stdout.write(`\n${report.text}Report: ${options.reportFolder}/chaos-report.json\n`);
  process.exit(report.isHeld ? 0 : 1);
} catch (cause) {
  process.stderr.write(`The run could not be held: ${cause.stack ?? cause}\nSeed ${options.seed}\n`);
  process.exit(stop.signal.aborted ? INTERRUPTED : 1);
}
