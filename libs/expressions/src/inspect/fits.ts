import { resolveReference, type JsonSchema } from './given-schemas.ts';
import { FIT_OF_KEYWORD } from './fit-of-keyword.ts';
import { agreed, worst, type Fit, type FitQuestion } from './fit.ts';
import { resultType } from './type-parts.ts';
import { JSON_KINDS, mayBeNothing, NEVER, UNKNOWN, type InferredType } from './types.ts';

/**
 * Does the value of an expression fit a schema (2020-12)? That there may be no value keeps it from `yes`, and makes no
 * `no`. Formats and bounds are not looked at.
 */
export function fits(type: InferredType, schema: JsonSchema): Fit {
  const result = resultType(type);
  const fit = fitOf(result, schema, { root: schema, depth: 0, questions: { left: MAX_QUESTIONS } });
  return fit === 'yes' && mayBeNothing(result) ? 'unknown' : fit;
}

interface Place {
  readonly root: JsonSchema;
  readonly depth: number;
  readonly questions: { left: number };
}

/** References may lead in a circle, or to more parts than can be looked at. */
const MAX_DEPTH = 50;
const MAX_QUESTIONS = 10_000;

function fitOf(type: InferredType, schema: JsonSchema, place: Place): Fit {
  const { root, depth, questions } = place;
  questions.left -= 1;
  if (schema === true) return 'yes';
  if (depth > MAX_DEPTH || questions.left < 0) return 'unknown';
  if (type === UNKNOWN) return schema !== false && Object.keys(schema).length === 0 ? 'yes' : 'unknown';
  const kinds = JSON_KINDS.filter((kind) => type[kind] !== false);
  if (kinds.length === 0) return 'unknown';
  if (schema === false) return 'no';
  const ask = (part: InferredType, inner: JsonSchema): Fit => fitOf(part, inner, { ...place, depth: depth + 1 });
  return agreed(kinds.map((kind) => fitOfKind({ type: { ...NEVER, [kind]: type[kind] }, kind, schema, ask }, root)));
}

/** Whether values of one kind fit all keywords of a schema. */
function fitOfKind(question: FitQuestion, root: JsonSchema): Fit {
  const found = Object.entries(question.schema).map(([keyword, value]): Fit => {
    if (keyword === '$ref') return fitOfReference(question, value, root);
    // Names of our own describe, and demand nothing.
    if (keyword.startsWith('x-')) return 'yes';
    return FIT_OF_KEYWORD.get(keyword)?.(value, question) ?? 'unknown';
  });
  return worst(found);
}

function fitOfReference({ type, ask }: FitQuestion, reference: unknown, root: JsonSchema): Fit {
  const schema = typeof reference === 'string' ? resolveReference(reference, root) : undefined;
  return schema === undefined ? 'unknown' : ask(type, schema);
}
