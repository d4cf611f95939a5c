// What fills the placeholders of a text: an object of names and expressions, a path, or both.
import { pathOf } from './jsonata-path.ts';
import { argumentsOf, isOperator, sourceOf, splitAtCommas, type Token, tokensOf } from './jsonata-tokens.ts';

interface Binding {
  readonly key: string;
  readonly expression: string;
}

/** A context as far as it can be read. */
interface TemplateContext {
  /** A path whose members are names of their own. */
  readonly base: string | undefined;
  readonly bindings: readonly Binding[];
  /** It is one object of names, and nothing else. */
  readonly isObject: boolean;
}

const UNREAD: TemplateContext = { base: undefined, bindings: [], isObject: false };

/** Reads a context: `{ 'a': $a }`, `$customer`, or `$merge([$customer, { 'a': $a }])`. */
export function contextOf(context: string): TemplateContext {
  const tokens = tokensOf(context) ?? [];
  const bindings = bindingsOf(tokens, context);
  if (bindings !== undefined) return { base: undefined, bindings, isObject: true };
  if (pathOf(context) !== undefined) return { ...UNREAD, base: context };
  return mergedOf(tokens, context) ?? UNREAD;
}

function mergedOf(tokens: readonly Token[], context: string): TemplateContext | undefined {
  const [list, ...more] = argumentsOf(tokens, '$merge');
  if (list === undefined || more.length > 0 || !isOperator(list[0], '[')) return undefined;
  const [base, added, ...others] = splitAtCommas(list.slice(1, -1)) ?? [];
  if (base === undefined || added === undefined || others.length > 0) return undefined;
  const path = sourceOf(base, context);
  return pathOf(path) === undefined ? undefined : { ...UNREAD, base: path, bindings: bindingsOf(added, context) ?? [] };
}

function bindingsOf(tokens: readonly Token[], source: string): readonly Binding[] | undefined {
  if (!isOperator(tokens[0], '{') || !isOperator(tokens.at(-1), '}')) return undefined;
  if (tokens.length === 2) return [];
  const parts = splitAtCommas(tokens.slice(1, -1));
  if (parts === undefined) return undefined;
  const bindings = parts.flatMap(([key, colon, ...value]) =>
    key?.kind === 'string' && isOperator(colon, ':') && value.length > 0
      ? [{ key: key.text, expression: sourceOf(value, source) }]
      : [],
  );
  return bindings.length === parts.length ? bindings : undefined;
}

function toObject(bindings: readonly Binding[]): string {
  const members = bindings.map(({ key, expression }) => `${quote(key)}: ${expression}`);
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
}

const quote = (key: string): string => (/['\\]/.test(key) ? JSON.stringify(key) : `'${key}'`);

/** Gives a value a name in a context, or finds the one that it has. */
export function withBinding(
  context: string,
  name: string,
  expression: string,
): { readonly key: string; readonly context: string } {
  const { bindings, base, isObject } = contextOf(context);
  const taken = (key: string): boolean =>
    bindings.some((binding) => binding.key === key && binding.expression !== expression);
  let key = name;
  for (let number = 2; taken(key); number += 1) key = `${name}${number}`;
  if (bindings.some((binding) => binding.key === key)) return { key, context };
  const added = [...bindings, { key, expression }];
  if (isObject) return { key, context: toObject(added) };
  // A context that is no object as such is merged with one.
  return {
    key,
    context: `$merge([${base ?? context}, ${toObject(base === undefined ? [{ key, expression }] : added)}])`,
  };
}

/** A context with the names that it let go of: an earlier one has them. */
export function withEarlier(context: string, earlier: string): string {
  const { bindings, isObject } = contextOf(context);
  // Only of an object of names single ones are let go.
  if (!isObject) return context;
  const before = contextOf(earlier);
  if (!before.isObject) return bindings.length === 0 ? earlier : context;
  const gone = before.bindings.filter((binding) => !bindings.some(({ key }) => key === binding.key));
  return gone.length === 0 ? context : toObject([...bindings, ...gone]);
}

const WORD = /[\w$]/;

/** Whether a text has a name in it that is no part of a longer one. */
function hasWord(text: string, name: string): boolean {
  const parts = text.split(name);
  return parts.slice(1).some((after, index) => !WORD.test(parts[index]?.at(-1) ?? '') && !WORD.test(after[0] ?? ''));
}

/** The context without names that a text does not have in it. */
export function withoutUnused(context: string, text: string): string {
  const { bindings, isObject } = contextOf(context);
  if (!isObject) return context;
  const used = bindings.filter(({ key }) => hasWord(text, key));
  return used.length === bindings.length ? context : toObject(used);
}
