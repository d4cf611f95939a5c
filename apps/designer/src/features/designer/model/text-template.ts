// A text with `{{placeholders}}`, stored as a call of `$template`: plain ASL that any reader can follow.
import type { JsonValue } from '@millrace/machine';

/** A text with placeholders, and what fills them. */
export interface TextTemplate {
  readonly text: string;
  /** JSONata. */
  readonly context: string;
}

const CALL = /^\{%\s*\$template\((?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')\s*,([\s\S]*)\)\s*%\}$/;

/** Reads a stored text; `undefined` for anything that is not one call of `$template` with a literal text. */
export function textTemplateOf(value: JsonValue | undefined): TextTemplate | undefined {
  const match = typeof value === 'string' ? CALL.exec(value) : null;
  if (match === null) return undefined;
  const [, double, single = '', rest = ''] = match;
  const context = rest.trim();
  // Without this, `$template("a", x) & $f(y)` would be taken for one call.
  if (!isBalanced(context)) return undefined;
  const quoted = double ?? single.replaceAll("\\'", "'").replaceAll('"', '\\"');
  try {
    return { text: JSON.parse(`"${quoted}"`) as string, context };
  } catch {
    return undefined;
  }
}

/** How a text is stored. */
export const toTextTemplate = ({ text, context }: TextTemplate): string =>
  `{% $template(${JSON.stringify(text)}, ${context}) %}`;

/** A text that reads what the step is given. */
export const emptyTemplate = (text: string): TextTemplate => ({ text, context: "{ 'input': $states.input }" });

/** Where a path begins, and the name by which a placeholder calls it. */
const ROOTS: readonly (readonly [root: string, name: string])[] = [
  ['$states.context.Execution.Input', 'trigger'],
  ['$states.input', 'input'],
  ['$states.result', 'result'],
  ['$states.context', 'context'],
];
const MEMBER = /^(?:\.([A-Za-z_]\w*)|\.`([^`]+)`|\[(\d+)\])/;

/** The placeholder for a value, and the text's context with that value in it. The text itself is left alone. */
export function fillTemplate(
  template: TextTemplate,
  expression: string,
): { readonly template: TextTemplate; readonly placeholder: string } {
  const path = readPath(expression);
  const { root, name, members } = path ?? { root: expression, name: 'value', members: [] };
  const { key, context } = bind(template.context, name, root);
  return { template: { ...template, context }, placeholder: `{{${[key, ...members].join('.')}}}` };
}

function readPath(expression: string): { root: string; name: string; members: readonly string[] } | undefined {
  const known = ROOTS.find(([root]) => expression === root || /^[.[]/.test(startingAfter(expression, root)));
  const variable = /^\$([A-Za-z_]\w*)/.exec(expression);
  const [root, name] = known ?? [variable?.[0], variable?.[1]];
  if (root === undefined || name === undefined || name === 'states') return undefined;
  const members: string[] = [];
  for (let rest = expression.slice(root.length); rest !== '';) {
    const match = MEMBER.exec(rest);
    if (match === null) return undefined;
    const [all, word, quoted, index] = match;
    members.push(word ?? `[${quoted ?? index ?? ''}]`);
    rest = rest.slice(all.length);
  }
  return { root, name, members };
}

const startingAfter = (text: string, start: string): string => (text.startsWith(start) ? text.slice(start.length) : '');

/** Gives the value a name in the context, or finds the one that it has. */
function bind(context: string, name: string, root: string): { readonly key: string; readonly context: string } {
  let key = name;
  for (let number = 2; ; number += 1) {
    const bound = new RegExp(`['"]${key}['"]\\s*:\\s*`).exec(context);
    if (bound === null) break;
    const after = startingAfter(context.slice(bound.index + bound[0].length), root);
    if (/^\s*[,}]/.test(after)) return { key, context };
    key = `${name}${number}`;
  }
  const inside = /^\{([\s\S]*)\}$/.exec(context)?.[1]?.trim();
  // A context that is no object as such is merged with one.
  if (inside === undefined) return { key, context: `$merge([${context}, { '${key}': ${root} }])` };
  return { key, context: `{ ${inside === '' ? '' : `${inside}, `}'${key}': ${root} }` };
}

const CLOSING: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

/** Whether all brackets outside texts are closed in order. */
function isBalanced(source: string): boolean {
  const open: string[] = [];
  for (const [token] of source.matchAll(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`|[()[\]{}]/g)) {
    if ('([{'.includes(token)) open.push(token);
    else if (CLOSING[token] !== undefined && open.pop() !== CLOSING[token]) return false;
  }
  return open.length === 0;
}
