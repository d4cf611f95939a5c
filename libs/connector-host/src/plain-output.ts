import { FatalError, type JsonValue } from '@millrace/connector-sdk';
import type { HostLimit } from './host-limits.ts';

/**
 * An action's result as JSON of its own, with whatever texts it holds. What is undefined is left out; functions, symbols,
 * big integers, circles, and what is longer than the limit are refused.
 */
export function toJson(value: unknown, { most: limit, setting }: HostLimit): JsonValue {
  const text = stringify(value);
  if (text === undefined) return null;
  if (text.length > limit) {
    const hint = 'Ask for less at once, or for a file.';
    throw new FatalError(`The action returned ${text.length} characters of JSON, where ${limit} may be.`, {
      name: 'States.DataLimitExceeded',
      detail: { code: 'limit.value', limit, actual: text.length, ...(setting === undefined ? {} : { setting }), hint },
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
