// `npm run e2e`: the journeys in a real browser. Without a Chromium it says so and passes, but not in CI.
import './node-version.mjs';
import { existsSync } from 'node:fs';
import { ensureInstalled } from './install.mjs';
import { runSuites } from './run-suites.mjs';

const CANDIDATES = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

const installed = await ensureInstalled();
if (installed !== 0) process.exit(installed);
const browser = CANDIDATES.find((path) => path !== undefined && path !== '' && existsSync(path));
if (browser === undefined) {
  process.stdout.write('Skipped the browser tests: no Chromium was found. Install one, or set CHROMIUM_PATH.\n');
  process.exit(process.env.CI === 'true' ? 1 : 0);
}
const { ensureBuilt } = await import('./build-state.mjs');
const built = await ensureBuilt();
if (built !== 0) process.exit(built);
process.exit(await runSuites(['--config=jest.e2e.config.mjs', ...process.argv.slice(2)], { CHROMIUM_PATH: browser }));
