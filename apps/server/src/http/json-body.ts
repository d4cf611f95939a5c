import type { JsonObject, JsonValue } from '@millrace/machine';
import { ServerError } from '../errors.ts';
import { findJsonFault } from './json-position.ts';

export const MAX_JSON_DEPTH = 100;
export const MAX_JSON_KEYS = 200_000;

const [QUOTE, BACKSLASH, COLON] = [0x22, 0x5c, 0x3a];
const [OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET] = [0x7b, 0x7d, 0x5b, 0x5d];

/**
 * A body as a JSON value. `body.malformed_json` names the place; `body.too_deep` refuses what would exhaust whoever walks
 * it. Own `__proto__` members are dropped: nobody means them, and copying code downstream might.
 */
export function parseJsonBody(bytes: Buffer): JsonValue {
  const text = decodeUtf8(bytes);
  checkShape(bytes);
  let value: JsonValue;
  try {
    value = JSON.parse(text) as JsonValue;
  } catch (cause) {
    const { message, position } = findJsonFault(text);
    const place = `line ${position.line}, column ${position.column} (character ${position.offset})`;
    throw new ServerError('body.malformed_json', `The body is not JSON at ${place}. ${message}`, {
      cause,
      detail: { position: { ...position } },
    });
  }
  // The escaped spelling ends in the same member name.
  return /__proto__|\\u005[fF]/.test(text) ? withoutProto(value) : value;
}

const decoder = new TextDecoder('utf-8', { fatal: true });

function decodeUtf8(bytes: Buffer): string {
  try {
    // Drops a byte order mark, which some clients send.
    return decoder.decode(bytes);
  } catch (cause) {
    const offset = firstInvalidByte(bytes);
    throw new ServerError('body.malformed_json', `The body is not UTF-8 at byte ${offset}.`, {
      cause,
      detail: { position: { offset, line: 1, column: offset + 1 } },
    });
  }
}

/** The longest valid beginning, by halving: decoding is fast, and this happens only for broken bodies. */
function firstInvalidByte(bytes: Buffer): number {
  let [good, bad] = [0, bytes.length];
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    if (isValidStart(bytes.subarray(0, middle))) good = middle;
    else bad = middle;
  }
  return good;
}

function isValidStart(bytes: Buffer): boolean {
  try {
    // A character cut in half is still a valid beginning.
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

function checkShape(bytes: Buffer): void {
  let [depth, keys] = [0, 0];
  for (let index = 0; index < bytes.length; index += 1) {
    const byte = bytes[index];
    if (byte === QUOTE) index = endOfString(bytes, index);
    else if (byte === COLON) keys += 1;
    else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) depth -= 1;
    else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
      depth += 1;
      if (depth > MAX_JSON_DEPTH) throw tooDeep('nests deeper than', MAX_JSON_DEPTH, 'levels');
    }
  }
  if (keys > MAX_JSON_KEYS) throw tooDeep('has more than', MAX_JSON_KEYS, 'members');
}

/** Where the string that begins at `start` ends: its closing quote, or the end of the text. */
function endOfString(bytes: Buffer, start: number): number {
  let index = start + 1;
  while (index < bytes.length && bytes[index] !== QUOTE) index += bytes[index] === BACKSLASH ? 2 : 1;
  return index;
}

function tooDeep(what: string, limit: number, unit: string): ServerError {
  return new ServerError('body.too_deep', `The body ${what} ${limit} ${unit}.`, { detail: { limit } });
}

/** A copy without own `__proto__` members, at any depth. */
export function withoutProto(value: JsonValue): JsonValue {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(withoutProto);
  return Object.fromEntries(
    Object.entries(value as JsonObject)
      .filter(([key]) => key !== '__proto__')
      .map(([key, part]) => [key, withoutProto(part)]),
  );
}
