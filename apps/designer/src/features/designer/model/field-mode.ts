import type { JsonValue } from '@millrace/machine';
import { asText } from '../../../lib/json.ts';
import { constantOf, literalOf } from './jsonata-constant.ts';
import { splitAtCommas, tokensOf, isOperator } from './jsonata-tokens.ts';
import {
  fillTemplate,
  fillWhole,
  plainTemplate,
  type TextTemplate,
  textTemplateOf,
  toTextTemplate,
} from './text-template.ts';

/** How one field's value is given. */
export type FieldMode = 'fixed' | 'mapping' | 'text';

/** The expression inside `{% … %}`, or `undefined`. */
export function expressionOf(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' && value.length >= 4 && value.startsWith('{%') && value.endsWith('%}')
    ? value.slice(2, -2).trim()
    : undefined;
}

export const toExpression = (source: string): string => `{% ${source} %}`;

/** The mode that a stored value is in. */
export function modeOf(value: JsonValue | undefined): FieldMode {
  if (textTemplateOf(value) !== undefined) return 'text';
  return expressionOf(value) === undefined || isDisguised(value) ? 'fixed' : 'mapping';
}

/** Whether a stored expression only gives a text that looks like an expression. */
const isDisguised = (value: JsonValue | undefined): boolean =>
  expressionOf(constantOf(expressionOf(value) ?? '')?.value) !== undefined;

/** A fixed value as a person sees it. */
export function shownLiteral(value: JsonValue | undefined): JsonValue | undefined {
  return isDisguised(value) ? constantOf(expressionOf(value) ?? '')?.value : value;
}

/** A fixed value as it is stored: a text that looks like an expression is one that gives it. */
export function storedLiteral(value: JsonValue | undefined): JsonValue | undefined {
  return expressionOf(value) === undefined ? value : toExpression(JSON.stringify(value));
}

/** The same value in another mode. What cannot be told as a fixed value or as a text starts empty: see `losesValue`. */
export function changeMode(value: JsonValue | undefined, mode: FieldMode): JsonValue | undefined {
  if (value === undefined || mode === modeOf(value)) return value;
  if (mode === 'mapping') return toExpression(mappingOf(value));
  if (mode === 'text') return toTextTemplate(textOf(value));
  const template = textTemplateOf(value);
  if (template !== undefined) return storedLiteral(template.text);
  return storedLiteral(constantOf(withoutBrackets(expressionOf(value) ?? ''))?.value);
}

/** Whether a change of mode would drop what somebody wrote, or make something else of it. */
export function losesValue(value: JsonValue | undefined, mode: FieldMode): boolean {
  if (value === undefined || mode === 'mapping' || mode === modeOf(value)) return false;
  const template = textTemplateOf(value);
  if (template !== undefined) return template.text.includes('{{');
  const source = expressionOf(value);
  const constant = source === undefined ? { value } : constantOf(withoutBrackets(source));
  if (mode === 'text') return constant !== undefined && typeof constant.value !== 'string';
  return source !== '' && constant === undefined;
}

/** A fixed value once a datum is picked for it: a text gets a placeholder at its end, anything else is mapped. */
export function pickInto(value: JsonValue | undefined, expression: string): string {
  const text = shownLiteral(value);
  if (typeof text !== 'string' || text === '') return toExpression(expression);
  const plain = plainTemplate(text);
  const { template, placeholder } = fillTemplate(plain, expression);
  return toTextTemplate({ ...template, text: `${plain.text}${placeholder}` });
}

function mappingOf(value: JsonValue): string {
  const template = textTemplateOf(value);
  // In brackets it is the same, and no text with placeholders any more.
  if (template !== undefined)
    return template.text.includes('{{') ? `(${expressionOf(value) ?? ''})` : constantText(template.text);
  const shown = shownLiteral(value);
  return typeof shown === 'string' ? constantText(shown) : literalOf(value, expressionOf);
}

const constantText = (text: string): string =>
  expressionOf(text) === undefined ? JSON.stringify(text) : `(${JSON.stringify(text)})`;

function textOf(value: JsonValue): TextTemplate {
  const source = expressionOf(value);
  const constant = source === undefined ? { value } : constantOf(withoutBrackets(source));
  if (constant !== undefined) return plainTemplate(asText(constant.value));
  const bare = withoutBrackets(source ?? '');
  const template = textTemplateOf(toExpression(bare));
  if (template !== undefined) return template;
  if (bare === '') return plainTemplate('');
  const filled = fillWhole(plainTemplate(''), bare);
  return { ...filled.template, text: filled.placeholder };
}

/** An expression without brackets around all of it. */
function withoutBrackets(source: string): string {
  const tokens = tokensOf(source) ?? [];
  const inside = tokens.slice(1, -1);
  const [first, last] = [inside[0], inside.at(-1)];
  if (!isOperator(tokens[0], '(') || !isOperator(tokens.at(-1), ')') || first === undefined || last === undefined)
    return source;
  // Several statements, or brackets that end before the end.
  if (inside.some((token) => isOperator(token, ';') || isOperator(token, ':=')) || splitAtCommas(inside)?.length !== 1)
    return source;
  return source.slice(first.from, last.to);
}
