// A text with `{{placeholders}}`, stored as a call of `$template`: plain ASL that any reader can follow.
import type { JsonValue } from '@millrace/machine';
import { memberExpression, pathOf } from './jsonata-path.ts';
import { argumentsOf, sourceOf, tokensOf } from './jsonata-tokens.ts';
import { contextOf, withBinding, withoutUnused } from './template-context.ts';

/** A text with placeholders, and what fills them. */
export interface TextTemplate {
  readonly text: string;
  /** JSONata. */
  readonly context: string;
}

/** Reads a stored text; `undefined` for anything that is not one call of `$template` with a literal text. */
export function textTemplateOf(value: JsonValue | undefined): TextTemplate | undefined {
  if (typeof value !== 'string' || !/^\{%\s*\$template[\s\S]*%\}$/.test(value)) return undefined;
  const source = value.slice(2, -2);
  const [literal, context, ...more] = argumentsOf(tokensOf(source) ?? [], '$template');
  const text = literal?.length === 1 ? literal[0] : undefined;
  if (text?.kind !== 'string' || context === undefined || more.length > 0) return undefined;
  return context.length === 0 ? undefined : { text: text.text, context: sourceOf(context, source) };
}

/** How a text is stored. */
export const toTextTemplate = ({ text, context }: TextTemplate): string =>
  `{% $template(${JSON.stringify(text)}, ${context}) %}`;

/** A text that says exactly this. What Handlebars would read as something else is filled in. */
export function plainTemplate(text: string): TextTemplate {
  if (!text.includes('{{') && !text.includes('\0')) return { text, context: '{}' };
  return { text: '{{text}}', context: `{ 'text': ${JSON.stringify(text)} }` };
}

/** Where a path begins, and the name by which a placeholder calls it. */
const ROOTS: readonly (readonly [root: string, name: string])[] = [
  ['$states.context.Execution.Input', 'trigger'],
  ['$states.context.Map.Item.Value', 'item'],
  ['$states.input', 'input'],
  ['$states.result', 'result'],
  ['$states.context', 'context'],
];

/** The placeholder for a value, and the text's context with that value in it. The text itself is left alone. */
export function fillTemplate(
  template: TextTemplate,
  expression: string,
): { readonly template: TextTemplate; readonly placeholder: string } {
  const { root, name, members } = splitPath(expression) ?? { root: expression, name: 'value', members: [] };
  const { key, context } = withBinding(template.context, name, root);
  const path = [key, ...members.map(segmentOf)].join('.');
  return { template: { ...template, context }, placeholder: `{{${path}}}` };
}

/** The placeholder that gives the value whole, whatever lists its path leads through. */
export function fillWhole(template: TextTemplate, expression: string): ReturnType<typeof fillTemplate> {
  const last = pathOf(expression)?.members.findLast((member) => typeof member === 'string' && isName(member));
  const { key, context } = withBinding(template.context, String(last ?? 'value'), expression);
  return { template: { ...template, context }, placeholder: `{{${key}}}` };
}

interface SplitPath {
  readonly root: string;
  readonly name: string;
  readonly members: readonly (string | number)[];
}

function splitPath(expression: string): SplitPath | undefined {
  const path = pathOf(expression);
  if (!path?.members.every(isSegment)) return undefined;
  for (const [root, name] of ROOTS) {
    const own = pathOf(root) ?? path;
    const { length } = own.members;
    if (own.variable === path.variable && own.members.every((member, at) => member === path.members[at]))
      return { root, name, members: path.members.slice(length) };
  }
  if (path.variable === 'states' || !isName(path.variable)) return undefined;
  return { root: `$${path.variable}`, name: path.variable, members: path.members };
}

/** Words that a placeholder cannot begin with. */
const TAKEN = /^(?:if|unless|each|with|lookup|else|this|as|true|false|null|undefined|constructor|__\w+)$/;
const isName = (name: string): boolean => /^[A-Za-z_]\w*$/.test(name) && !TAKEN.test(name);
const isSegment = (member: string | number): boolean => typeof member === 'number' || !/[\]\\]|^$/.test(member);
const segmentOf = (member: string | number): string =>
  typeof member === 'string' && isName(member) ? member : `[${member}]`;

/** A placeholder as it stands in a text. */
export interface Placeholder {
  readonly from: number;
  readonly to: number;
  /** What it shows, when that is a value and no part of a loop or a condition. */
  readonly expression: string | undefined;
}

const PLACEHOLDER = /(?<!\\)\{\{\s*([^{}]+?)\s*\}\}(?!\})/g;
const SEGMENT = /^(?:([A-Za-z_$][\w$-]*)|\[([^\]]*)\])(?:\.|$)/;

/** The placeholders of a text, in its order. */
export function placeholdersOf({ text, context }: TextTemplate): readonly Placeholder[] {
  const read = contextOf(context);
  return [...text.matchAll(PLACEHOLDER)].map((found) => {
    const segments = segmentsOf(found[1] ?? '');
    const [first, ...members] = segments ?? [];
    const bound = first === undefined ? undefined : read.bindings.find(({ key }) => key === first)?.expression;
    const based = bound === undefined && read.base !== undefined && segments !== undefined;
    const root = based ? read.base : bound;
    const rest = based ? segments : members;
    const expression =
      root === undefined || (rest.length > 0 && pathOf(root) === undefined) ? undefined : rest.reduce(member, root);
    return { from: found.index, to: found.index + found[0].length, expression };
  });
}

const member = (parent: string, name: string): string =>
  memberExpression(parent, /^\d+$/.test(name) ? Number(name) : name);

function segmentsOf(path: string): readonly string[] | undefined {
  const segments: string[] = [];
  for (let rest = path; rest !== '';) {
    const match = SEGMENT.exec(rest);
    if (match === null) return undefined;
    segments.push(match[1] ?? match[2] ?? '');
    rest = rest.slice(match[0].length);
  }
  return segments;
}

/** A typed text with what its placeholders name: known values are bound, what is not named any more is let go. */
export function settleTemplate(template: TextTemplate, variables: ReadonlySet<string>): TextTemplate {
  const names = [...template.text.matchAll(PLACEHOLDER)].flatMap(
    ([, path = '']) => segmentsOf(path)?.slice(0, 1) ?? [],
  );
  const context = names.reduce((current, name) => bindName(current, name, variables), template.context);
  return { text: template.text, context: withoutUnused(context, template.text) };
}

function bindName(context: string, name: string, variables: ReadonlySet<string>): string {
  const { bindings, base } = contextOf(context);
  if (base !== undefined || bindings.some(({ key }) => key === name)) return context;
  const root = ROOTS.find(([, known]) => known === name)?.[0] ?? (variables.has(name) ? `$${name}` : undefined);
  return root === undefined ? context : withBinding(context, name, root).context;
}
