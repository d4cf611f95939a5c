import { JSON_KINDS, UNKNOWN, type InferredType } from './types.ts';

/** A type in a word or two, as JSON calls it: `number | null`. Empty when nothing is known. */
export function wordOfType(type: InferredType): string {
  if (type === UNKNOWN) return '';
  const kinds = JSON_KINDS.filter((kind) => type[kind] !== false);
  return kinds.length === JSON_KINDS.length ? '' : kinds.join(' | ');
}
