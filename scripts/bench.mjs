// `npm run bench`: fixed workloads against fresh servers, each beside what the same machine's Postgres can commit and its HTTP
// can answer. `npm run bench -- sync-map crash` runs some. `--quick` finds out whether the bench works, with one short round
// each; `--profile` shows where the server's time goes. Neither of the two makes a record.
import './node-version.mjs';
import { parseArgs } from 'node:util';
import { ensureInstalled } from './install.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: 'boolean', default: false }, profile: { type: 'boolean', default: false } },
});
const installed = await ensureInstalled();
if (installed !== 0) process.exit(installed);
const { ensureBuilt } = await import('./build-state.mjs');
const built = await ensureBuilt();
if (built !== 0) process.exit(built);

const { endAll, endAllOnSignals, unlessEnding } = await import('../bench/belongings.mjs');
const { renderPage } = await import('../bench/render-page.mjs');
const { describeResult, describeTargets, judgeAll } = await import('../bench/report.mjs');
const { keepResults, MACHINE } = await import('../bench/results-file.mjs');
const { planBench, runWorkload } = await import('../bench/run-workload.mjs');
const { WORKLOADS } = await import('../bench/workloads.mjs');

const unknown = positionals.filter((wanted) => !WORKLOADS.some(({ name }) => name === wanted));
if (unknown.length > 0) {
  const names = WORKLOADS.map(({ name }) => name).join(', ');
  process.stderr.write(`There is no workload ${unknown.join(', ')}. There are: ${names}\n`);
  process.exit(2);
}
const chosen = WORKLOADS.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
const bench = planBench({ isQuick: values.quick, isProfile: values.profile });
const isRecord = !values.quick && !values.profile;
const NO_RECORD =
  'These figures are no record: one short or profiled round each, to check the bench or to find hot spots.\n';
if (!isRecord) process.stdout.write(NO_RECORD);

endAllOnSignals();
const results = [];
for (const workload of chosen) {
  process.stdout.write(`\n▸ ${workload.number} ${workload.name}: ${workload.setUp}\n`);
  const result = await runWorkload(workload, bench);
  await unlessEnding();
  results.push(result);
  process.stdout.write(`${describeResult(workload, result)}\n`);
  if (result.cause !== undefined) process.stderr.write(`${result.cause.stack}\n`);
}
await endAll();

const judged = judgeAll(WORKLOADS, results, MACHINE);
process.stdout.write(`\n${describeTargets(judged)}\n`);
if (!isRecord) process.stdout.write(NO_RECORD);
process.stdout.write(`Written to ${keepResults(results, { isRecord })}\n`);
if (isRecord) await renderPage();
const hasFailed = ({ status, failures = {} }) =>
  status === 'refused' || status === 'failed' || Object.keys(failures).length > 0;
for (const { name, status, problem } of results.filter(hasFailed)) {
  process.stderr.write(`${name}: ${problem === undefined ? 'calls failed' : `${status}: ${problem}`}\n`);
  process.exitCode = 1;
}
const missed = judged.filter(({ mark }) => mark === '✗').length;
if (missed > 0) process.stdout.write(`${missed} of the targets are missed.\n`);
