// What a change must pass without being run. `npm run style` counts all of it, `npm run verify` stops at the first failure.
import { COMPILER, run, tool } from './run.mjs';

/** Names with what Node is called with; what takes longest stands first, so that what is shorter can run beside it. */
export const CHECKS = [
  ['lint', [tool('eslint', 'bin/eslint.js'), '--max-warnings', '0', '.']],
  ['lint with types', [tool('oxlint', 'bin/oxlint')]],
  ['format', [tool('prettier', 'bin/prettier.cjs'), '--check', '--log-level', 'warn', '.']],
  ['types of the back end', [COMPILER, '-p', 'tsconfig.json']],
  ['types of the designer', [COMPILER, '-p', 'apps/designer/tsconfig.json']],
  ['unused files, exports and dependencies', [tool('knip', 'bin/knip.js'), '--no-progress']],
  ['copied code', [tool('jscpd', 'bin/jscpd'), '--config', '.jscpd.json']],
  ['generated files', ['scripts/codegen.mjs', '--check']],
  ['figures', ['bench/render-page.mjs', '--check']],
];

/** A check as a step of `runSteps`. */
export const stepOf = ([name, parameters]) => [name, () => run('node', parameters)];
