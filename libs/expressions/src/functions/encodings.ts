// Texts of other alphabets. Long ones are made in slices, since none may keep the process waiting.
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import type { Budget } from '../budget.ts';
import { functionError } from './define.ts';
import { after, inByteSlices, inTextSlices } from './slices.ts';

type Text = string | Promise<string>;

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

/** The low byte of each UTF-16 unit. */
export function bytesOfLatin1(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < bytes.length; index += 1) bytes[index] = text.charCodeAt(index);
  return bytes;
}

/** Standard base64, with padding. */
export function toBase64(budget: Budget, bytes: Uint8Array): Text {
  budget.checkCharacters(Math.ceil(bytes.length / 3) * 4);
  return inByteSlices(budget, bytes, (slice) => btoa(latin1Of(slice)));
}

/** base64 for URLs and file names, without padding. RFC 4648 §5. */
export function toBase64url(budget: Budget, bytes: Uint8Array): Text {
  return after(toBase64(budget, bytes), (text) =>
    text
      .replaceAll('+', '-')
      .replaceAll('/', '_')
      .replace(/={1,2}$/, ''),
  );
}

/** The bytes, each as a character, of base64 of either alphabet, with or without padding and space. */
export function fromBase64(budget: Budget, text: string): Text {
  const groups = text.replace(/\s+/g, '').replaceAll('-', '+').replaceAll('_', '/');
  if (!/^[^=]*={0,2}$/.test(groups)) throw functionError('The text is no base64.');
  return inTextSlices(budget, groups, (slice) => {
    try {
      return atob(slice);
    } catch {
      throw functionError('The text is no base64.');
    }
  });
}

export function toHex(budget: Budget, bytes: Uint8Array): Text {
  budget.checkCharacters(bytes.length * 2);
  return inByteSlices(budget, bytes, bytesToHex);
}

/** The bytes, each as a character, of a text in hex. */
export function fromHex(budget: Budget, text: string): Text {
  return inTextSlices(budget, text, (slice) => {
    try {
      return latin1Of(hexToBytes(slice));
    } catch {
      throw functionError('The text is no hex.');
    }
  });
}

/** What bytes mean as UTF-8. */
export function utf8Of(latin1: string): string {
  return new TextDecoder().decode(bytesOfLatin1(latin1));
}
