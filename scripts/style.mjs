// `npm run style`: every check that needs no run of the product, also after one has failed. Closes with one line of counts.
import './node-version.mjs';
import { CHECKS } from './checks.mjs';

let failed = 0;
for (const [name, check] of CHECKS) {
  const code = await check();
  process.stdout.write(`${code === 0 ? '✓' : '✗'} ${name}\n`);
  if (code !== 0) failed += 1;
}
process.stdout.write(`${CHECKS.length - failed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
