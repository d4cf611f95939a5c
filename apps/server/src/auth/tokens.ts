import { createHash, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** 256 random bits as text for URLs and cookies. */
export function makeToken(): string {
  return randomBytes(32).toString('base64url');
}

/** All that is kept of a secret of 256 random bits: its SHA-256, as hex. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** Compares secrets without telling by the time how much of them was right. */
export function isSameSecret(given: string, expected: string): boolean {
  return timingSafeEqual(Buffer.from(hashToken(given)), Buffer.from(hashToken(expected)));
}

/** A new API key: `mlr_<8 base62>_<43 base64url>`, and the public prefix that lists show. */
export function makeApiKey(): { readonly key: string; readonly prefix: string } {
  const id = Array.from({ length: 8 }, () => BASE62[randomInt(BASE62.length)]).join('');
  return { key: `mlr_${id}_${makeToken()}`, prefix: `mlr_${id}` };
}

/** The public part of a key that somebody else made, when it has the form of one. */
export function readKeyPrefix(key: string): string | undefined {
  return /^(mlr_[0-9A-Za-z]{8})_[0-9A-Za-z_-]{32,128}$/.exec(key)?.[1];
}
