// Every function an expression may call: what the checker compares calls with, and the designer completes.
import { ADDED_FUNCTIONS } from '../compile.ts';

export interface FunctionDescription {
  readonly name: string;
  readonly signature: string;
  readonly help: string;
  readonly example?: string;
  readonly minArguments: number;
  readonly maxArguments: number;
}

/** JSONata's own: name, signature, one line. https://docs.jsonata.org */
const BUILT_IN: readonly (readonly [string, string, string])[] = [
  ['sum', '<a<n>:n>', 'Sum of the numbers.'],
  ['count', '<a:n>', 'How many items.'],
  ['max', '<a<n>:n>', 'The largest number.'],
  ['min', '<a<n>:n>', 'The smallest number.'],
  ['average', '<a<n>:n>', 'The mean of the numbers.'],
  ['string', '<x-b?:s>', 'The value as text; JSON for objects and arrays.'],
  ['substring', '<s-nn?:s>', 'Characters from a position on, and how many.'],
  ['substringBefore', '<s-s:s>', 'What stands before the first occurrence.'],
  ['substringAfter', '<s-s:s>', 'What stands after the first occurrence.'],
  ['lowercase', '<s-:s>', 'The text in lower case.'],
  ['uppercase', '<s-:s>', 'The text in upper case.'],
  ['length', '<s-:n>', 'How many characters.'],
  ['trim', '<s-:s>', 'The text without space around it.'],
  ['match', '<s-f<s:o>n?:a<o>>', 'The matches of a regular expression.'],
  ['contains', '<s-(sf):b>', 'Whether the text holds another, or a match.'],
  ['replace', '<s-(sf)(sf)n?:s>', 'The text with occurrences replaced.'],
  ['split', '<s-(sf)n?:a<s>>', 'The parts between separators.'],
  ['formatNumber', '<n-so?:s>', "The number as text by a picture such as '#,##0.00'."],
  ['formatBase', '<n-n?:s>', 'The number in another base.'],
  ['formatInteger', '<n-s:s>', 'The whole number as text by a picture.'],
  ['parseInteger', '<s-s:n>', 'The whole number written in the text.'],
  ['number', '<(nsb)-:n>', 'The value as a number.'],
  ['floor', '<n-:n>', 'The next whole number down.'],
  ['ceil', '<n-:n>', 'The next whole number up.'],
  ['round', '<n-n?:n>', 'Rounded, half to even, to so many places.'],
  ['abs', '<n-:n>', 'Without its sign.'],
  ['sqrt', '<n-:n>', 'The square root.'],
  ['power', '<n-n:n>', 'Raised to a power.'],
  ['boolean', '<x-:b>', 'Whether the value counts as true.'],
  ['not', '<x-:b>', 'The opposite.'],
  ['map', '<af>', 'A function of each item.'],
  ['zip', '<a+>', 'Arrays of the items at the same position.'],
  ['filter', '<af>', 'The items for which a function is true.'],
  ['single', '<af?>', 'The one item for which a function is true.'],
  ['reduce', '<afj?:j>', 'All items folded into one value.'],
  ['sift', '<o-f?:o>', 'The members for which a function is true.'],
  ['keys', '<x-:a<s>>', 'The names of the members.'],
  ['lookup', '<x-s:x>', 'The member of that name.'],
  ['append', '<xx:a>', 'Two arrays as one.'],
  ['exists', '<x:b>', 'Whether the expression gives anything.'],
  ['spread', '<x-:a<o>>', 'An object as objects of one member each.'],
  ['merge', '<a<o>:o>', 'Objects as one; later members win.'],
  ['reverse', '<a:a>', 'The items from last to first.'],
  ['each', '<o-f:a>', 'A function of each member.'],
  ['error', '<s?:x>', 'Fails with the message.'],
  ['assert', '<bs?:x>', 'Fails with the message unless true.'],
  ['type', '<x:s>', 'The name of the value’s type.'],
  ['sort', '<af?:a>', 'The items in order.'],
  ['base64encode', '<s-:s>', 'The text in base64, from Latin-1.'],
  ['base64decode', '<s-:s>', 'The text of a base64 one, as Latin-1.'],
  ['encodeUrlComponent', '<s-:s>', 'The text as part of a URL.'],
  ['encodeUrl', '<s-:s>', 'The text as a whole URL.'],
  ['decodeUrlComponent', '<s-:s>', 'The text of a part of a URL.'],
  ['decodeUrl', '<s-:s>', 'The text of a URL.'],
  ['now', '<s?s?:s>', 'The time of the step, as ISO 8601 or by a picture.'],
  ['millis', '<:n>', 'The time of the step in milliseconds.'],
  ['toMillis', '<s-s?:n>', 'A time as milliseconds.'],
  ['fromMillis', '<n-s?s?:s>', 'Milliseconds as a time.'],
  ['clone', '<(oa)-:o>', 'A copy.'],
];

/** Counts a signature's parameters: `<s-ns?:s>` takes one to three, since its first may come from the context. */
function arityOf(signature: string): { readonly minArguments: number; readonly maxArguments: number } {
  const parameters = /^<(.*?)(?::[^:]*)?>$/.exec(signature.replace(/<[^<>]*>(?=.)/g, ''))?.[1] ?? '';
  const found = [...parameters.matchAll(/(?:\([^)]*\)|[a-z])([-?+]?)/g)].map((match) => match[1] ?? '');
  const optional = found.filter((mark) => mark === '?' || mark === '-').length;
  return { minArguments: found.length - optional, maxArguments: found.includes('+') ? Infinity : found.length };
}

/** Name (without `$`) -> description, in alphabetical order. */
export const EXPRESSION_FUNCTIONS: ReadonlyMap<string, FunctionDescription> = new Map(
  [...BUILT_IN.map(([name, signature, help]) => ({ name, signature, help })), ...ADDED_FUNCTIONS]
    .map(
      ({
        call: _,
        ...description
      }: {
        call?: unknown;
        name: string;
        signature: string;
        help: string;
        example?: string;
      }) => ({
        ...description,
        ...arityOf(description.signature),
      }),
    )
    .sort((left, right) => (left.name < right.name ? -1 : 1))
    .map((description) => [description.name, description]),
);
