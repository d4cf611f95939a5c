import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  timingSafeEqual,
  verify,
  type KeyObject,
} from 'node:crypto';
import { PackageError } from './errors.ts';

/** What a signature is over: a package of one name and version, byte for byte. */
export interface SignedFacts {
  readonly name: string;
  readonly version: string;
  /** Of the tarball, 128 hex digits. */
  readonly sha512: string;
}
/** An ed25519 key of somebody who publishes. The private one never leaves their machine. */
export interface PublisherKey {
  /** 16 hex digits: the beginning of the sha256 of the raw public key. */
  readonly keyId: string;
  /** PEM, SPKI. */
  readonly publicKeyPem: string;
  /** PEM, PKCS #8. */
  readonly privateKeyPem: string;
}

const KEY_ID_CHARACTERS = 16;
const RAW_KEY_BYTES = 32;

/** Makes a new key. */
export function createPublisherKey(): PublisherKey {
  const { privateKey } = generateKeyPairSync('ed25519');
  return readPublisherKey(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
}

/** A key with all that follows from its private half. */
export function readPublisherKey(privateKeyPem: string): PublisherKey {
  const publicKeyPem = createPublicKey(readPrivateKey(privateKeyPem))
    .export({ type: 'spki', format: 'pem' })
    .toString();
  return { keyId: keyIdOf(publicKeyPem), publicKeyPem, privateKeyPem };
}

/** The id of a public key (PEM). Throws `package.signature_invalid` for anything but ed25519. */
export function keyIdOf(publicKeyPem: string): string {
  const der = readPublicKey(publicKeyPem).export({ type: 'spki', format: 'der' });
  // RFC 8410 §4: the raw key is the end of it.
  const raw = der.subarray(der.length - RAW_KEY_BYTES);
  return createHash('sha256').update(raw).digest('hex').slice(0, KEY_ID_CHARACTERS);
}

/** The sha512 of a tarball, in hex. */
export function integrityOf(tarball: Uint8Array): string {
  return createHash('sha512').update(tarball).digest('hex');
}

/** A detached signature, base64. `privateKey`: PEM. */
export function signPackage(facts: SignedFacts, privateKey: string): string {
  return sign(null, statementOf(facts), readPrivateKey(privateKey)).toString('base64');
}

/**
 * Throws `package.signature_invalid` unless this key has signed exactly this. Check it before a package is unpacked: its name
 * and version are then what the request says, and have to be compared with the manifest afterwards.
 */
export function verifyPackage(
  facts: SignedFacts,
  { publicKey, signature }: { readonly publicKey: string; readonly signature: string },
): void {
  if (verify(null, statementOf(facts), readPublicKey(publicKey), Buffer.from(signature, 'base64'))) return;
  throw new PackageError(
    'package.signature_invalid',
    `The signature of ${facts.name} ${facts.version} was not made by this key over these bytes. Sign the package again.`,
  );
}

/** Throws `package.integrity_mismatch` unless the bytes are those that were registered. */
export function verifyIntegrity(tarball: Uint8Array, sha512: string): void {
  const [found, wanted] = [integrityOf(tarball), sha512.toLowerCase()].map((text) => Buffer.from(text, 'latin1'));
  if (found !== undefined && wanted?.length === found.length && timingSafeEqual(found, wanted)) return;
  throw new PackageError(
    'package.integrity_mismatch',
    'The package is not the one that was registered: its sha512 is another one. Restore it, or publish a new version.',
  );
}

/** A line each, so that no two packages have one text. */
function statementOf({ name, version, sha512 }: SignedFacts): Buffer {
  if (/[\r\n]/.test(name + version + sha512)) {
    throw new PackageError('package.signature_invalid', 'A name, a version or a sha512 is one line.');
  }
  return Buffer.from(`millrace-connector-v1\n${name}\n${version}\n${sha512}\n`);
}

const readPrivateKey = (pem: string): KeyObject => readKey(() => createPrivateKey(pem), 'private');
const readPublicKey = (pem: string): KeyObject => readKey(() => createPublicKey(pem), 'public');

function readKey(read: () => KeyObject, kind: string): KeyObject {
  let key: KeyObject;
  try {
    key = read();
  } catch (cause) {
    throw new PackageError('package.signature_invalid', `This is no ${kind} key in PEM form.`, { cause });
  }
  if (key.asymmetricKeyType === 'ed25519') return key;
  throw new PackageError('package.signature_invalid', `The ${kind} key is no ed25519 key.`);
}
