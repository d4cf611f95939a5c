// The few expressions of random machines, as the model computes them and as the product does.
import type { JsonValue } from '@millrace/machine';
import { createTinyLanguage, FOLDED_BELOW, parseCall, parseTiny, RANGE_STEP } from '../../simulation/tiny-language.ts';

/** Any value as a number. Says the same as `FOLD`, which the product evaluates. */
function fold(value: JsonValue | undefined): number {
  if (typeof value === 'number') return value % FOLDED_BELOW;
  if (typeof value === 'string') return value.length % FOLDED_BELOW;
  if (Array.isArray(value))
    return (value as readonly JsonValue[]).reduce((sum: number, part) => (sum * 3 + fold(part)) % FOLDED_BELOW, 1);
  const { Items, Error } = (value ?? {}) as { readonly Items?: JsonValue; readonly Error?: JsonValue };
  return Items === undefined && Error === undefined ? 0 : fold(Items ?? Error);
}

const FOLD = `$fold := function($x) {
  $type($x) = 'number' ? $x % ${FOLDED_BELOW}
  : $type($x) = 'string' ? $length($x) % ${FOLDED_BELOW}
  : $type($x) = 'array' ? $reduce($x, function($sum, $part) { ($sum * 3 + $fold($part)) % ${FOLDED_BELOW} }, 1)
  : $exists($x.Items) ? $fold($x.Items) : $exists($x.Error) ? $fold($x.Error) : 0 }`;
const BOOM = `$boom := function($x) { $x % 4 = 3 ? $error('boom') : $x }`;

/** What the model of a random machine computes with. */
export const CHAOS_LANGUAGE = createTinyLanguage(fold);

/** Where a state finds what the model simply calls input and result. */
export interface Whereabouts {
  readonly input: string;
  readonly result: string;
}

/** A template whose expressions the product can evaluate. */
export function toJsonata(template: JsonValue, at: Whereabouts): JsonValue {
  if (Array.isArray(template)) return template.map((part: JsonValue) => toJsonata(part, at));
  if (typeof template === 'object' && template !== null) {
    return Object.fromEntries(Object.entries(template).map(([key, part]) => [key, toJsonata(part, at)]));
  }
  if (typeof template !== 'string' || !template.startsWith('{%')) return template;
  const { terms, remainder } = parseTiny(template.slice(2, -2));
  const sum = terms.map((term) => termOf(term, at)).join(' + ');
  const whole = remainder === undefined ? sum : `(${sum}) % ${remainder.divisor} = ${remainder.of}`;
  const functions = [...(sum.includes('$fold(') ? [FOLD] : []), ...(sum.includes('$boom(') ? [BOOM] : [])];
  return functions.length === 0 ? `{% ${whole} %}` : `{% (${[...functions, whole].join('; ')}) %}`;
}

function termOf(term: string, at: Whereabouts): string {
  const call = parseCall(term);
  if (call === undefined) return placeOf(term, at);
  const inner = termOf(call.inner, at);
  if (call.name !== 'range') return `$${call.name}(${inner})`;
  // A range from 0 to -1 is nothing, not an empty list.
  return call.count === 0 ? '[]' : `[[0..${call.count - 1}].((${inner} + $ * ${RANGE_STEP}) % ${FOLDED_BELOW})]`;
}

function placeOf(term: string, { input, result }: Whereabouts): string {
  if (term === '$states.input') return input;
  return term === '$states.result' ? result : term;
}
