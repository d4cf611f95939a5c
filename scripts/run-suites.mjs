// Jest, and in CI once more what failed.
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { JEST, root, run } from './run.mjs';

const RESULTS = join(root, '.cache', 'suites.json');
/** More files than that are no accident. */
const MOST_AGAIN = 5;

/**
 * Runs suites, and resolves with the exit code. On a machine that others use as well a process, or a browser, is late now and
 * then: in CI the files that failed are run again, by themselves. What fails twice has failed; what passes then is named at the
 * end, for it is to be mended all the same.
 */
export async function runSuites(words, env = {}) {
  if (process.env.CI !== 'true') return jest(words, env);
  mkdirSync(join(root, '.cache'), { recursive: true });
  rmSync(RESULTS, { force: true });
  const code = await jest([...words, '--json', `--outputFile=${RESULTS}`], env);
  const failed = code === 0 ? [] : readFailed();
  if (failed.length === 0 || failed.length > MOST_AGAIN) return code;
  process.stdout.write(`\nRun again, by themselves: ${failed.map(({ path }) => path).join(', ')}\n`);
  const again = await jest([...words, '--onlyFailures'], env);
  const verdict = again === 0 ? 'Failed at first, and passed by themselves' : 'Failed at first';
  process.stdout.write(`\n${verdict}:\n${failed.flatMap(({ tests }) => tests.map((name) => `  ${name}\n`)).join('')}`);
  return again;
}

const jest = (words, env) => run('node', [...JEST, ...words], { env });

/** Nothing where jest came to no results. */
function readFailed() {
  if (!existsSync(RESULTS)) return [];
  const { testResults } = JSON.parse(readFileSync(RESULTS, 'utf8'));
  return testResults.filter(({ status }) => status === 'failed').map(toFailed);
}

function toFailed({ name, assertionResults }) {
  const path = relative(root, name);
  const tests = assertionResults
    .filter(({ status }) => status === 'failed')
    .map(({ fullName }) => `${path}: ${fullName}`);
  // A file that could not be loaded has come to no test.
  return { path, tests: tests.length === 0 ? [path] : tests };
}
