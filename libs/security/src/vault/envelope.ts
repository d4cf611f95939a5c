// Envelope encryption, version 1. Bytes in, bytes out: where keys and envelopes are kept is not known here.
//
//   0       0x01
//   1–16    id of the key-encryption key
//   17–28   nonce of the wrapped data key
//   29–76   data key under the key-encryption key, 32 bytes, and its tag, 16
//   77–88   nonce of the data
//   89…     ciphertext, then its tag, 16 bytes
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { SecurityError } from '../errors.ts';

/** Longest plaintext: the UTF-8 JSON of a connection's fields. */
export const MAX_SECRET_BYTES = 64 * 1024;
export const VAULT_KEY_BYTES = 32;

const VERSION = 0x01;
const [KEY_ID_AT, WRAP_NONCE_AT, DATA_NONCE_AT, DATA_AT] = [1, 17, 77, 89];
const [NONCE_BYTES, TAG_BYTES, ID_BYTES] = [12, 16, 16];
const CIPHER = 'aes-256-gcm';

/** A key-encryption key: it encrypts data keys only, and is never kept beside what they encrypt. */
export interface VaultKey {
  /** UUID, lower case. */
  readonly id: string;
  /** {@link VAULT_KEY_BYTES} bytes. */
  readonly bytes: Uint8Array;
}
/** The one place where an envelope opens: moved to another row, workspace or version it does not. */
export interface SealAddress {
  readonly kind: 'connection' | 'oauth' | 'trigger' | 'webhook' | 'totp' | 'instance' | 'run';
  readonly workspaceId: string;
  readonly recordId: string;
  readonly recordVersion: number;
}

/** Encrypts under a data key that exists for this envelope only. `vault.too_large` past {@link MAX_SECRET_BYTES}. */
export function sealEnvelope(key: VaultKey, address: SealAddress, plaintext: Uint8Array): Buffer {
  if (plaintext.byteLength > MAX_SECRET_BYTES) {
    throw new SecurityError(
      'vault.too_large',
      `A secret has at most ${MAX_SECRET_BYTES} bytes, all its fields together.`,
    );
  }
  const dataKey = randomBytes(VAULT_KEY_BYTES);
  try {
    const wrapped = encrypt(key.bytes, wrapBinding(key.id, address), dataKey);
    const data = encrypt(dataKey, dataBinding(address), plaintext);
    return Buffer.concat([Uint8Array.of(VERSION), uuidBytes(key.id), wrapped, data]);
  } finally {
    dataKey.fill(0);
  }
}

/** Decrypts an envelope. `vault.cannot_decrypt` when the key is not there, or the envelope is not of this address. */
export function openEnvelope(
  findKey: (keyId: string) => VaultKey | undefined,
  address: SealAddress,
  envelope: Uint8Array,
): Buffer {
  const bytes = Buffer.from(envelope.buffer, envelope.byteOffset, envelope.byteLength);
  if (bytes[0] !== VERSION || bytes.length < DATA_AT + TAG_BYTES) throw cannotDecrypt('it is no envelope of version 1');
  const key = findKey(keyIdOf(bytes));
  if (key === undefined) throw cannotDecrypt(`the encryption key ${keyIdOf(bytes)} is not here`);
  const wrapped = bytes.subarray(WRAP_NONCE_AT, DATA_NONCE_AT);
  const dataKey = decrypt(key.bytes, wrapBinding(key.id, address), wrapped);
  try {
    return decrypt(dataKey, dataBinding(address), bytes.subarray(DATA_NONCE_AT));
  } finally {
    dataKey.fill(0);
  }
}

/** The id of the key-encryption key that an envelope names. */
function keyIdOf(envelope: Buffer): string {
  const hex = envelope.toString('hex', KEY_ID_AT, KEY_ID_AT + ID_BYTES);
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

const uuidBytes = (id: string): Buffer => Buffer.from(id.replaceAll('-', ''), 'hex');

function dataBinding({ kind, workspaceId, recordId, recordVersion }: SealAddress): Buffer {
  return Buffer.from(`millrace:v1:${kind}:${workspaceId.toLowerCase()}:${recordId.toLowerCase()}:${recordVersion}`);
}

function wrapBinding(keyId: string, { workspaceId, recordId }: SealAddress): Buffer {
  return Buffer.from(`millrace:v1:dek:${keyId.toLowerCase()}:${workspaceId.toLowerCase()}:${recordId.toLowerCase()}`);
}

/** Nonce, ciphertext, tag. */
function encrypt(key: Uint8Array, binding: Buffer, plaintext: Uint8Array): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce).setAAD(binding);
  return Buffer.concat([nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

function decrypt(key: Uint8Array, binding: Buffer, sealed: Buffer): Buffer {
  const tagAt = sealed.length - TAG_BYTES;
  const decipher = createDecipheriv(CIPHER, key, sealed.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAAD(binding).setAuthTag(sealed.subarray(tagAt));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, tagAt)), decipher.final()]);
  } catch (cause) {
    throw cannotDecrypt('it was made elsewhere, or has been changed', cause);
  }
}

function cannotDecrypt(why: string, cause?: unknown): SecurityError {
  return new SecurityError('vault.cannot_decrypt', `A stored secret cannot be decrypted: ${why}.`, { cause });
}
