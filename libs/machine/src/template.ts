import { StateFailure } from './failure.ts';
import type { JsonValue } from './json.ts';
import type { Template } from './machine.ts';

const CONSTANT = new WeakMap<object, boolean>();

/** The JSONata inside `{% … %}`, or `undefined` for any other string, which stands for itself. */
export function expressionOf(text: string): string | undefined {
  return text.length >= 4 && text.startsWith('{%') && text.endsWith('%}') ? text.slice(2, -2).trim() : undefined;
}

/** True for a template without expressions: its value is itself. */
export function isConstant(template: Template): boolean {
  if (typeof template === 'string') return expressionOf(template) === undefined;
  if (typeof template !== 'object' || template === null) return true;
  const known = CONSTANT.get(template);
  if (known !== undefined) return known;
  const constant = Object.values(template).every(isConstant);
  CONSTANT.set(template, constant);
  return constant;
}

/** Evaluates one expression found at a field such as `Output/total`. */
export type EvaluateField = (
  expression: string,
  field: string,
) => JsonValue | undefined | Promise<JsonValue | undefined>;

/**
 * Replaces every expression of a template by its value. An expression that gives nothing fails the state, as in AWS:
 * a field that silently went missing would be found three systems later.
 */
export async function evaluateTemplate(template: Template, field: string, evaluate: EvaluateField): Promise<JsonValue> {
  if (isConstant(template)) return template;
  if (typeof template === 'string') return evaluateText(template, field, evaluate);
  if (Array.isArray(template)) {
    const items: JsonValue[] = [];
    for (const [index, item] of template.entries()) {
      items.push(await evaluateTemplate(item as Template, `${field}[${index}]`, evaluate));
    }
    return items;
  }
  const entries: [string, JsonValue][] = [];
  for (const [key, value] of Object.entries(template as Readonly<Record<string, JsonValue>>)) {
    entries.push([key, await evaluateTemplate(value, `${field}/${key}`, evaluate)]);
  }
  return Object.fromEntries(entries);
}

async function evaluateText(text: string, field: string, evaluate: EvaluateField): Promise<JsonValue> {
  const expression = expressionOf(text) ?? '';
  const value = await evaluate(expression, field);
  if (value !== undefined) return value;
  throw new StateFailure(
    'States.QueryEvaluationError',
    `The JSONata expression '${expression}' specified for the field '${field}' returned nothing (undefined).`,
  );
}
