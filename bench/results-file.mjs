// Results by day: a workload that runs again the same day replaces its own entry only.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { basename, join } from 'node:path';
import { root } from '../scripts/run.mjs';

const FOLDER = join(root, 'bench/results');
const NAME = /^\d{4}-\d{2}-\d{2}\.json$/;
const GIB = 1024 ** 3;

/** Where these figures come from. */
export const MACHINE = {
  cores: availableParallelism(),
  processor: cpus()[0]?.model ?? 'unknown',
  memoryGiB: Math.round(totalmem() / GIB),
  platform: `${process.platform} ${process.arch}`,
  node: process.version,
};

/** Keeps the results; of those that are no record (quick, profiled) in a file that git ignores. Gives the path. */
export function keepResults(results, { isRecord }) {
  mkdirSync(FOLDER, { recursive: true });
  const day = new Date().toISOString().slice(0, 10);
  const file = join(FOLDER, isRecord ? `${day}.json` : 'check.tmp');
  const earlier = isRecord && existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).results : [];
  const others = earlier.filter(({ name }) => !results.some((result) => result.name === name));
  // A thing that failed is no figure, and its stack was shown.
  const kept = results.map(({ cause: _, ...result }) => result);
  const all = [...others, ...kept].toSorted((left, right) => numberOf(left) - numberOf(right));
  writeFileSync(file, `${JSON.stringify({ isRecord, machine: MACHINE, results: all }, null, 2)}\n`);
  return join('bench/results', basename(file));
}

const numberOf = ({ number }) => Number(number.slice(1));

/** The newest file of record; undefined when there is none. */
export function readNewest() {
  if (!existsSync(FOLDER)) return undefined;
  const newest = readdirSync(FOLDER)
    .filter((name) => NAME.test(name))
    .toSorted()
    .at(-1);
  if (newest === undefined) return undefined;
  return { file: newest, ...JSON.parse(readFileSync(join(FOLDER, newest), 'utf8')) };
}
