import { hmac } from '@noble/hashes/hmac.js';
import { md5, sha1 } from '@noble/hashes/legacy.js';
import { sha256, sha384, sha512 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import type { Evaluation } from '../evaluation.ts';
import { functionFault } from '../fault.ts';

const HASHES = { MD5: md5, 'SHA-1': sha1, 'SHA-256': sha256, 'SHA-384': sha384, 'SHA-512': sha512 } as const;
const HASH_NAMES = Object.keys(HASHES) as (keyof typeof HASHES)[];
/** Bytes hashed between two looks at the clock, and what each costs in units. */
const BYTES_AT_ONCE = 64 * 1024;
const UNITS_PER_BYTE = 4;

/** The hash function of a name, in any spelling of its case. */
function hashNamed(name: string, evaluation: Evaluation) {
  evaluation.chargeText(name);
  const upperCase = name.toUpperCase();
  const known = HASH_NAMES.find((candidate) => candidate === upperCase);
  if (known === undefined) throw functionFault(`"${name}" is no hash algorithm; use one of ${HASH_NAMES.join(', ')}.`);
  return HASHES[known];
}

interface Digester {
  update(bytes: Uint8Array): unknown;
  digest(): Uint8Array;
}

function digest(digester: Digester, text: string, evaluation: Evaluation): Uint8Array {
  evaluation.chargeText(text);
  const bytes = utf8ToBytes(text);
  for (let start = 0; start < bytes.length; start += BYTES_AT_ONCE) {
    const part = bytes.subarray(start, start + BYTES_AT_ONCE);
    evaluation.charge(part.length * UNITS_PER_BYTE);
    digester.update(part);
  }
  return digester.digest();
}

/** Hash of a text in UTF-8. */
export function hashOf(text: string, algorithm: string | undefined, evaluation: Evaluation): Uint8Array {
  return digest(hashNamed(algorithm ?? 'SHA-256', evaluation).create(), text, evaluation);
}

/** Keyed hash of a text in UTF-8. RFC 2104. */
export function hmacOf(
  text: string,
  { key, algorithm = 'SHA-256' }: { readonly key: string; readonly algorithm: string | undefined },
  evaluation: Evaluation,
): Uint8Array {
  evaluation.chargeText(key);
  return digest(hmac.create(hashNamed(algorithm, evaluation), utf8ToBytes(key)), text, evaluation);
}
