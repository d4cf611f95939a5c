// `npm run verify`: all that a change must pass, stopping at the first failure.
import './node-version.mjs';
import { ensureInstalled } from './install.mjs';
import { JEST, run, runSteps, tool } from './run.mjs';

const node =
  (...parameters) =>
  () =>
    run('node', parameters);

await runSteps([
  ['packages', ensureInstalled],
  ['format', node(tool('prettier', 'bin/prettier.cjs'), '--check', '--log-level', 'warn', '.')],
  ['build', async () => (await import('./build-state.mjs')).ensureBuilt()],
  ['types', node('scripts/check.mjs')],
  ['lint', node('--max-old-space-size=6144', tool('eslint', 'bin/eslint.js'), '.')],
  ['unused files, exports and dependencies', node(tool('knip', 'bin/knip.js'), '--no-progress')],
  ['copied code', node(tool('jscpd', 'bin/jscpd'), '--config', '.jscpd.json')],
  ['generated files', node('scripts/codegen.mjs', '--check')],
  ['tests', node(...JEST)],
]);
