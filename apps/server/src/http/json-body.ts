import type { JsonObject, JsonValue } from '@millrace/machine';
import { ServerError } from '../errors.ts';
import type { NamedLimit } from '../platform/engine-settings.ts';
import { findJsonFault } from './json-position.ts';

/** How deep a body may nest, and how many members all its objects may have. */
export interface JsonLimits {
  readonly depth: NamedLimit;
  readonly members: NamedLimit;
}

const [QUOTE, BACKSLASH, COLON] = [0x22, 0x5c, 0x3a];
const [OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET] = [0x7b, 0x7d, 0x5b, 0x5d];
const [ZERO, NINE, LOWER_E, UPPER_E, MINUS] = [0x30, 0x39, 0x65, 0x45, 0x2d];
const LONGEST_SURE_NUMBER = 308;

/**
 * A body as a JSON value. `request.json_malformed` names the place; `request.json_too_deep` and `request.json_too_many_keys`
 * refuse what would exhaust whoever walks it. Own `__proto__` members are dropped: nobody means them, and copying code downstream might. A number beyond all
 * numbers is null, which is what the first copy of it would become.
 */
export function parseJsonBody(bytes: Buffer, limits: JsonLimits): JsonValue {
  const text = decodeUtf8(bytes);
  const { mayOverflow } = checkShape(bytes, limits);
  let value: JsonValue;
  try {
    value = JSON.parse(text) as JsonValue;
  } catch (cause) {
    const { message, position } = findJsonFault(text);
    const place = `line ${position.line}, column ${position.column} (character ${position.offset})`;
    throw new ServerError('request.json_malformed', `The body is not JSON at ${place}. ${message}`, {
      cause,
      detail: { position: { ...position } },
    });
  }
  const finite = mayOverflow ? withoutInfinity(value) : value;
  // The escaped spelling ends in the same member name.
  return /__proto__|\\u005[fF]/.test(text) ? withoutProto(finite) : finite;
}

const decoder = new TextDecoder('utf-8', { fatal: true });

function decodeUtf8(bytes: Buffer): string {
  try {
    // Drops a byte order mark, which some clients send.
    return decoder.decode(bytes);
  } catch (cause) {
    const offset = firstInvalidByte(bytes);
    throw new ServerError('request.json_malformed', `The body is not UTF-8 at byte ${offset}.`, {
      cause,
      detail: { position: positionOf(bytes, offset) },
    });
  }
}

/** In bytes: characters cannot be counted where they are broken. */
function positionOf(bytes: Buffer, offset: number): JsonObject {
  const before = bytes.toString('latin1', 0, offset);
  return { offset, line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
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

function checkShape(bytes: Buffer, limits: JsonLimits): { readonly mayOverflow: boolean } {
  let [depth, keys, mayOverflow] = [0, 0, false];
  for (let index = 0; index < bytes.length; index += 1) {
    const byte = bytes[index] ?? 0;
    if (byte === QUOTE) index = endOfString(bytes, index);
    else if (isDigit(byte)) {
      const end = endOfDigits(bytes, index);
      mayOverflow ||= end - index > LONGEST_SURE_NUMBER || growsAt(bytes, end);
      index = end - 1;
    } else if (byte === COLON) keys += 1;
    else depth = depthAfter(byte, depth, limits.depth);
  }
  const { most: limit, setting } = limits.members;
  if (keys > limit) {
    throw new ServerError('request.json_too_many_keys', `The body has more than ${limit} members.`, {
      detail: { limit, actual: keys, setting },
    });
  }
  return { mayOverflow };
}

function depthAfter(byte: number, depth: number, { most: limit, setting }: NamedLimit): number {
  if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) return depth - 1;
  if (byte !== OPEN_BRACE && byte !== OPEN_BRACKET) return depth;
  if (depth >= limit) {
    throw new ServerError('request.json_too_deep', `The body nests deeper than ${limit} levels.`, {
      detail: { limit, actual: depth + 1, setting },
    });
  }
  return depth + 1;
}

const isDigit = (byte = 0): boolean => byte >= ZERO && byte <= NINE;

function endOfDigits(bytes: Buffer, start: number): number {
  let index = start + 1;
  while (isDigit(bytes[index])) index += 1;
  return index;
}

/** Does an exponent that is not negative stand here? */
const growsAt = (bytes: Buffer, index: number): boolean =>
  (bytes[index] === LOWER_E || bytes[index] === UPPER_E) && bytes[index + 1] !== MINUS;

/** Where the string that begins at `start` ends: its closing quote, or the end of the text. */
function endOfString(bytes: Buffer, start: number): number {
  let index = start + 1;
  while (index < bytes.length && bytes[index] !== QUOTE) index += bytes[index] === BACKSLASH ? 2 : 1;
  return index;
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

function withoutInfinity(value: JsonValue): JsonValue {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(withoutInfinity);
  return Object.fromEntries(Object.entries(value as JsonObject).map(([key, part]) => [key, withoutInfinity(part)]));
}
