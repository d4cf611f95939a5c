// `npm run dev`: compiler, server and designer in watch mode, in one terminal with prefixed lines.
import './node-version.mjs';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ensureInstalled } from './install.mjs';
import { COMPILER, root, run } from './run.mjs';

const installed = await ensureInstalled();
if (installed !== 0) process.exit(installed);
const built = await run('node', [COMPILER, '-b', 'tsconfig.build.json']);
if (built !== 0) process.exit(built);

const processes = [
  { name: 'compile', parameters: [COMPILER, '-b', 'tsconfig.build.json', '--watch', '--preserveWatchOutput'] },
  { name: 'server', parameters: ['--watch', '--enable-source-maps', 'apps/cli/dist/main.js', 'start'] },
  { name: 'designer', parameters: ['../../node_modules/vite/bin/vite.js'], cwd: join(root, 'apps/designer') },
];

let stopping = false;
const children = processes.map(({ name, parameters, cwd }) => {
  const child = spawn(process.execPath, parameters, { cwd: cwd ?? root, stdio: ['ignore', 'pipe', 'pipe'] });
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => process.stdout.write(`${name.padEnd(8)} │ ${line}\n`));
  }
  child.on('exit', (code) => stop(code ?? 1));
  return child;
});

/** One of them ending ends the others: half a development server is a trap. */
function stop(code) {
  if (stopping) return;
  stopping = true;
  process.exitCode = code;
  for (const child of children) child.kill('SIGTERM');
}
process.on('SIGINT', () => stop(0));
process.on('SIGTERM', () => stop(0));
