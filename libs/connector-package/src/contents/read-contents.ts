import { checkManifest, type Manifest } from '@millrace/connector-sdk/platform';
import type { PackageFile } from '../archive/read-archive.ts';
import { messageOf, PackageError, refuse } from '../errors.ts';
import { printBytes, type PackageLimits } from '../limits.ts';
import { problemsOfIcon } from './icon.ts';
import { isTooDeep } from './is-too-deep.ts';
import { needsCode } from './needs-code.ts';

/** What is in a package, once it is known to be one. */
export interface PackageContents {
  readonly manifest: Manifest;
  /** `index.js`; a purely declarative connector has none. */
  readonly source?: string;
  /** SVG text that holds nothing but shapes. */
  readonly icon: string;
  /** Markdown. */
  readonly readme: string;
  readonly changelog: string;
  /** All files, by name. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

const REQUIRED = ['package.json', 'manifest.json', 'icon.svg', 'README.md', 'CHANGELOG.md', 'LICENSE'] as const;
/** Members of `package.json` by which npm would run or fetch something. */
const FORBIDDEN_MEMBERS = [
  ...['scripts', 'dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies'],
  ...['bundleDependencies', 'bundledDependencies', 'bin', 'gypfile', 'workspaces'],
];
const MAX_TEXT_BYTES = 1024 * 1024;
const MAX_LEVELS = 100;

/** What the process that read the archive found in it. */
export interface ReadPackage {
  readonly files: readonly PackageFile[];
  /** Of `index.js`, a sentence each. */
  readonly sourceProblems: readonly string[];
}

/** Checks what a package says of itself and gives it. Reads everything as data: no code of it runs. */
export function readContents({ files, sourceProblems }: ReadPackage, limits: PackageLimits): PackageContents {
  const byName = new Map(files.map(({ name, bytes }) => [name, bytes]));
  const missing = REQUIRED.filter((name) => !byName.has(name));
  if (missing.length > 0) {
    throw new PackageError(
      'package.invalid',
      `The package has no ${missing.join(', ')}. Pack it with "millrace connector pack".`,
    );
  }
  const manifest = readManifest(byName, limits);
  checkIdentity(manifest, readJson(byName, 'package.json', MAX_TEXT_BYTES));
  const source = readSource(byName, manifest, limits);
  if (source !== undefined && sourceProblems.length > 0)
    throw refuse('package.manifest_invalid', 'index.js cannot be used', sourceProblems);
  const icon = readText(byName, 'icon.svg', MAX_TEXT_BYTES);
  const problems = problemsOfIcon(icon);
  if (problems.length > 0) throw refuse('package.manifest_invalid', 'The icon is not clean', problems);
  return {
    ...{ manifest, icon, files: byName },
    ...(source === undefined ? {} : { source }),
    readme: readText(byName, 'README.md', MAX_TEXT_BYTES),
    changelog: readText(byName, 'CHANGELOG.md', MAX_TEXT_BYTES),
  };
}

type Files = ReadonlyMap<string, Uint8Array>;

function readManifest(files: Files, { manifestBytes }: PackageLimits): Manifest {
  const value = readJson(files, 'manifest.json', manifestBytes);
  const problems = checkManifest(value);
  if (problems.length > 0) throw refuse('package.manifest_invalid', 'The manifest is wrong', problems);
  return value as unknown as Manifest;
}

function checkIdentity({ name, version }: Manifest, described: Readonly<Record<string, unknown>>): void {
  const problems = [
    ...(described.name === name
      ? []
      : [`package.json names the package ${JSON.stringify(described.name)}, the manifest "${name}".`]),
    ...(described.version === version
      ? []
      : [`package.json has version ${JSON.stringify(described.version)}, the manifest "${version}".`]),
    ...FORBIDDEN_MEMBERS.filter((member) => described[member] !== undefined).map(
      (member) =>
        `package.json has "${member}": a package brings all that it needs, and runs nothing when it is installed.`,
    ),
  ];
  if (problems.length > 0) throw refuse('package.manifest_invalid', 'The package.json does not fit', problems);
}

function readSource(files: Files, manifest: Manifest, { sourceBytes }: PackageLimits): string | undefined {
  if (!files.has('index.js')) {
    if (!needsCode(manifest)) return undefined;
    throw new PackageError(
      'package.manifest_invalid',
      'The manifest names functions, and the package has no index.js.',
    );
  }
  return readText(files, 'index.js', sourceBytes);
}

function readText(files: Files, name: string, maxBytes: number): string {
  const bytes = files.get(name) ?? new Uint8Array();
  if (bytes.length > maxBytes) {
    throw new PackageError('package.too_large', `${name} is larger than ${printBytes(maxBytes)}.`);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new PackageError('package.invalid', `${name} is no text in UTF-8.`, { cause });
  }
}

function readJson(files: Files, name: string, maxBytes: number): Readonly<Record<string, unknown>> {
  const text = readText(files, name, maxBytes);
  let value: unknown;
  try {
    value = JSON.parse(text, (key, member: unknown) => (key === '__proto__' ? undefined : member));
  } catch (cause) {
    throw new PackageError('package.manifest_invalid', `${name} is no JSON: ${messageOf(cause)}.`, { cause });
  }
  if (isTooDeep(value, MAX_LEVELS)) {
    throw new PackageError(
      'package.manifest_invalid',
      `${name} has members that are nested more than ${MAX_LEVELS} times.`,
    );
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new PackageError('package.manifest_invalid', `${name} is no JSON object.`);
}
