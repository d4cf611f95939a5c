import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));
const FOLDER = join(ROOT, '.cache/programs');
const BUNDLER = join(ROOT, 'libs/testing/bundle-source.mjs');
/** Packages change with the first, how the file is made with the second. */
const ALWAYS_READ = ['package-lock.json', 'libs/testing/bundle-source.mjs'];

/** What Node is called with to run a program of `sourceProgram`: our packages are found as sources, also while it runs. */
export const SOURCE_FLAGS: readonly string[] = ['--conditions=@millrace/source', '--no-warnings'];

const made = new Map<string, string>();

/**
 * Sources as one file for a process of its own, which imports them in this order. It is made when one of the files that went into
 * it has changed since, and kept below `.cache`; for a server that takes seconds, so that those who share a program save them.
 */
export function sourceProgram(...sources: readonly URL[]): string {
  const paths = sources.map((source) => fileURLToPath(source));
  const name = createHash('sha256').update(paths.join('\n')).digest('hex').slice(0, 16);
  const file = made.get(name) ?? make(join(FOLDER, `${name}.mjs`), paths);
  made.set(name, file);
  return file;
}

function make(file: string, sources: readonly string[]): string {
  if (isCurrent(file)) return file;
  mkdirSync(FOLDER, { recursive: true });
  const { status, stderr } = spawnSync(process.execPath, ['--no-warnings', BUNDLER, file, ...sources], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`The program of ${sources.join(', ')} cannot be made: ${stderr}`);
  return file;
}

function isCurrent(file: string): boolean {
  const list = `${file}.inputs.json`;
  if (!existsSync(file) || !existsSync(list)) return false;
  const madeAtMs = statSync(file).mtimeMs;
  const inputs = JSON.parse(readFileSync(list, 'utf8')) as readonly string[];
  return [...ALWAYS_READ, ...inputs].every((path) => {
    const changed = statSync(join(ROOT, path), { throwIfNoEntry: false });
    return changed !== undefined && changed.mtimeMs < madeAtMs;
  });
}
