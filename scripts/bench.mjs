// `npm run bench`: fixed workloads against a fresh server, each beside what the same Postgres can commit in the same run.
import './node-version.mjs';
import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
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
const WORKLOADS = ['sync-map'];
const wanted = process.argv.slice(2);
const names = wanted.length === 0 ? WORKLOADS : WORKLOADS.filter((name) => wanted.includes(name));
const YARDSTICK_SECONDS = 5;

function load(workload, url) {
  const parameters = { url, body: workload.body, connections: workload.connections, seconds: workload.seconds };
  const child = spawn(process.execPath, [join(root, 'bench/load.mjs'), JSON.stringify(parameters)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout.on('data', (chunk) => (text += chunk));
    child.on('exit', (code) =>
      code === 0 ? resolve(JSON.parse(text)) : reject(new Error(`The load generator ended with ${code}.`)),
    );
  });
}

/** Largest resident memory of a process so far, in MiB, where the system tells. */
function peakMemoryMiB(pid) {
  try {
    return Math.round(Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024);
  } catch {
    return undefined;
  }
}

const results = [];
for (const name of names) {
  const workload = await import(`../bench/${name}.mjs`);
  const product = await startProduct();
  try {
    const commits = await commitsPerSecond(product.database, YARDSTICK_SECONDS);
    await publish(product.url, workload.document);
    const figures = await load(workload, `${product.url}/hooks/default/${workload.document.triggers.call.path}`);
    const failed = Object.values(figures.failures).reduce((sum, count) => sum + count, 0);
    const result = {
      name,
      ...figures,
      commitsPerSecond: commits,
      ratio: figures.perSecond / commits,
      failed,
      peakMemoryMiB: peakMemoryMiB(product.pid),
    };
    results.push(result);
    process.stdout.write(
      `${name}: ${figures.perSecond.toFixed(0)}/s, p50 ${figures.p50Ms.toFixed(1)} ms, p99 ${figures.p99Ms.toFixed(1)} ms, ${failed} failed, ` +
        `${result.peakMemoryMiB ?? '?'} MiB\n  this Postgres: ${commits.toFixed(0)} single-row commits/s; ratio ${result.ratio.toFixed(2)}\n`,
    );
    if (failed > 0) process.exitCode = 1;
  } finally {
    await product.stop();
  }
}
const folder = join(root, 'bench/results');
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, `${new Date().toISOString().slice(0, 10)}.json`), `${JSON.stringify(results, null, 2)}\n`);
process.stdout.write(`Written to bench/results (${readdirSync(folder).length} files).\n`);
