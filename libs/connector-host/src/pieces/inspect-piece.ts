import { PieceError } from './errors.ts';
import type { PieceFacts } from './guest/protocol.ts';
import {
  hashPackages,
  mayPause,
  packageFolder,
  readPackageFile,
  refuseNativeCode,
  refuseOwnServer,
} from './inspect-packages.ts';
import { manifestOfPiece } from './manifest-of-piece.ts';
import { PieceHost } from './piece-host.ts';
import type { PieceAddress } from './piece-name.ts';
import { iconOf, licenseNoteOf, readmeOf } from './piece-texts.ts';
import type { InstalledPiece } from './piece.ts';

const CONTEXTS: ReadonlySet<string> = new Set(['none', '1', '2']);

/** What a piece is, by its files, and by its code in a process of its own. Rejects with `PieceError` for one that is refused. */
export async function inspectPiece({ packageName, version }: PieceAddress, folder: string): Promise<InstalledPiece> {
  const address = { packageName, version };
  await refuseNativeCode(folder);
  await refuseOwnServer(folder, packageName);
  const sha512 = await hashPackages(folder);
  const facts = await describe(address, folder);
  refuseUnsupported(facts, packageName);
  const manifest = manifestOfPiece(facts, address, await mayPause(folder, packageName));
  const license = await readLicense(address, folder);
  const claiming = Object.entries(facts.actions).filter(([, { claimsToRead }]) => claimsToRead);
  return {
    ...{ packageName, version, folder, sha512, license, manifest },
    repositoryLicenseNote: licenseNoteOf(license),
    generation: facts.generation,
    claimedReads: claiming.map(([name]) => name),
    icon: iconOf(manifest),
    readme: readmeOf(manifest, packageName, license),
    warnings: warningsOf(facts),
  };
}

/** As its package states it. */
export async function readLicense({ packageName }: PieceAddress, folder: string): Promise<string | undefined> {
  const { license } = await readPackageFile(packageFolder(folder, packageName));
  return typeof license === 'string' ? license : undefined;
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
          `It says that these actions only read: ${claiming.map(([name]) => name).join(', ')}. They count as writes unless you say so too.`,
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
