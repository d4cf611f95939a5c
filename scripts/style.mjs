// `npm run style`: format, types, lint. Closes with one line of counts.
import './node-version.mjs';
import { run, tool } from './run.mjs';

const checks = [
  ['format', [tool('prettier', 'bin/prettier.cjs'), '--check', '--log-level', 'warn', '.']],
  ['types of the back end', [tool('typescript', 'bin/tsc'), '-p', 'tsconfig.check.json']],
  ['types of the designer', [tool('typescript', 'bin/tsc'), '-p', 'apps/designer/tsconfig.json']],
  ['lint', ['--max-old-space-size=6144', tool('eslint', 'bin/eslint.js'), '.']],
];

let failed = 0;
for (const [name, parameters] of checks) {
  const code = await run('node', parameters);
  process.stdout.write(`${code === 0 ? '✓' : '✗'} ${name}\n`);
  if (code !== 0) failed += 1;
}
process.stdout.write(`${checks.length - failed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
