import { hash } from 'node:crypto';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';

/**
 * Names one execution of one state, the same over retries, crashes and workers: base32 (RFC 4648 §6, lower case, without
 * padding) of SHA-256. 52 characters.
 */
export function idempotencyKeyOf(runId: string, path: string): string {
  const digest = hash('sha256', `${runId}\n${path}`, 'buffer');
  let key = '';
  let bits = 0;
  let buffer = 0;
  for (const byte of digest) {
    buffer = ((buffer & 0xff) << 8) | byte;
    bits += 8;
    for (; bits >= 5; bits -= 5) key += ALPHABET[(buffer >>> (bits - 5)) & 31] ?? '';
  }
  return bits === 0 ? key : key + (ALPHABET[(buffer << (5 - bits)) & 31] ?? '');
}
