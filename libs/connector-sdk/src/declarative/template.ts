import type { Template } from '../http-template.ts';
import type { JsonObject, JsonValue } from '../json.ts';

/** Evaluates JSONata over a document, within the host's budget. Throws what the host throws. */
export type Evaluate = (expression: string, root: JsonValue) => JsonValue | undefined;

const EXPRESSION = /^\s*\{%([\s\S]*)%\}\s*$/;

/** The expression of a text that is one. */
export function expressionOf(text: string): string | undefined {
  return EXPRESSION.exec(text)?.[1]?.trim();
}

/** A template's value. What yields nothing is undefined, and missing in objects and arrays. */
export function fillTemplate(template: Template, root: JsonValue, evaluate: Evaluate): JsonValue | undefined {
  if (typeof template === 'string') {
    const expression = expressionOf(template);
    return expression === undefined ? template : evaluate(expression, root);
  }
  if (typeof template !== 'object' || template === null) return template;
  if (Array.isArray(template)) {
    return (template as readonly Template[]).flatMap((item) => {
      const value = fillTemplate(item, root, evaluate);
      return value === undefined ? [] : [value];
    });
  }
  return fillMembers(template as JsonObject, root, evaluate);
}

export function fillMembers(
  members: Readonly<Record<string, Template>>,
  root: JsonValue,
  evaluate: Evaluate,
): JsonObject {
  const entries = Object.entries(members).flatMap(([name, item]) => {
    const value = fillTemplate(item, root, evaluate);
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(entries);
}

/** What is written where only text can be. */
export const toText = (value: JsonValue): string => (typeof value === 'string' ? value : JSON.stringify(value));

export const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
export const isList = (value: JsonValue | undefined): value is readonly JsonValue[] => Array.isArray(value);

/** The value at the end of these steps; undefined when there is none. */
export function valueAt(root: JsonValue, steps: readonly string[]): JsonValue | undefined {
  return steps.reduce<JsonValue | undefined>(
    (value, step) => (isObject(value) && Object.hasOwn(value, step) ? value[step] : undefined),
    root,
  );
}
