// What may stand at a place of a text that somebody types. Nothing has to be run for it: shapes are followed.
import { inferType, type GivenSchemas } from './infer-type.ts';
import { TokenText } from './token-text.ts';
import { toSchema } from './to-schema.ts';
import { itemsOf } from './type-parts.ts';
import { arrayOf, INTEGER, mayBeNothing, STRING, UNKNOWN, type InferredType } from './types.ts';
import { wordOfType } from './type-words.ts';

/** A name that fits at a place. */
export interface CompletionOption {
  readonly kind: 'member' | 'variable';
  /** As it is written: in backticks where it is no word. */
  readonly text: string;
  /** One word, such as `text`; empty when nothing is known. */
  readonly type: string;
  readonly mayBeMissing: boolean;
}
export interface Completion {
  /** Where the word begins that is being typed. */
  readonly from: number;
  readonly options: readonly CompletionOption[];
}

interface Place {
  readonly source: string;
  readonly position: number;
  readonly given: GivenSchemas;
}

const MOST_OPTIONS = 300;

/** The names that fit at a position; undefined within a text, a number or a comment. */
export function completionAt({ source, position, given }: Place): Completion | undefined {
  const before = source.slice(0, position);
  if (before.lastIndexOf('/*') > before.lastIndexOf('*/')) return undefined;
  const text = new TokenText(before);
  const word = wordAt(text);
  if (word === undefined) return undefined;
  const { index, from } = word;
  const scope = scopeAt(text, index, given);
  const isMember = text.at(index - 1) === '.';
  const start = isMember ? text.termStart(index - 1) : undefined;
  if (isMember && start === undefined) return undefined;
  const context = start === undefined ? contextOf(scope) : inferType(text.slice(start, index - 1), scope);
  const members = membersOf(itemsOf(context));
  const options = isMember ? members : [...members, ...variablesOf(scope)];
  return { from, options: options.slice(0, MOST_OPTIONS) };
}

/** Where the word that is being typed begins, and the index of its token. */
function wordAt(text: TokenText): { readonly index: number; readonly from: number } | undefined {
  const { tokens, source } = text;
  const open = tokens.findIndex((_, index) => isUnclosed(text.at(index)));
  if (open >= 0) return text.at(open).startsWith('`') ? { index: open, from: tokens[open]?.start ?? 0 } : undefined;
  const end = tokens.at(-1)?.end ?? 0;
  // What is left then is the beginning of something that is no token.
  if (source.slice(end).trim() !== '') return undefined;
  const word = end === source.length ? text.at(tokens.length - 1) : '';
  if (/^\d/.test(word)) return undefined;
  const isWord = /^[^\W\d]|^[$`]/.test(word);
  return isWord
    ? { index: tokens.length - 1, from: source.length - word.length }
    : { index: tokens.length, from: source.length };
}

const isUnclosed = (token: string): boolean =>
  /^["'`]/.test(token) && (token.length < 2 || !token.endsWith(token.charAt(0)));

function contextOf({ input }: GivenSchemas): InferredType {
  return input === undefined ? UNKNOWN : inferType('$', { input });
}

function membersOf(type: InferredType): readonly CompletionOption[] {
  if (type === UNKNOWN || type.object === false) return [];
  return [...type.object.members].map(([name, member]) => ({
    kind: 'member',
    text: /^[A-Za-z_]\w*$/.test(name) ? name : `\`${name}\``,
    type: wordOfType(member),
    mayBeMissing: mayBeNothing(member),
  }));
}

function variablesOf(given: GivenSchemas): readonly CompletionOption[] {
  return Object.keys(given.variables ?? {}).map((name) => ({
    kind: 'variable',
    text: `$${name}`,
    type: wordOfType(inferType(`$${name}`, given)),
    mayBeMissing: false,
  }));
}

/** What names and variables mean at a place: each open bracket may change it. */
function scopeAt(text: TokenText, end: number, given: GivenSchemas): GivenSchemas {
  const open = text.openBefore(end);
  return open.reduce((scope: GivenSchemas, bracket, depth) => {
    const inside = enter({ text, bracket, outer: open[depth - 1], scope });
    return withBindings(inside, { text, from: bracket + 1, to: open[depth + 1] ?? end });
  }, given);
}

interface Entered {
  readonly text: TokenText;
  readonly bracket: number;
  /** The bracket around this one. */
  readonly outer: number | undefined;
  readonly scope: GivenSchemas;
}

function enter(entered: Entered): GivenSchemas {
  const { text, bracket, scope } = entered;
  const before = bracket - 1;
  if (text.at(bracket) === '{' && text.closesParameters(before)) return withParameters(entered);
  const isStep = text.at(before) === '.' || text.at(before) === '^';
  // Behind a word, a bracket holds the arguments of a call.
  const isFilter = text.at(bracket) !== '(' && text.endsValue(before);
  if (!isStep && !isFilter) return scope;
  const end = isStep ? before : bracket;
  const start = text.termStart(end);
  if (start === undefined) return scope;
  return { ...scope, input: toSchema(itemsOf(inferType(text.slice(start, end), scope))) };
}

/** What functions of the table call others with, by the type of the items that they go through. */
const CALLBACKS: Readonly<Record<string, (items: InferredType) => readonly InferredType[]>> = {
  $map: (items) => [items, INTEGER, arrayOf(items)],
  $filter: (items) => [items, INTEGER, arrayOf(items)],
  $single: (items) => [items, INTEGER, arrayOf(items)],
  $sort: (items) => [items, items],
  $reduce: (items) => [UNKNOWN, items, INTEGER],
  $each: () => [UNKNOWN, STRING],
  $sift: () => [UNKNOWN, STRING],
};

function withParameters({ text, bracket, outer, scope }: Entered): GivenSchemas {
  const close = bracket - 1;
  const open = text.openOf(close);
  const names = text.parts(open + 1, close, ',').map(([from]) => text.at(from).slice(1));
  const types = outer === undefined ? undefined : callbackTypes({ text, call: outer, scope });
  const schemas = names.map((name, index) => [name, toSchema(types?.[index] ?? UNKNOWN)] as const);
  return { ...scope, variables: { ...scope.variables, ...Object.fromEntries(schemas) } };
}

interface Called {
  readonly text: TokenText;
  /** The bracket behind the function's name. */
  readonly call: number;
  readonly scope: GivenSchemas;
}

function callbackTypes({ text, call, scope }: Called): readonly InferredType[] | undefined {
  const callback = CALLBACKS[text.at(call - 1)];
  const isHandedOn = text.at(call - 2) === '~>';
  const start = isHandedOn ? text.termStart(call - 2) : call + 1;
  const end = isHandedOn ? call - 2 : text.parts(call + 1, text.tokens.length, ',')[0]?.[1];
  if (callback === undefined || start === undefined || end === undefined) return undefined;
  return callback(itemsOf(inferType(text.slice(start, end), scope)));
}

/** The variables that finished statements of a block have set. */
function withBindings(
  scope: GivenSchemas,
  { text, from, to }: { readonly text: TokenText; readonly from: number; readonly to: number },
): GivenSchemas {
  const finished = text.parts(from, to, ';').slice(0, -1);
  return finished.reduce((known: GivenSchemas, [start, end]) => {
    const name = text.at(start);
    if (!name.startsWith('$') || text.at(start + 1) !== ':=') return known;
    const schema = toSchema(inferType(text.slice(start + 2, end), known));
    return { ...known, variables: { ...known.variables, [name.slice(1)]: schema } };
  }, scope);
}
