import { FatalError, type JsonValue } from '@millrace/connector-sdk';

const MAX_OUTPUT_BYTES = 16 * 1024 * 1024;

/**
 * An action's result as JSON of its own, with whatever texts it holds. What is undefined is left out; functions, symbols,
 * big integers and circles are refused.
 */
export function toJson(value: unknown): JsonValue {
  const text = stringify(value);
  if (text === undefined) return null;
  if (isTooLarge(text)) {
    throw new FatalError(`The action returned more than ${MAX_OUTPUT_BYTES / 1024 / 1024} MiB. Return a file.`, {
      detail: { code: 'connector.output_too_large' },
    });
  }
  // An own __proto__ would replace a prototype as soon as somebody copied it.
  if (!text.includes('"__proto__":')) return JSON.parse(text) as JsonValue;
  return JSON.parse(text, (key, item: JsonValue) => (key === '__proto__' ? undefined : item)) as JsonValue;
}

function stringify(value: unknown): string | undefined {
  try {
    refuseCode(value, '');
    return JSON.stringify(value);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new FatalError(`The action returned something that is no JSON: ${why}`, {
      cause,
      detail: { code: 'connector.output_mismatch' },
    });
  }
}

/** Walks by itself: a replacer would make the serialising of megabytes five times slower. */
function refuseCode(value: unknown, key: string): void {
  if (typeof value === 'function' || typeof value === 'symbol')
    throw new TypeError(`${key === '' ? 'it' : `"${key}"`} is a ${typeof value}.`);
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) for (const item of value) refuseCode(item, key);
  else for (const [name, item] of Object.entries(value)) refuseCode(item, name);
}

/** Counting bytes costs a pass over the text, which short ones need not pay. */
const isTooLarge = (text: string): boolean =>
  text.length > MAX_OUTPUT_BYTES || (text.length * 3 > MAX_OUTPUT_BYTES && Buffer.byteLength(text) > MAX_OUTPUT_BYTES);
