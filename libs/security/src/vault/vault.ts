import { timingSafeEqual } from 'node:crypto';
import { SecurityError } from '../errors.ts';
import { openEnvelope, sealEnvelope, VAULT_KEY_BYTES, type SealAddress, type VaultKey } from './envelope.ts';

/** Encrypts and decrypts what only this installation may read. */
export interface Vault {
  /** `vault.too_large`. */
  seal(address: SealAddress, plaintext: Uint8Array): Buffer;
  /** `vault.cannot_decrypt`. */
  open(address: SealAddress, envelope: Uint8Array): Buffer;
}

/** A vault that seals by one key and opens by any of those given. */
export function createVault(keys: { readonly active: VaultKey; readonly others?: readonly VaultKey[] }): Vault {
  const byId = new Map([keys.active, ...(keys.others ?? [])].map((key) => [key.id, key]));
  return {
    seal: (address, plaintext) => sealEnvelope(keys.active, address, plaintext),
    open: (address, envelope) => openEnvelope((id) => byId.get(id), address, envelope),
  };
}

/** The bytes of a key written in base64. `vault.key_invalid` unless they are exactly 32. */
export function parseVaultKey(text: string): Buffer {
  const isBase64 = /^[A-Za-z0-9+/_-]+={0,2}$/.test(text);
  const bytes = Buffer.from(isBase64 ? text : '', 'base64');
  if (bytes.length === VAULT_KEY_BYTES) return bytes;
  throw new SecurityError(
    'vault.key_invalid',
    `An encryption key is ${VAULT_KEY_BYTES} random bytes in base64, as \`openssl rand -base64 ${VAULT_KEY_BYTES}\` prints them.`,
  );
}

const CANARY_TEXT = Buffer.from('millrace canary');
const NOWHERE = '00000000-0000-0000-0000-000000000000';
const canaryAddress = (keyId: string): SealAddress => ({
  kind: 'instance',
  workspaceId: NOWHERE,
  recordId: keyId,
  recordVersion: 1,
});

/** An envelope that only this key opens: kept in the database, it tells a wrong key before anything is encrypted by it. */
export function makeCanary(key: VaultKey): Buffer {
  return sealEnvelope(key, canaryAddress(key.id), CANARY_TEXT);
}

/** Whether these bytes are the key of that canary. */
export function opensCanary(key: VaultKey, canary: Uint8Array): boolean {
  try {
    const text = openEnvelope((id) => (id === key.id ? key : undefined), canaryAddress(key.id), canary);
    return text.length === CANARY_TEXT.length && timingSafeEqual(text, CANARY_TEXT);
  } catch (cause) {
    if (cause instanceof SecurityError && cause.code === 'vault.cannot_decrypt') return false;
    throw cause;
  }
}
