// `npm run style`: every check that needs no run of the product, also after one has failed. Closes with one line of counts.
import './node-version.mjs';
import { availableParallelism } from 'node:os';
import { CHECKS } from './checks.mjs';
import { runQuietly } from './run.mjs';

/** Each check is one thread, and some hold a gigabyte or two. */
const MOST_LANES = 3;

let failed = 0;
const waiting = [...CHECKS];

async function work() {
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const [name, parameters] = next;
    const startedAt = performance.now();
    const { code, output } = await runQuietly('node', parameters);
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    process.stdout.write(`${output}${code === 0 ? '✓' : '✗'} ${name} (${seconds} s)\n`);
    if (code !== 0) failed += 1;
  }
}

await Promise.all(Array.from({ length: Math.min(MOST_LANES, availableParallelism()) }, work));
process.stdout.write(`${CHECKS.length - failed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
