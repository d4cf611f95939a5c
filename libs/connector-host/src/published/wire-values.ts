/**
 * Values on their way to the other process and back: JSON, with marks for what JSON has no words for. Both sides use this
 * file; it knows nothing of Node or Deno.
 */
import type { JsonObject, JsonValue } from '@millrace/connector-sdk';
import { FrameError } from '../sandbox/frames.ts';

type AnyFunction = (...given: unknown[]) => unknown;

/** How this side writes what JSON cannot hold. */
export interface WireWriter {
  toBase64(bytes: Uint8Array): string;
  /** A number by which the other side may call a function. Without it functions are refused. */
  readonly toHandle?: (called: AnyFunction) => number;
}
/** How this side reads it. */
export interface WireReader {
  fromBase64(text: string): Uint8Array;
  /** Without it the other side may offer no functions. */
  readonly toFunction?: (handle: number) => AnyFunction;
}

const MARK = '$wire';
export const MAX_WIRE_DEPTH = 200;

/** A value as JSON text. Throws a `TypeError` for what cannot be sent: functions, symbols, big integers, circles. */
export function encodeWire(value: unknown, writer: WireWriter): string {
  return JSON.stringify(orMark(write(value, { key: '', depth: 0, writer })));
}

interface Place {
  readonly key: string;
  readonly depth: number;
  readonly writer: WireWriter;
}
const mark = (kind: string, more: JsonObject = {}): JsonObject => ({ [MARK]: kind, ...more });

/** Of an object a member that is undefined is left out; elsewhere there is a place to fill. */
const orMark = (written: JsonValue | undefined): JsonValue => (written === undefined ? mark('undefined') : written);

function write(value: unknown, place: Place): JsonValue | undefined {
  if (typeof value === 'object') return value === null ? null : writeObject(value, place);
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (value === undefined) return undefined;
  const { toHandle } = place.writer;
  if (typeof value === 'function' && toHandle !== undefined)
    return mark('function', { handle: toHandle(value as AnyFunction) });
  throw new TypeError(`${place.key === '' ? 'it' : `"${place.key}"`} is a ${typeof value}.`);
}

function writeObject(value: object, { key, depth, writer }: Place): JsonValue | undefined {
  if (depth > MAX_WIRE_DEPTH) throw new TypeError(`it is a circle, or deeper than ${MAX_WIRE_DEPTH} levels.`);
  if (value instanceof Uint8Array) return mark('bytes', { base64: writer.toBase64(value) });
  if (value instanceof Date) return mark('date', { atMs: value.getTime() });
  const { toJSON } = value as { readonly toJSON?: unknown };
  if (typeof toJSON === 'function') return write((toJSON as AnyFunction).call(value, key), { key, depth, writer });
  const inside = (name: string, item: unknown) => write(item, { key: name, depth: depth + 1, writer });
  if (Array.isArray(value)) return value.map((item: unknown) => orMark(inside(key, item)));
  const entries = Object.entries(value).flatMap(([name, item]) => {
    const written = inside(name, item);
    return written === undefined ? [] : [[name, written] as const];
  });
  // What looks like one of our marks, and is somebody's data.
  if (Object.hasOwn(value, MARK)) return mark('object', { entries });
  return Object.fromEntries(entries);
}

/** What was written, from parsed JSON that is not too deep. Throws a `FrameError` for marks that nobody writes. */
export function decodeWire(value: JsonValue, reader: WireReader): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (isList(value)) return value.map((item) => decodeWire(item, reader));
  if (Object.hasOwn(value, MARK)) return readMark(value, reader);
  return readEntries(Object.entries(value), reader);
}

const isList = (value: JsonValue): value is readonly JsonValue[] => Array.isArray(value);

/** A key that would replace an object's prototype is left out. */
const readEntries = (entries: readonly (readonly [string, JsonValue])[], reader: WireReader): object =>
  Object.fromEntries(entries.flatMap(([key, item]) => (key === '__proto__' ? [] : [[key, decodeWire(item, reader)]])));

type ReadMark = (marked: JsonObject, reader: WireReader) => unknown;

const MARKS: ReadonlyMap<unknown, ReadMark> = new Map<unknown, ReadMark>([
  ['bytes', ({ base64 }, reader) => (typeof base64 === 'string' ? reader.fromBase64(base64) : refuse())],
  ['date', ({ atMs }) => (typeof atMs === 'number' || atMs === null ? new Date(atMs ?? NaN) : refuse())],
  ['undefined', () => undefined],
  ['function', ({ handle }, { toFunction = refuse }) => (typeof handle === 'number' ? toFunction(handle) : refuse())],
  [
    'object',
    ({ entries }, reader) =>
      Array.isArray(entries) && entries.every(isEntry) ? readEntries(entries, reader) : refuse(),
  ],
]);

const readMark: ReadMark = (marked, reader) => (MARKS.get(marked[MARK]) ?? refuse)(marked, reader);

function refuse(): never {
  throw new FrameError('A value that is marked as nobody marks one.');
}

const isEntry = (entry: unknown): entry is readonly [string, JsonValue] =>
  Array.isArray(entry) && entry.length === 2 && typeof entry[0] === 'string';
