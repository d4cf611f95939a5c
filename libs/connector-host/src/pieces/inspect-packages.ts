import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { PieceError } from './errors.ts';

const RUN_BY_NPM = ['preinstall', 'install', 'postinstall'] as const;
const OF_A_PACKAGE = /[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+[\\/]package\.json$/;
const LOADED = /\.(?:[cm]?js|json|node)$/;
/** Pieces that are parts of another platform, in package names: what they call is not here. */
const OF_ANOTHER_SERVER =
  /^(?:subflows?|tables|todos|ai|forms?|mcp|agents?|approval|manual-task|text-ai|image-ai|utility-ai|video-ai|flow-helper|connections)$/;

interface PackageFile {
  readonly name?: string;
  readonly license?: unknown;
  readonly main?: string;
  readonly version?: string;
  readonly description?: unknown;
  readonly scripts?: Readonly<Record<string, string>>;
}

/** A piece's own package in the folder where npm has put it. */
export function packageFolder(folder: string, packageName: string): string {
  return join(folder, 'node_modules', ...packageName.split('/'));
}

export async function readPackageFile(folder: string): Promise<PackageFile> {
  return JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as PackageFile;
}

/** Throws `PieceError` for what would have to be built, or run, on this machine. */
export async function refuseNativeCode(folder: string): Promise<void> {
  for (const path of await filesBelow(join(folder, 'node_modules'))) {
    const shown = relative(join(folder, 'node_modules'), path);
    if (path.endsWith('.node') || /(?:^|[\\/])binding\.gyp$/.test(path))
      throw new PieceError('piece.native_code', `${shown} is native code: it would run outside of all guards.`);
    if (/(?:^|[\\/])package\.json$/.test(path)) await refuseScripts(path, shown);
  }
}

async function refuseScripts(path: string, shown: string): Promise<void> {
  const { scripts = {} } = parsePackage(await readFile(path, 'utf8'));
  const found = RUN_BY_NPM.find((name) => typeof scripts[name] === 'string');
  if (found !== undefined)
    throw new PieceError('piece.install_script', `${shown} wants its script "${found}" to be run, and none is.`);
}

/** Packages carry files for tests, which need not be JSON at all. */
function parsePackage(text: string): PackageFile {
  try {
    return JSON.parse(text) as PackageFile;
  } catch {
    return {};
  }
}

/** Throws `PieceError` for parts of another platform, by name and by what their own code calls. */
export async function refuseOwnServer(folder: string, packageName: string): Promise<void> {
  const name = shortNameOf(packageName);
  if (OF_ANOTHER_SERVER.test(name) || (await isInOwnCode(folder, packageName, /server\.apiUrl/)))
    throw new PieceError(
      'piece.own_server',
      `${packageName} is a part of its own platform: it calls a server that is not here.`,
    );
}

/** All that the files of a piece alone forbid. */
export async function findPlainRefusals(folder: string, packageName: string): Promise<readonly PieceError[]> {
  const looked = await Promise.allSettled([refuseNativeCode(folder), refuseOwnServer(folder, packageName)]);
  return looked.flatMap((look) => {
    if (look.status === 'fulfilled') return [];
    if (look.reason instanceof PieceError) return [look.reason];
    throw look.reason;
  });
}

/** How much there is of a piece and all that it needs. */
export async function measurePackages(folder: string): Promise<{ readonly bytes: number; readonly packages: number }> {
  const paths = await filesBelow(join(folder, 'node_modules'));
  const sizes = await Promise.all(paths.map(async (path) => (await stat(path)).size));
  return {
    bytes: sizes.reduce((sum, size) => sum + size, 0),
    packages: paths.filter((path) => OF_A_PACKAGE.test(path)).length,
  };
}

const shortNameOf = (packageName: string): string => packageName.replace(/^.*piece-/, '');

/** Whether some of its actions may pause: its own code has words for it. Which ones they are nobody can tell from outside. */
export function mayPause(folder: string, packageName: string): Promise<boolean> {
  return isInOwnCode(folder, packageName, ASKS_FOR_PAUSE);
}

/** Of all generations. */
const ASKS_FOR_PAUSE = /\b(?:createWaitpoint|generateResumeUrl|pauseMetadata|run\.pause)\b/;

async function isInOwnCode(folder: string, packageName: string, words: RegExp): Promise<boolean> {
  const others = `${shortNameOf(packageName)}/node_modules/`;
  const files = await filesBelow(packageFolder(folder, packageName));
  const own = files.filter((path) => /\.[cm]?js$/.test(path) && !path.includes(others));
  const found = await Promise.all(own.map(async (path) => words.test(await readFile(path, 'utf8'))));
  return found.includes(true);
}

/** The code: the bundle where there is one. */
export async function mainFileOf(folder: string, packageName: string): Promise<string> {
  const own = packageFolder(folder, packageName);
  const { main = 'index.js' } = await readPackageFile(own);
  const files = await filesBelow(own);
  const path = [join(own, 'index.bundle.js'), join(own, main), `${join(own, main)}.js`].find((found) =>
    files.includes(found),
  );
  if (path === undefined) throw new PieceError('piece.unloadable', `${packageName} has no main file.`);
  return path;
}

/** Of everything that can be loaded, names and contents: a byte more or less is another hash. */
export async function hashPackages(folder: string): Promise<string> {
  const hash = createHash('sha512');
  const files = (await filesBelow(join(folder, 'node_modules'))).filter((path) => LOADED.test(path));
  for (const path of files) {
    const content = await readFile(path);
    hash.update(`${relative(folder, path).replaceAll('\\', '/')}\n${content.length}\n`).update(content);
  }
  return hash.digest('hex');
}

/** Plain files, in one order on all machines. npm was told to make no links. */
async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
