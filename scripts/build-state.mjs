// Knows whether the build is older than its sources, and builds when it is.
import { existsSync, mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { COMPILER, root, run } from './run.mjs';

const SOURCES = ['libs', 'connectors', 'apps'];
const IGNORED = new Set(['node_modules', 'dist', '.cache', 'coverage']);
const stamp = join(root, '.cache', 'built');

/** Newest modification below a folder, in epoch milliseconds. Tests do not count: they are not built. */
function newestChange(folder) {
  let newest = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (IGNORED.has(entry.name) || /\.test\.tsx?$/.test(entry.name)) continue;
    const path = join(folder, entry.name);
    newest = Math.max(newest, entry.isDirectory() ? newestChange(path) : statSync(path).mtimeMs);
  }
  return newest;
}

function isBuilt() {
  if (!existsSync(stamp) || !existsSync(join(root, 'apps/cli/dist/main.js'))) return false;
  if (!existsSync(join(root, 'apps/designer/dist/index.html'))) return false;
  const builtAt = statSync(stamp).mtimeMs;
  const inputs = [join(root, 'package-lock.json'), join(root, 'tsconfig.base.json'), join(root, 'tsconfig.build.json')];
  return [
    ...SOURCES.map((folder) => newestChange(join(root, folder))),
    ...inputs.map((path) => statSync(path).mtimeMs),
  ].every((changedAt) => changedAt <= builtAt);
}

/** Compiles the back end and bundles the designer. Resolves with the first failing exit code. */
export async function build() {
  const startedAt = new Date();
  process.stdout.write('Building the server, the libraries and the designer …\n');
  // The designer is bundled from the sources of the libraries, so that neither waits for the other.
  const codes = await Promise.all([
    run('node', [COMPILER, '-b', 'tsconfig.build.json']),
    run('node', ['../../node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn'], {
      cwd: join(root, 'apps/designer'),
    }),
  ]);
  const failed = codes.find((code) => code !== 0);
  if (failed !== undefined) return failed;
  mkdirSync(join(root, '.cache'), { recursive: true });
  writeFileSync(stamp, '');
  // What changed while the build ran must count as newer.
  utimesSync(stamp, startedAt, startedAt);
  return 0;
}

/** Builds when a source is newer than the last build. */
export async function ensureBuilt() {
  return isBuilt() ? 0 : build();
}
