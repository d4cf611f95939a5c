import { FrameError } from '../sandbox/frames.ts';
import { isShallow, parseJson } from '../sandbox/messages.ts';
import { decodeWire, encodeWire, MAX_WIRE_DEPTH, type WireWriter } from './wire-values.ts';

const toBase64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const fromBase64 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'));

/** A value for a child. `toHandle`: which of our functions it may call. */
export function encodeForChild(value: unknown, toHandle?: WireWriter['toHandle']): string {
  return encodeWire(value, { toBase64, ...(toHandle === undefined ? {} : { toHandle }) });
}

/** A value from a child. Throws a `FrameError` for what its side never writes. */
export function decodeFromChild(text: string): unknown {
  const parsed = parseJson(text);
  // Marks take a level of their own, and so does each list in them.
  if (!isShallow(parsed, 3 * MAX_WIRE_DEPTH)) throw new FrameError('A value that is nested too deep.');
  return decodeWire(parsed, { fromBase64 });
}
