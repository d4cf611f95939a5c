import { hmac } from '@noble/hashes/hmac.js';
import { md5, sha1 } from '@noble/hashes/legacy.js';
import { sha256, sha384, sha512 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import type { Budget } from '../budget.ts';
import { functionError } from './define.ts';

const HASHES = { MD5: md5, 'SHA-1': sha1, 'SHA-256': sha256, 'SHA-384': sha384, 'SHA-512': sha512 } as const;
const HASH_NAMES = Object.keys(HASHES) as (keyof typeof HASHES)[];
/** Bytes hashed between two looks at the clock. */
const BYTES_PER_PAUSE = 32 * 1024;

/** The hash function of a name, in any spelling of its case. */
function hashNamed(name: string) {
  const known = HASH_NAMES.find((candidate) => candidate === name.toUpperCase());
  if (known === undefined) throw functionError(`"${name}" is no hash algorithm; use one of ${HASH_NAMES.join(', ')}.`);
  return HASHES[known];
}

interface Digester {
  update(bytes: Uint8Array): unknown;
  digest(): Uint8Array;
}

function digest(budget: Budget, digester: Digester, text: string): Uint8Array | Promise<Uint8Array> {
  const bytes = utf8ToBytes(text);
  if (bytes.length > BYTES_PER_PAUSE) return digestLong(budget, digester, bytes);
  digester.update(bytes);
  return digester.digest();
}

async function digestLong(budget: Budget, digester: Digester, bytes: Uint8Array): Promise<Uint8Array> {
  for (let start = 0; start < bytes.length; start += BYTES_PER_PAUSE) {
    digester.update(bytes.subarray(start, start + BYTES_PER_PAUSE));
    await budget.pauseWhenDue();
  }
  return digester.digest();
}

/** Hash of a text in UTF-8. */
export function hashOf(budget: Budget, text: string, algorithm = 'SHA-256'): Uint8Array | Promise<Uint8Array> {
  return digest(budget, hashNamed(algorithm).create(), text);
}

/** Keyed hash of a text in UTF-8. RFC 2104. */
export function hmacOf(
  budget: Budget,
  text: string,
  { key, algorithm = 'SHA-256' }: { readonly key: string; readonly algorithm: string | undefined },
): Uint8Array | Promise<Uint8Array> {
  return digest(budget, hmac.create(hashNamed(algorithm), utf8ToBytes(key)), text);
}
