// `npm run bench`: fixed workloads against a fresh server, each beside what the same machine's Postgres can commit and its
// HTTP can answer, in the same run. `npm run bench -- sync-map` runs by name.
import './node-version.mjs';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureInstalled } from './install.mjs';
import { root } from './run.mjs';

const installed = await ensureInstalled();
if (installed !== 0) process.exit(installed);
const { ensureBuilt } = await import('./build-state.mjs');
const built = await ensureBuilt();
if (built !== 0) process.exit(built);

const { publish, startProduct } = await import('../bench/product.mjs');
const { commitsPerSecond } = await import('../bench/postgres-yardstick.mjs');
const { requestsPerSecond } = await import('../bench/http-yardstick.mjs');
const { runLoad } = await import('../bench/run-load.mjs');
const WORKLOADS = ['sync-map'];
const YARDSTICK_SECONDS = 5;
const ROUNDS = 3;

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !WORKLOADS.includes(name));
if (unknown.length > 0) {
  process.stderr.write(`There is no workload ${unknown.join(', ')}. There are: ${WORKLOADS.join(', ')}\n`);
  process.exit(2);
}

/** Memory of a process in MiB, now and at most, where the system tells. */
function memoryMiB(pid) {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const read = (name) => Math.round(Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) / 1024);
    return { now: read('VmRSS'), peak: read('VmHWM') };
  } catch {
    return undefined;
  }
}

const median = (values) => values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)];

async function measure(name) {
  const workload = await import(`../bench/${name}.mjs`);
  const product = await startProduct();
  try {
    const commits = await commitsPerSecond(product.database, YARDSTICK_SECONDS);
    const requests = await requestsPerSecond({ ...workload, seconds: YARDSTICK_SECONDS });
    await publish(product.url, workload.document);
    const url = `${product.url}/hooks/default/${workload.document.triggers.call.path}`;
    const rounds = [];
    for (let round = 0; round < ROUNDS; round += 1) rounds.push(await runLoad({ ...workload, url }));
    const of = (key) => median(rounds.map((round) => round[key]));
    const failures = rounds.flatMap((round) => Object.entries(round.failures));
    return {
      name,
      perSecond: of('perSecond'),
      p50Ms: of('p50Ms'),
      p99Ms: of('p99Ms'),
      ofCommits: of('perSecond') / commits,
      ofRequests: of('perSecond') / requests,
      commitsPerSecond: commits,
      requestsPerSecond: requests,
      failures,
      memoryMiB: memoryMiB(product.pid),
    };
  } finally {
    await product.stop();
  }
}

const results = [];
for (const name of wanted.length === 0 ? WORKLOADS : wanted) {
  const result = await measure(name);
  results.push(result);
  const { perSecond, p50Ms, p99Ms, commitsPerSecond: commits, requestsPerSecond: requests } = result;
  process.stdout.write(
    `${name}: ${perSecond.toFixed(0)}/s, p50 ${p50Ms.toFixed(1)} ms, p99 ${p99Ms.toFixed(1)} ms, ` +
      `${result.failures.length === 0 ? 'no error' : `errors: ${JSON.stringify(result.failures)}`}\n` +
      `  ${result.ofCommits.toFixed(2)} of what this Postgres commits (${commits.toFixed(0)} single rows/s), ` +
      `${result.ofRequests.toFixed(2)} of what a bare HTTP echo answers (${requests.toFixed(0)}/s)\n` +
      `  memory: ${result.memoryMiB?.now ?? '?'} MiB, at most ${result.memoryMiB?.peak ?? '?'} MiB\n`,
  );
  if (result.failures.length > 0) process.exitCode = 1;
}
const folder = join(root, 'bench/results');
mkdirSync(folder, { recursive: true });
const file = `${new Date().toISOString().slice(0, 10)}.json`;
writeFileSync(join(folder, file), `${JSON.stringify(results, null, 2)}\n`);
process.stdout.write(`Written to bench/results/${file}\n`);
