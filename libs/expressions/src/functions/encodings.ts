// Texts of other alphabets.
import { hexToBytes } from '@noble/hashes/utils.js';
import type { Evaluation } from '../evaluation.ts';
import { functionFault } from '../fault.ts';

/** Bytes turned into characters at a time: each is an argument of one call. */
const BYTES_PER_CALL = 8192;

/** A character for each byte. */
function latin1Of(bytes: Uint8Array): string {
  let text = '';
  for (let start = 0; start < bytes.length; start += BYTES_PER_CALL) {
    text += String.fromCharCode(...bytes.subarray(start, start + BYTES_PER_CALL));
  }
  return text;
}

const NO_LATIN1 = /[\u0100-\uffff]/;

/** The low byte of each UTF-16 unit. */
function bytesOfLatin1(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < bytes.length; index += 1) bytes[index] = text.charCodeAt(index);
  return bytes;
}

/** Standard base64, with padding. */
export function toBase64(bytes: Uint8Array, evaluation: Evaluation): string {
  return base64OfLatin1(latin1Of(bytes), evaluation);
}

/** base64 of the low byte of each UTF-16 unit. */
export function base64OfLatin1(text: string, evaluation: Evaluation): string {
  const characters = Math.ceil(text.length / 3) * 4;
  evaluation.checkCharacters(characters);
  evaluation.charge(characters);
  return btoa(NO_LATIN1.test(text) ? latin1Of(bytesOfLatin1(text)) : text);
}

/** base64 for URLs and file names, without padding. RFC 4648 §5. */
export function toBase64url(bytes: Uint8Array, evaluation: Evaluation): string {
  return toBase64(bytes, evaluation)
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/={1,2}$/, '');
}

/** The bytes, each as a character, of base64 of either alphabet, with or without padding and space. */
export function fromBase64(text: string, evaluation: Evaluation): string {
  evaluation.chargeText(text);
  const isStandard = !text.includes('-') && !text.includes('_');
  const found = isStandard ? bytesOfBase64(text) : undefined;
  // Other space than that of ASCII, and the other alphabet.
  const bytes = found ?? bytesOfBase64(text.replace(/\s+/g, '').replaceAll('-', '+').replaceAll('_', '/'));
  if (bytes === undefined) throw functionFault('The text is no base64.');
  return bytes;
}

function bytesOfBase64(text: string): string | undefined {
  const padding = text.indexOf('=');
  if (padding !== -1 && !/^={1,2}$/.test(text.slice(padding))) return undefined;
  try {
    return atob(text);
  } catch {
    return undefined;
  }
}

/** The character code of a digit in hex. */
function digitOf(value: number): number {
  return value < 10 ? 48 + value : 87 + value;
}

export function toHex(bytes: Uint8Array, evaluation: Evaluation): string {
  evaluation.checkCharacters(bytes.length * 2);
  evaluation.charge(bytes.length * 2);
  const digits = new Uint8Array(bytes.length * 2);
  for (let index = 0; index < bytes.length; index += 1) {
    const byte = bytes[index] ?? 0;
    digits[index * 2] = digitOf(byte >>> 4);
    digits[index * 2 + 1] = digitOf(byte & 15);
  }
  return new TextDecoder().decode(digits);
}

/** The bytes, each as a character, of a text in hex. */
export function fromHex(text: string, evaluation: Evaluation): string {
  evaluation.chargeText(text);
  try {
    return latin1Of(hexToBytes(text));
  } catch {
    throw functionFault('The text is no hex.');
  }
}

/** What bytes, each as a character, mean as UTF-8. */
export function utf8Of(latin1: string): string {
  return new TextDecoder().decode(bytesOfLatin1(latin1));
}
