// Installs what the lock file says, when it is not installed yet: `npm ci` once, and again after the lock file changed.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, run } from './run.mjs';

const stamp = join(root, 'node_modules', '.millrace-lock');

function lockHash() {
  return createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
}

/** True when node_modules holds what the lock file asks for. */
export function isInstalled() {
  if (existsSync(stamp)) return readFileSync(stamp, 'utf8') === lockHash();
  return installedByNpm();
}

// A person who ran `npm ci` or `npm install` by hand has no stamp; npm's own record is then as good.
function installedByNpm() {
  const record = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(record)) return false;
  const installed = JSON.parse(readFileSync(record, 'utf8')).packages;
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  return Object.entries(wanted).every(
    ([path, entry]) =>
      path === '' ||
      entry.optional ||
      entry.link ||
      !path.startsWith('node_modules/') ||
      installed[path]?.version === entry.version,
  );
}

/** Installs when needed. Resolves with npm's exit code. */
export async function ensureInstalled() {
  if (isInstalled()) return 0;
  process.stdout.write('Installing packages (npm ci), once: about a minute …\n');
  const windows = process.platform === 'win32';
  const code = await run(windows ? 'npm.cmd' : 'npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    shell: windows,
  });
  if (code === 0) writeFileSync(stamp, lockHash());
  return code;
}
