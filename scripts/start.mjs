// `npm start`: from a fresh clone to a running product. Installs and builds what is missing or stale, then starts.
import './node-version.mjs';
import { ensureInstalled } from './install.mjs';
import { run } from './run.mjs';

const installed = await ensureInstalled();
if (installed !== 0) process.exit(installed);
const { ensureBuilt } = await import('./build-state.mjs');
const built = await ensureBuilt();
if (built !== 0) process.exit(built);
process.exit(await run('node', ['apps/cli/dist/main.js', 'start', ...process.argv.slice(2)]));
