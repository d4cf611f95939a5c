import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import type { Evaluation } from './evaluation.ts';

/** The next bytes of an evaluation: a run that is repeated draws the same ones in the same order. */
function nextBytes(evaluation: Evaluation): Uint8Array {
  evaluation.drawn += 1;
  return sha256(utf8ToBytes(`${evaluation.seed}\n${evaluation.drawn}`));
}

/** In [0, 1), with 53 bits. */
function fractionOf(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, 8);
  return ((view.getUint32(0) >>> 5) * 2 ** 26 + (view.getUint32(4) >>> 6)) / 2 ** 53;
}

export function nextRandom(evaluation: Evaluation): number {
  return fractionOf(nextBytes(evaluation));
}

/** The same number for the same seed, as `$random(seed)` promises. */
export function seededRandom(seed: number): number {
  return fractionOf(sha256(utf8ToBytes(`seed\n${seed}`)));
}

/**
 * Whole numbers below a bound, many of them: Jenkins' small fast generator, seeded from the evaluation's own values.
 * One hash for each would take a second for a million items.
 */
export function createShuffler(evaluation: Evaluation): (bound: number) => number {
  const seed = new DataView(nextBytes(evaluation).buffer);
  let [a, b, c, d] = [seed.getUint32(0), seed.getUint32(4), seed.getUint32(8), seed.getUint32(12)];
  return (bound) => {
    const e = (a - ((b << 27) | (b >>> 5))) | 0;
    a = b ^ ((c << 17) | (c >>> 15));
    b = (c + d) | 0;
    c = (d + e) | 0;
    d = (e + a) | 0;
    return Math.floor(((d >>> 0) / 2 ** 32) * bound);
  };
}

/** A version 4 UUID. RFC 9562 §5.4. */
export function nextUuid(evaluation: Evaluation): string {
  const bytes = nextBytes(evaluation).slice(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
