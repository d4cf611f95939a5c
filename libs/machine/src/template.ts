import { StateFailure } from './failure.ts';
import type { JsonObject, JsonValue } from './json.ts';
import type { Template } from './machine.ts';

/** The JSONata inside `{% … %}`, or `undefined` for any other string, which stands for itself. */
export function expressionOf(text: string): string | undefined {
  return text.length >= 4 && text.startsWith('{%') && text.endsWith('%}') ? text.slice(2, -2).trim() : undefined;
}

/** What gives another value at another time; `$toMillis` completes what a text leaves open. */
const TIME = /\$(?:now|millis|toMillis)\b|\$states(?!\.(?:input|result|errorOutput|context\.(?!State\b)\w+)\b)/;

/** Evaluates one expression found at a field such as `Output/total`. `readsTime`: it may. */
export type EvaluateField = (expression: string, field: string, readsTime: boolean) => JsonValue | undefined;

/** Gives the value of a template at the field of this name. Values share what is constant in the template. */
export type PreparedTemplate = (field: string, evaluate: EvaluateField) => JsonValue;

/**
 * Finds the expressions of a template once, for any number of values. `undefined`: there are none, the template is its own
 * value. An expression that gives nothing fails the state, as in AWS: a field that silently went missing would be found
 * three systems later.
 */
export function prepareTemplate(template: Template): PreparedTemplate | undefined {
  return prepareAt('', template);
}

/** `place`: where the part is in the template, e.g. `/lines[0]`. */
function prepareAt(place: string, part: JsonValue): PreparedTemplate | undefined {
  if (typeof part === 'string') return prepareText(place, part);
  if (typeof part !== 'object' || part === null) return undefined;
  return prepareParts(place, part);
}

function prepareText(place: string, text: string): PreparedTemplate | undefined {
  const expression = expressionOf(text);
  if (expression === undefined) return undefined;
  const readsTime = TIME.test(expression);
  return (field, evaluate) => {
    const value = evaluate(expression, field + place, readsTime);
    if (value !== undefined) return value;
    throw new StateFailure(
      'States.QueryEvaluationError',
      `The JSONata expression '${expression}' specified for the field '${field}${place}' returned nothing (undefined).`,
    );
  };
}

function prepareParts(place: string, parts: readonly JsonValue[] | JsonObject): PreparedTemplate | undefined {
  const isList = isArray(parts);
  const open = Object.entries(parts).flatMap(([key, part]: [string, JsonValue]) => {
    const prepared = prepareAt(isList ? `${place}[${key}]` : `${place}/${key}`, part);
    return prepared === undefined ? [] : [{ key, prepared }];
  });
  if (open.length === 0) return undefined;
  return (field, evaluate) => {
    // Each key is there already, so that even `__proto__` is written to as data.
    const value = (isArray(parts) ? [...parts] : { ...parts }) as Record<string, JsonValue>;
    for (const { key, prepared } of open) value[key] = prepared(field, evaluate);
    return value;
  };
}

const isArray = (value: JsonValue): value is readonly JsonValue[] => Array.isArray(value);
