// What a change must pass without being run. `npm run style` counts all of it, `npm run verify` stops at the first failure.
import { run, tool } from './run.mjs';

const node =
  (...parameters) =>
  () =>
    run('node', parameters);

export const CHECKS = [
  ['format', node(tool('prettier', 'bin/prettier.cjs'), '--check', '--log-level', 'warn', '.')],
  ['types of the back end', node(tool('typescript', 'bin/tsc'), '-p', 'tsconfig.check.json')],
  ['types of the designer', node(tool('typescript', 'bin/tsc'), '-p', 'apps/designer/tsconfig.json')],
  ['lint', node('--max-old-space-size=6144', tool('eslint', 'bin/eslint.js'), '--max-warnings', '0', '.')],
  ['unused files, exports and dependencies', node(tool('knip', 'bin/knip.js'), '--no-progress')],
  ['copied code', node(tool('jscpd', 'bin/jscpd'), '--config', '.jscpd.json')],
  ['generated files', node('scripts/codegen.mjs', '--check')],
  ['figures', node('bench/render-page.mjs', '--check')],
];
