import { fits } from './fits.ts';
import type { JsonSchema } from './given-schemas.ts';
import { inferType, type GivenSchemas } from './infer-type.ts';
import { JSON_KINDS, type InferredType } from './types.ts';

const WORDS: Readonly<Record<(typeof JSON_KINDS)[number], string>> = {
  null: 'null',
  boolean: 'a truth',
  number: 'a number',
  string: 'a text',
  array: 'an array',
  object: 'an object',
};

/**
 * What an expression gives, in words, where that certainly does not fit a schema; undefined where it fits or nobody knows.
 * For instance `a text`.
 */
export function misfitOf(source: string, schema: JsonSchema, given: GivenSchemas = {}): string | undefined {
  const type = inferType(source, given);
  return fits(type, schema) === 'no' ? wordsOf(type) : undefined;
}

function wordsOf(type: InferredType): string {
  if (type === 'unknown') return 'something else';
  const kinds = JSON_KINDS.filter((kind) => type[kind] !== false).map((kind) => WORDS[kind]);
  return kinds.length === 0 ? 'nothing' : kinds.join(' or ');
}
