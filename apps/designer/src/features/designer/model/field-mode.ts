import type { JsonValue } from '@millrace/machine';

/** How one field's value is given. */
export type FieldMode = 'fixed' | 'mapping' | 'text';

const TEMPLATE = /^\{%\s*\$template\((?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')\s*,([\s\S]*)\)\s*%\}$/;

/** The expression inside `{% … %}`, or `undefined`. */
export function expressionOf(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' && value.startsWith('{%') && value.endsWith('%}')
    ? value.slice(2, -2).trim()
    : undefined;
}

/** A text with placeholders, and what fills them. */
export interface TextTemplate {
  readonly text: string;
  /** JSONata. */
  readonly context: string;
}

export function textTemplateOf(value: JsonValue | undefined): TextTemplate | undefined {
  if (typeof value !== 'string') return undefined;
  const match = TEMPLATE.exec(value);
  if (match === null) return undefined;
  const quoted =
    match[1] === undefined ? `"${(match[2] ?? '').replaceAll("\\'", "'").replaceAll('"', '\\"')}"` : `"${match[1]}"`;
  try {
    return { text: JSON.parse(quoted) as string, context: (match[3] ?? '').trim() };
  } catch {
    return undefined;
  }
}

/** The mode that a stored value is in. */
export function modeOf(value: JsonValue | undefined): FieldMode {
  if (textTemplateOf(value) !== undefined) return 'text';
  return expressionOf(value) === undefined ? 'fixed' : 'mapping';
}

export const toExpression = (source: string): string => `{% ${source} %}`;
export const toTextTemplate = ({ text, context }: TextTemplate): string =>
  `{% $template(${JSON.stringify(text)}, ${context}) %}`;

/** The context of a new text: all that a step may read. */
const DEFAULT_CONTEXT = "{ 'input': $states.input }";

/** The same value in another mode. A mapping that is no constant cannot be told as a fixed value: it starts empty. */
export function changeMode(value: JsonValue | undefined, mode: FieldMode): JsonValue | undefined {
  const current = modeOf(value);
  if (mode === current) return value;
  if (mode === 'mapping') {
    const template = textTemplateOf(value);
    return template === undefined ? toExpression(value === undefined ? '$states.input' : JSON.stringify(value)) : value;
  }
  if (mode === 'text')
    return toTextTemplate({
      text: typeof value === 'string' && current === 'fixed' ? value : '',
      context: DEFAULT_CONTEXT,
    });
  const template = textTemplateOf(value);
  if (template !== undefined) return template.text;
  return constantOf(expressionOf(value) ?? '');
}

function constantOf(source: string): JsonValue | undefined {
  try {
    return JSON.parse(source) as JsonValue;
  } catch {
    return undefined;
  }
}
