// `npm run verify`: all that a change must pass, stopping at the first failure.
import './node-version.mjs';
import { CHECKS } from './checks.mjs';
import { ensureInstalled } from './install.mjs';
import { JEST, run, runSteps } from './run.mjs';

await runSteps([
  ['packages', ensureInstalled],
  ['build', async () => (await import('./build-state.mjs')).ensureBuilt()],
  ...CHECKS,
  ['tests', () => run('node', JEST)],
]);
