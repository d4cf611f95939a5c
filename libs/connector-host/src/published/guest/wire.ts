import type { JsonValue } from '@millrace/connector-sdk';
import { decodeWire, encodeWire } from '../wire-values.ts';

/** Of the engine; the language of this repository's back end does not know them yet. */
const toBase64 = (bytes: Uint8Array): string => (bytes as unknown as { toBase64(): string }).toBase64();
const fromBase64 = (text: string): Uint8Array =>
  (Uint8Array as unknown as { fromBase64(text: string): Uint8Array }).fromBase64(text);

export const encode = (value: unknown): string => encodeWire(value, { toBase64 });

/** What the parent sent. `toFunction`: how one of its functions is called. */
export const decode = (text: string, toFunction?: (handle: number) => (...given: unknown[]) => unknown): unknown =>
  decodeWire(JSON.parse(text) as JsonValue, { fromBase64, ...(toFunction === undefined ? {} : { toFunction }) });
