import { isDeepStrictEqual } from 'node:util';
import type { Manifest } from '@millrace/connector-sdk/platform';
import {
  integrityOf,
  isReservedName,
  unpackConnector,
  verifyPackage,
  type UnpackedConnector,
} from '@millrace/connector-package';
import type { JsonObject } from '@millrace/machine';
import type { NewConnectorVersion, PublisherKeyStore } from '@millrace/runtime';
import { ServerError } from '../errors.ts';
import type { PackageSignature } from './signature-header.ts';

/** Asks the code of a package what it is, where it can do no harm. */
export type DescribeCode = (code: {
  readonly workspaceId: string;
  readonly source: string;
  readonly version: string;
  readonly signal: AbortSignal;
}) => Promise<Manifest>;

interface IntakeParts {
  readonly keys: Pick<PublisherKeyStore, 'list'>;
  readonly describe: DescribeCode;
  readonly builtInNames: readonly string[];
  readonly allowsUnsigned: boolean;
}

export interface GivenPackage {
  readonly workspaceId: string;
  readonly tarball: Uint8Array;
  readonly signature: PackageSignature | undefined;
  /** A draft: only its author sees it, and it need not be signed. */
  readonly isDraft: boolean;
  readonly signal: AbortSignal;
}
export type CheckedPackage = Pick<
  NewConnectorVersion,
  'name' | 'version' | 'manifest' | 'icon' | 'readme' | 'changelog' | 'sha512' | 'signedBy' | 'package'
>;

const DRAFT_VERSION = /^0\.0\.0-dev\.[0-9a-z-]{1,40}$/;

/** Takes a package in: signature, contents, name, and whether its code is what its manifest says. */
export class PackageIntake {
  readonly #parts: IntakeParts;

  constructor(parts: IntakeParts) {
    this.#parts = parts;
  }

  /** Everything about a package that can be known without the versions before it. Rejects with what is wrong. */
  async check(given: GivenPackage): Promise<CheckedPackage> {
    const sha512 = integrityOf(given.tarball);
    const signedBy = await this.#checkSignature(given, sha512);
    const unpacked = await unpackConnector(given.tarball);
    const { manifest, icon, readme, changelog } = unpacked;
    checkSignedName(manifest, given.signature);
    checkName(manifest.name, this.#parts.builtInNames);
    checkVersion(manifest.version, given.isDraft);
    await this.#checkCode(unpacked, given);
    return {
      ...{ name: manifest.name, version: manifest.version, manifest: manifest as unknown as JsonObject },
      ...{ icon, readme, changelog, sha512, package: given.tarball },
      ...(signedBy === undefined ? {} : { signedBy }),
    };
  }

  /** Before anybody looks into it. */
  async #checkSignature(
    { workspaceId, signature, isDraft }: GivenPackage,
    sha512: string,
  ): Promise<string | undefined> {
    if (signature === undefined) {
      if (isDraft || this.#parts.allowsUnsigned) return undefined;
      throw new ServerError(
        'connector.unsigned',
        'The package is not signed. Make a key with "millrace connector keys new", let an administrator register it with "millrace connector keys register", and publish again: it is signed with that key. Or let whoever runs this installation set MILLRACE_UNSIGNED_CONNECTORS=allow.',
      );
    }
    const { keyId, name, version } = signature;
    const key = (await this.#parts.keys.list(workspaceId)).find((known) => known.keyId === keyId);
    if (key === undefined) {
      throw new ServerError(
        'connector.key_unknown',
        `The key ${keyId} is not known here. An administrator can add it: "millrace connector keys register ${keyId}".`,
      );
    }
    verifyPackage({ name, version, sha512 }, { publicKey: key.publicKey, signature: signature.signature });
    return keyId;
  }

  /** The manifest is what a package says of itself; its code says it too. */
  async #checkCode({ manifest, source }: UnpackedConnector, { workspaceId, signal }: GivenPackage): Promise<void> {
    if (source === undefined) return;
    const said = await this.#parts.describe({ workspaceId, source, version: manifest.version, signal });
    if (isDeepStrictEqual(plain(said), plain(manifest))) return;
    throw new ServerError(
      'connector.manifest_differs',
      'The code of the package describes itself otherwise than manifest.json does. Pack it again with "millrace connector pack".',
    );
  }
}

const plain = (manifest: Manifest): unknown => JSON.parse(JSON.stringify(manifest));

function checkSignedName({ name, version }: Manifest, signature: PackageSignature | undefined): void {
  if (signature === undefined || (signature.name === name && signature.version === version)) return;
  throw new ServerError(
    'connector.manifest_differs',
    `What was signed is ${signature.name} ${signature.version}, and in the package is ${name} ${version}.`,
  );
}

/** `connector.name_reserved` */
export function checkName(name: string, builtInNames: readonly string[]): void {
  if (!isReservedName(name, builtInNames)) return;
  throw new ServerError(
    'connector.name_reserved',
    `"${name}" is, or looks like, the name of a connector of this installation. Choose another name.`,
  );
}

/** `connector.version_invalid` */
export function checkVersion(version: string, isDraft: boolean): void {
  if (DRAFT_VERSION.test(version) === isDraft) return;
  throw new ServerError(
    'connector.version_invalid',
    isDraft
      ? `A draft has the version 0.0.0-dev.<name>, not ${version}.`
      : `${version} is the version of a draft. Give the package a version of its own, such as 0.1.0.`,
  );
}
