import type { JsonObject, JsonValue } from '@millrace/machine';
import { emptyTemplate, fillTemplate, type TextTemplate, textTemplateOf, toTextTemplate } from './text-template.ts';

/** How one field's value is given. */
export type FieldMode = 'fixed' | 'mapping' | 'text';

/** The expression inside `{% … %}`, or `undefined`. */
export function expressionOf(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' && value.length >= 4 && value.startsWith('{%') && value.endsWith('%}')
    ? value.slice(2, -2).trim()
    : undefined;
}

/** The mode that a stored value is in. */
export function modeOf(value: JsonValue | undefined): FieldMode {
  if (textTemplateOf(value) !== undefined) return 'text';
  return expressionOf(value) === undefined ? 'fixed' : 'mapping';
}

export const toExpression = (source: string): string => `{% ${source} %}`;

/** What a mapping is before anything is mapped. */
const NOTHING_MAPPED = '$states.input';

/** Whether an expression is none that anybody wrote. */
export const isUnmapped = (source: string): boolean => source === '' || source === NOTHING_MAPPED;

/** The same value in another mode. What cannot be told as a fixed value starts empty: see `losesValue`. */
export function changeMode(value: JsonValue | undefined, mode: FieldMode): JsonValue | undefined {
  if (mode === modeOf(value)) return value;
  if (mode === 'mapping') return toExpression(expressionOf(value) ?? literalOf(value) ?? NOTHING_MAPPED);
  if (mode === 'text') return toTextTemplate(textOf(value));
  return textTemplateOf(value)?.text ?? constantOf(expressionOf(value) ?? '');
}

/** Whether a change of mode would drop what somebody wrote. */
export function losesValue(value: JsonValue | undefined, mode: FieldMode): boolean {
  if (mode !== 'fixed') return false;
  const template = textTemplateOf(value);
  if (template !== undefined) return template.text.includes('{{');
  const source = expressionOf(value);
  return source !== undefined && !isUnmapped(source) && constantOf(source) === undefined;
}

/** A fixed value once a datum is picked for it: a text gets a placeholder at its end, anything else is mapped. */
export function pickInto(value: JsonValue | undefined, expression: string): string {
  if (typeof value !== 'string' || value === '') return toExpression(expression);
  const { template, placeholder } = fillTemplate(emptyTemplate(value), expression);
  return toTextTemplate({ ...template, text: `${value}${placeholder}` });
}

function textOf(value: JsonValue | undefined): TextTemplate {
  const source = expressionOf(value);
  if (source === undefined) return emptyTemplate(typeof value === 'string' ? value : '');
  const constant = constantOf(source);
  if (typeof constant === 'string') return emptyTemplate(constant);
  if (isUnmapped(source)) return emptyTemplate('');
  const { template, placeholder } = fillTemplate(emptyTemplate(''), source);
  return { ...template, text: placeholder };
}

/** JSONata that gives the value. Expressions inside an object or a list stay expressions. */
function literalOf(value: JsonValue | undefined): string | undefined {
  if (value === undefined) return undefined;
  const source = expressionOf(value);
  if (source !== undefined) return `(${source})`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${(value as readonly JsonValue[]).map(literalOf).join(', ')}]`;
  const members = Object.entries(value as JsonObject).map(
    ([key, member]) => `${JSON.stringify(key)}: ${literalOf(member) ?? 'null'}`,
  );
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
}

function constantOf(source: string): JsonValue | undefined {
  try {
    return JSON.parse(source) as JsonValue;
  } catch {
    return undefined;
  }
}
