import type { JsonValue } from '@millrace/machine';
import { describeValue } from '../../canvas/model/words.ts';

const MAX_CHARACTERS = 32;

/** A value that fits into a sentence; `undefined` for one that has to be looked at. */
export function shortValue(value: JsonValue | undefined): string | undefined {
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return String(value);
  if (typeof value !== 'string') return undefined;
  const text = describeValue(value);
  if (text.length > MAX_CHARACTERS || text.includes('\n')) return undefined;
  return text === '' ? '“”' : text;
}
