import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { checkManifest, type Manifest } from '@millrace/connector-sdk/platform';
import type { PackageFile } from './archive/read-archive.ts';
import { writeArchive } from './archive/write-archive.ts';
import { bundleSource } from './bundle/bundle-source.ts';
import { printThirdParty } from './bundle/third-party.ts';
import { readConnectorFolder, readJsonFile, type ConnectorFolder } from './connector-folder.ts';
import { mayHaveCode } from './contents/needs-code.ts';
import { PackageError, refuse } from './errors.ts';
import { DEFAULT_PACKAGE_LIMITS, printBytes } from './limits.ts';
import { describeSource } from './load-connector.ts';
import { schemaHashOf } from './schema-hash.ts';
import { integrityOf } from './signature.ts';
import { unpackConnector } from './unpack-connector.ts';

export interface PackOptions {
  readonly folder: string;
  /** Instead of that of `package.json`: of what is being worked on. */
  readonly version?: string;
  /** Default true: the package is unpacked once, as whoever installs it would. Without it is faster, and they find what is wrong. */
  readonly isChecked?: boolean;
}
export interface PackedConnector {
  readonly name: string;
  readonly version: string;
  /** A `.tgz` in npm's layout. */
  readonly tarball: Uint8Array;
  /** Of the tarball, 128 hex digits. */
  readonly sha512: string;
  readonly manifest: Manifest;
  /** What all schemas are: see `schemaHashOf`. */
  readonly schemaHash: string;
}

const TEXTS = ['icon.svg', 'README.md', 'CHANGELOG.md', 'LICENSE'] as const;
/** What a declarative connector was made of: without them it could not be made anew from a newer document. */
const ORIGINS = ['overlay.json', 'openapi.json', 'openapi.yaml', 'openapi.yml'] as const;
const LIMITS = DEFAULT_PACKAGE_LIMITS;

/**
 * Packs the connector in a folder. The same folder gives the same bytes. Its own code is bundled here and loaded in another process.
 * Throws `PackageError`: `package.folder_invalid`, `.build_failed`, `.import_forbidden`, `.code_failed`, `.manifest_invalid`, `.too_large`.
 */
export async function packConnector({
  folder: given,
  version: wanted,
  isChecked = true,
}: PackOptions): Promise<PackedConnector> {
  const found = readConnectorFolder(resolve(given));
  const texts = readTexts(found.folder);
  const version = wanted ?? found.version;
  const { manifest, files } = await makeCode(found, version);
  const described = describePackage(manifest, found.license);
  const all: readonly PackageFile[] = [
    ...texts,
    ...files,
    fileOf('manifest.json', printJson(manifest)),
    fileOf('package.json', printJson(described)),
  ];
  const tarball = writeArchive(all);
  if (tarball.length > LIMITS.packedBytes) {
    throw new PackageError(
      'package.too_large',
      `The package is ${printBytes(tarball.length)}, and may be ${printBytes(LIMITS.packedBytes)}.`,
    );
  }
  // What nobody could install is not worth publishing.
  if (isChecked) await unpackConnector(tarball);
  const schemaHash = schemaHashOf(manifest);
  return { name: manifest.name, version, tarball, sha512: integrityOf(tarball), manifest, schemaHash };
}

/** What comes of the connector's own module, or of its manifest where that is all there is. */
async function makeCode(
  { folder, entry }: ConnectorFolder,
  version: string,
): Promise<{ readonly manifest: Manifest; readonly files: readonly PackageFile[] }> {
  if (entry === undefined) return makeDeclarative(folder, version);
  const { source, inputs } = await bundleSource(folder, { entry, maxBytes: LIMITS.sourceBytes });
  const manifest = await describeSource(source, version);
  checkMade(manifest);
  if (!mayHaveCode(manifest)) return { manifest, files: [fileOf('THIRD_PARTY.txt', printThirdParty(folder, []))] };
  const files = [fileOf('index.js', source), fileOf('THIRD_PARTY.txt', printThirdParty(folder, inputs))];
  return { manifest, files };
}

function makeDeclarative(folder: string, version: string): { manifest: Manifest; files: readonly PackageFile[] } {
  const origins = ORIGINS.filter((name) => existsSync(join(folder, name)));
  const files = origins.map((name) => ({ name, bytes: readFileSync(join(folder, name)) }));
  const thirdParty = fileOf('THIRD_PARTY.txt', printThirdParty(folder, []));
  return { manifest: readDeclarative(folder, version), files: [...files, thirdParty] };
}

/** The manifest of a folder that has no code. Its version is the one given. */
export function readDeclarative(folder: string, version: string): Manifest {
  const manifest = { ...readJsonFile(folder, 'manifest.json'), version } as unknown as Manifest;
  checkMade(manifest);
  return manifest;
}

function checkMade(manifest: Manifest): void {
  const problems = checkManifest(manifest);
  if (problems.length > 0) throw refuse('package.manifest_invalid', 'The manifest is wrong', problems);
}

function readTexts(folder: string): readonly PackageFile[] {
  const missing = TEXTS.filter((name) => !existsSync(join(folder, name)));
  if (missing.length > 0) {
    throw new PackageError(
      'package.folder_invalid',
      `${folder} has no ${missing.join(', ')}: a package needs all of them.`,
    );
  }
  return TEXTS.map((name) => ({ name, bytes: readFileSync(join(folder, name)) }));
}

/** What the package says to npm: no scripts, no dependencies. */
function describePackage({ name, version, description }: Manifest, license: string | undefined): object {
  const terms = license === undefined ? {} : { license };
  return { name, version, description, ...terms, type: 'module', millrace: { format: 1 } };
}

const fileOf = (name: string, text: string): PackageFile => ({ name, bytes: Buffer.from(text) });
const printJson = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
