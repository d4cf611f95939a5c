import { chmod, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { PieceError } from './errors.ts';
import type { PieceFacts } from './guest/protocol.ts';
import { hashPackages, packageFolder, readPackageFile, refuseNativeCode, refuseOwnServer } from './inspect-packages.ts';
import { readInstalledPiece, RECORD_FILE } from './installed-piece.ts';
import { manifestOfPiece, markReads } from './manifest-of-piece.ts';
import { runNpm } from './npm.ts';
import { PieceHost } from './piece-host.ts';
import { checkAddress, folderNameOf, type PieceAddress } from './piece-name.ts';
import { iconOf, licenseNoteOf, readmeOf } from './piece-texts.ts';
import type { InstalledPiece } from './piece.ts';

export interface PieceInstallation extends PieceAddress {
  /** Where pieces are installed. */
  readonly folder: string;
  /** A package on this machine instead of the registry's. Absolute. */
  readonly tarball?: string;
  readonly signal: AbortSignal;
  /** The operator has seen that the version is younger than three days. */
  readonly allowYoung?: boolean;
  /** Epoch milliseconds. Default: the system's. */
  readonly nowMs?: () => number;
  /** Actions of which the operator says that they only read. By their names in the manifest. */
  readonly reads?: readonly string[];
}

const MIN_AGE_MS = 3 * 24 * 3_600_000;
const NO_SCRIPTS = [
  '--ignore-scripts',
  '--omit=dev',
  '--no-audit',
  '--no-fund',
  '--no-bin-links',
  '--no-update-notifier',
];
const CONTEXTS: ReadonlySet<string> = new Set(['none', '1', '2']);

/**
 * Installs one version of a piece beside all others, and reads what it is in a process of its own. What is installed already is
 * given as it is. Rejects with `PieceError`; then nothing is left behind.
 */
export async function installPiece(request: PieceInstallation): Promise<InstalledPiece> {
  checkAddress(request);
  if (request.tarball !== undefined && !isAbsolute(request.tarball))
    throw new PieceError('piece.tarball_invalid', `"${request.tarball}" is no absolute path of a package.`);
  const target = join(request.folder, folderNameOf(request));
  const installed = await readInstalledPiece(target);
  if (installed !== undefined) return installed;
  if (request.tarball === undefined && request.allowYoung !== true) await refuseYoung(request);
  await mkdir(request.folder, { recursive: true });
  const temporary = await mkdtemp(join(request.folder, '.installing-'));
  try {
    // Its process may be another user's.
    await chmod(temporary, 0o755);
    await fetchPackages(request, temporary);
    const piece = await inspect(request, temporary);
    await writeFile(join(temporary, RECORD_FILE), JSON.stringify({ ...piece, folder: target }));
    await moveInto(temporary, target);
    return { ...piece, folder: target };
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** Two that install the same at once end with the same. */
async function moveInto(temporary: string, target: string): Promise<void> {
  try {
    await rename(temporary, target);
  } catch (cause) {
    if ((await readInstalledPiece(target)) === undefined) throw cause;
  }
}

/** What was published yesterday may be taken back tomorrow: most bad packages do not live three days. */
async function refuseYoung({
  packageName,
  version,
  signal,
  folder,
  nowMs = Date.now,
}: PieceInstallation): Promise<void> {
  await mkdir(folder, { recursive: true });
  const printed = await runNpm({ command: 'view', flags: ['--json'], values: [packageName, 'time'], folder, signal });
  const times = JSON.parse(printed) as Readonly<Record<string, string | undefined>>;
  const publishedAt = times[version];
  if (publishedAt === undefined)
    throw new PieceError(
      'piece.not_found',
      `The registry has no ${packageName} ${version}. It has: ${versionsOf(times)}.`,
    );
  const ageMs = nowMs() - Date.parse(publishedAt);
  if (ageMs < MIN_AGE_MS)
    throw new PieceError(
      'piece.too_young',
      `${packageName} ${version} was published at ${publishedAt}, less than three days ago. Wait, or confirm that you want it now.`,
    );
}

const versionsOf = (times: Readonly<Record<string, unknown>>): string =>
  Object.keys(times)
    .filter((name) => /^\d/.test(name))
    .slice(-10)
    .join(', ');

async function fetchPackages(
  { packageName, version, tarball, signal }: PieceInstallation,
  folder: string,
): Promise<void> {
  await writeFile(join(folder, 'package.json'), '{ "private": true }\n');
  const wanted = tarball ?? `${packageName}@${version}`;
  await runNpm({ command: 'install', flags: NO_SCRIPTS, values: [wanted], folder, signal });
  const found = await readPackageFile(packageFolder(folder, packageName)).catch(() => undefined);
  if (found?.name !== packageName || found.version !== version)
    throw new PieceError('piece.tarball_invalid', `${wanted} is not ${packageName} ${version}.`);
}

async function inspect(request: PieceInstallation, folder: string): Promise<InstalledPiece> {
  const { packageName, version, reads = [] } = request;
  await refuseNativeCode(folder);
  await refuseOwnServer(folder, packageName);
  const sha512 = await hashPackages(folder);
  const facts = await describe(request, folder);
  refuseUnsupported(facts, packageName);
  const manifest = markReads(manifestOfPiece(facts, request), reads);
  const { license: stated } = await readPackageFile(packageFolder(folder, packageName));
  const license = typeof stated === 'string' ? stated : undefined;
  return {
    ...{ packageName, version, folder, sha512, license, manifest },
    repositoryLicenseNote: licenseNoteOf(license),
    generation: facts.generation,
    icon: iconOf(manifest),
    readme: readmeOf(manifest, packageName, license),
    warnings: warningsOf(facts),
  };
}

/** In a process with all guards, and nowhere to connect to. */
async function describe(address: PieceAddress, folder: string): Promise<PieceFacts> {
  const nowhere = {
    resolveTarget: () => Promise.reject(new Error('A piece connects to nothing while it is installed.')),
  };
  const host = new PieceHost({ folder, guard: nowhere });
  try {
    return await host.describe(address, folder);
  } catch (cause) {
    if (cause instanceof PieceError) throw cause;
    const { packageName, version } = address;
    throw new PieceError(
      'piece.unloadable',
      `${packageName} ${version} cannot be loaded: ${(cause as Error).message}`,
      { cause },
    );
  } finally {
    await host.close();
  }
}

function refuseUnsupported({ contextVersion, auth }: PieceFacts, packageName: string): void {
  if (!CONTEXTS.has(contextVersion))
    throw new PieceError(
      'piece.context_unsupported',
      `${packageName} was written for context version ${contextVersion}; up to 2 are known here. Install an older version.`,
    );
  const ways = Object.values(auth);
  if (ways.length > 0 && ways.every(({ type }) => type === 'OIDC'))
    throw new PieceError('piece.auth_unsupported', `${packageName} signs in by tokens of its own platform (OIDC).`);
}

function warningsOf({ generation, triggers, actions, auth }: PieceFacts): readonly string[] {
  const claiming = Object.entries(actions).filter(([, { claimsToRead }]) => claimsToRead);
  return [
    'Its guards stop mistakes, not malice: install only pieces that you trust.',
    ...(generation === 0 ? ['It is of the first generation, from 2023: the service may have changed since.'] : []),
    ...(claiming.length > 0
      ? [
          `It says that these actions only read: ${claiming.map(([name]) => name).join(', ')}. They count as writes unless you say so too when you install it.`,
        ]
      : []),
    ...(Object.values(triggers).some(({ strategy }) => strategy === 'APP_WEBHOOK')
      ? ['Some triggers need an address for the whole app, set up once in the console of the service.']
      : []),
    ...(Object.values(auth).some(({ oauth2 }) => oauth2 !== undefined)
      ? ['It signs in by OAuth: an app of your own at the service is needed, with its client id and secret.']
      : []),
  ];
}
