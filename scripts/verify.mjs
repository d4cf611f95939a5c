// `npm run verify`: all that a change must pass, stopping at the first failure.
import './node-version.mjs';
import { CHECKS, stepOf } from './checks.mjs';
import { ensureInstalled } from './install.mjs';
import { JEST, run, runSteps } from './run.mjs';

await runSteps([
  ['packages', ensureInstalled],
  ['build', async () => (await import('./build-state.mjs')).ensureBuilt()],
  // What is quick comes first: a mistake is told early.
  ...CHECKS.toReversed().map(stepOf),
  ['tests', () => run('node', JEST)],
]);
