// `npm run bench -w libs/expressions`: this evaluator beside npm jsonata, and JavaScript written by hand as the limit, in one
// run. Then the reference implementation's own cases, where they are: none may be slower.
import { existsSync, readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import jsonata from 'jsonata';
import { run, tool } from '../../../scripts/run.mjs';
import { measure } from './measure.mjs';
import { bindings, WORKLOADS } from './workloads.mjs';

const compiled = await run('node', [tool('typescript', 'bin/tsc'), '-b', 'libs/expressions']);
if (compiled !== 0) process.exit(compiled);
const { createEvaluator } = await import('@millrace/expressions');

const QUICK_ROUNDS = 5;
const QUICK_MS = 4;

const evaluator = createEvaluator();
/** Below, a case counts as slower: what takes equally long is sometimes measured a little longer. */
const SLOWER = 0.95;
const plain = (value) => JSON.parse(JSON.stringify(value ?? null));
const times = (ratio) => `${ratio < 10 ? ratio.toFixed(1) : ratio.toFixed(0)}x`;

async function compare({ name, expression, byHand, target }) {
  const reference = jsonata(expression);
  const request = { expression, bindings, nowMs: Date.now(), seed: 'bench' };
  const ours = () => evaluator.evaluate(request);
  const theirs = () => reference.evaluate(undefined, bindings);
  if (!isDeepStrictEqual(plain(ours()), plain(await theirs()))) throw new Error(`${name}: the results differ.`);
  const { ours: one, theirs: other, byHand: limit } = await measure({ ours, theirs, byHand: () => byHand(bindings) });
  const ratio = other / one;
  const verdict = target === undefined ? '' : ratio >= target ? `target ${target}x` : `TARGET ${target}x MISSED`;
  process.stdout.write(
    `${name.padEnd(28)} ${one.toFixed(2).padStart(10)} us ${times(ratio).padStart(7)} of jsonata` +
      ` ${times(other / limit).padStart(8)} by hand  ${verdict}\n`,
  );
  if (target !== undefined && ratio < target) process.exitCode = 1;
}

for (const workload of WORKLOADS) await compare(workload);
await compareCases();

/** Cases that fail in either are left out: errors are no workload. */
async function compareCases() {
  const folder = new URL('../../../../shared/data/jsonata/', import.meta.url);
  if (!existsSync(folder)) {
    process.stdout.write('reference cases: skipped, shared/data/jsonata is not here\n');
    return;
  }
  const read = (name) => JSON.parse(readFileSync(new URL(name, folder), 'utf8'));
  const datasets = read('datasets.json');
  const ratios = [];
  for (const found of read('cases.json')) {
    const calls = callsOf(found, datasets);
    if (calls !== undefined && (await bothSucceed(calls))) ratios.push({ id: found.id, ...(await quickly(calls)) });
  }
  const slower = ratios.filter(({ ratio }) => ratio < SLOWER);
  const sorted = ratios.map(({ ratio }) => ratio).toSorted((left, right) => left - right);
  process.stdout.write(
    `reference cases: ${ratios.length} compared, median ${times(sorted[Math.floor(sorted.length / 2)])}, ` +
      `least ${times(sorted[0])}, slower than jsonata: ${slower.length}\n`,
  );
  for (const { id, ratio } of slower) process.stdout.write(`  ${id}: ${times(ratio)}\n`);
  if (slower.length > 0) process.exitCode = 1;
}

function callsOf({ expr, data, dataset, bindings: given = {} }, datasets) {
  const input = data === undefined ? datasets[dataset ?? ''] : data;
  try {
    const reference = jsonata(expr);
    const request = { expression: expr, input, bindings: given, nowMs: Date.now(), seed: 'bench' };
    return { ours: () => evaluator.evaluate(request), theirs: () => reference.evaluate(input, given) };
  } catch {
    return undefined;
  }
}

async function bothSucceed({ ours, theirs }) {
  try {
    ours();
    await theirs();
    return true;
  } catch {
    return false;
  }
}

/** The best of some rounds each, since cases are many and short. */
async function quickly({ ours, theirs }) {
  const best = { ours: Infinity, theirs: Infinity };
  for (let round = 0; round < QUICK_ROUNDS; round += 1) {
    for (const [name, call] of [
      ['ours', ours],
      ['theirs', theirs],
    ]) {
      const startedAt = performance.now();
      let calls = 0;
      while (performance.now() - startedAt < QUICK_MS) {
        const value = call();
        if (value instanceof Promise) await value;
        calls += 1;
      }
      best[name] = Math.min(best[name], (performance.now() - startedAt) / calls);
    }
  }
  return { ratio: best.theirs / best.ours };
}
