// What the signature of a function says of its arguments before any is evaluated.
import { parametersOf } from '../compile/signature-parameters.ts';
import type { SyntaxNode } from '../syntax-node.ts';
import { listOf } from '../syntax-node.ts';

/** JSONata's letters for types, with those of null and of a missing value. */
const LETTERS = {
  s: 'a text',
  n: 'a number',
  b: 'a boolean',
  l: 'null',
  o: 'an object',
  a: 'an array',
  f: 'a function',
} as const;
type Letter = keyof typeof LETTERS;
const ALL = Object.keys(LETTERS).join('');

export interface Parameter {
  /** The letters that fit. */
  readonly letters: string;
  /** What the items of an array have to be. */
  readonly items?: string;
  readonly isOptional: boolean;
  /** A missing one is taken from the context. */
  readonly isFromContext: boolean;
  readonly isRepeated: boolean;
}

/** The parameters of a signature of the table. */
export function parametersIn(signature: string): readonly Parameter[] {
  return parametersOf(signature).map(({ letters, isArray, subtype, isFromContext, repeat }) => ({
    // An array may be given as its only item; a missing value is judged apart.
    letters: isArray ? `a${subtype ?? ALL}` : letters.replace(/[[\]m]/g, ''),
    ...(isArray && subtype !== undefined ? { items: subtype } : {}),
    isOptional: repeat.includes('?'),
    isFromContext,
    isRepeated: repeat.includes('+'),
  }));
}

/** What an argument is for sure; undefined when only its value can tell. */
export function letterOf({ type, value, predicate, group }: SyntaxNode): Letter | undefined {
  if (predicate !== undefined || group !== undefined) return undefined;
  if (type === 'value') return value === null ? 'l' : 'b';
  return LETTER_OF_NODE.get(`${type} ${type === 'unary' || type === 'binary' ? String(value) : ''}`);
}

/** Type and operator of a node -> what it always is. */
const LETTER_OF_NODE: ReadonlyMap<string, Letter> = new Map([
  ['string ', 's'],
  ['number ', 'n'],
  ['regex ', 'f'],
  ['lambda ', 'f'],
  ['unary [', 'a'],
  ['unary {', 'o'],
  ['binary &', 's'],
]);

/** Some arguments, of which undefined ones may be anything. */
export type Arguments = readonly (SyntaxNode | undefined)[];

/** Could a call with these arguments fit? False only when it certainly fails. */
export function mayFit([parameter, ...others]: readonly Parameter[], given: Arguments): boolean {
  if (parameter === undefined) return given.length === 0;
  const [argument, ...rest] = given;
  if (parameter.isOptional && mayFit(others, given)) return true;
  if (given.length === 0 || !accepts(parameter, argument)) return false;
  return mayFit(others, rest) || (parameter.isRepeated && mayFit([parameter, ...others], rest));
}

/** How many arguments a call has that leaves nothing to the context. */
export function countWithoutContext([first, ...others]: readonly Parameter[]): number {
  if (first?.isFromContext !== true) return 0;
  return 1 + others.filter(({ isOptional }) => !isOptional).length;
}

/** Does a call for sure take its first argument from the context? */
export function takesContext(parameters: readonly Parameter[], given: Arguments): boolean {
  const [first, argument] = [parameters[0], given[0]];
  if (given.length < countWithoutContext(parameters)) return true;
  return first?.isFromContext === true && argument !== undefined && !accepts(first, argument);
}

function accepts({ letters, items }: Parameter, argument: SyntaxNode | undefined): boolean {
  const letter = argument === undefined ? undefined : letterOf(argument);
  if (argument === undefined || letter === undefined) return true;
  if (!letters.includes(letter)) return false;
  if (letter !== 'a' || items === undefined) return true;
  // One item of another type is enough for the call to fail.
  return listOf(argument.expressions).every((item) => (letterOf(item) ?? items.charAt(0)) === items.charAt(0));
}

/** `a text or a function`. */
export function describeParameter({ letters, items }: Parameter): string {
  if (items !== undefined) return `an array of ${{ n: 'numbers', s: 'texts', o: 'objects' }[items] ?? 'values'}`;
  return letters
    .split('')
    .map((letter) => LETTERS[letter as Letter])
    .join(' or ');
}

/** What an argument is that does not fit. */
export function describeArgument(argument: SyntaxNode, { letters }: Parameter): string {
  const letter = letterOf(argument) ?? 'o';
  return letter === 'a' && letters.includes('a') ? 'an array with other items' : LETTERS[letter];
}
