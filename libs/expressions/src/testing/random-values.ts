// Random values of a type, as expressions: constants, and what is made of other expressions.
import fc from 'fast-check';
import { name } from './random-paths.ts';
import { anyOf, several, weighted, write, type Text, type Tie } from './writing.ts';

const someRegex = anyOf(
  ...['/x/', '/[xy]/', '/x|Y/i', '/(x)(y)?/', '/./', '/^1$/', '/y*/'],
  ...['/a(b)?/', '/\\s+/', '/(é|😀)/', '/^/m', '/(a)(?:b)/', '/[^a]$/', '/(.)(.)/'],
);
const atom = anyOf(
  'a',
  'b',
  'x',
  '.',
  '[ab]',
  '[^a]',
  '\\d',
  '\\w',
  '\\W',
  '\\b',
  '^',
  '$',
  'é',
  '[x-z]',
  '\\u0061',
  '😀',
);
const repeated = write`${atom}${anyOf('', '', '', '*', '+', '?', '{1,2}', '*?', '{2}')}`;
const sequence = several(repeated, { minLength: 1, maxLength: 3 });
/** Only parts that cannot be matched in many ways are repeated: the engine tries all of them. */
const anyRegex = write`/${weighted(
  [3, sequence],
  [1, write`(${sequence})${anyOf('', '?', '|a')}`],
  [1, write`(?:${sequence}|${sequence})${repeated}`],
  [1, write`(${atom}|${atom})(${sequence})?`],
)}/${anyOf('', '', 'i', 'm', 'im')}`;

export const regex: Text = weighted([2, someRegex], [1, anyRegex]);

/** Large ones, for which there are other ways. */
const LARGE = {
  numbers: '$map([1..230], function($x){$x * 7 % 11})',
  texts: '$map([1..230], function($x){"k" & ($x % 7)})',
  objects: '$append($map([1..70], function($x){{"a": $x % 5}}), [1,1,[2],[2]])',
  text: '$pad("x", 300, "ab")',
};

/** Letter of a signature, for arrays with that of their items -> constants. */
const CONSTANTS: Readonly<Record<string, Text>> = {
  s: anyOf(
    LARGE.text,
    '"x"',
    '"xyx"',
    '"a b"',
    '""',
    '"a,b,c"',
    '"é😀x"',
    '"1"',
    '"YWJj"',
    '"a%20b"',
    '"😀😀"',
    '"a"',
    '"ab"',
  ),
  n: anyOf(
    '1e-7',
    '123456789012345678',
    '0.30000000000000004',
    '1e21',
    '-2.5',
    '0',
    '1',
    '2',
    '3',
    '-1',
    '-3',
    '1.5',
    '2.5',
    '0.1',
    '1e10',
    '-0.5',
    '16',
    '1e300',
    '12345.678',
    '1.45',
  ),
  b: anyOf('true', 'false'),
  o: anyOf('{"a":1,"b":"x"}', '{}', '{"a":{"b":[1]}}', '{"1":2,"b":null,"0":[]}'),
  a: anyOf(
    LARGE.objects,
    LARGE.numbers,
    '[]',
    '[1,2,3]',
    '["b","a"]',
    '[1,"a"]',
    '[[1],[2,3]]',
    '[3,1,2]',
    '[1..4]',
    '[{"a":1},{"a":1}]',
    '[null]',
    '1',
  ),
  an: anyOf(LARGE.numbers, '[]', '[1]', '[3,1,2]', '[0.1,0.2]', '[1,1]', '5', '[1..4]'),
  as: anyOf(LARGE.texts, '[]', '["x"]', '["b","a","c"]', '["a","a"]', '"x"', '["é","😀"]'),
  ao: anyOf('[]', '{"a":1}', '[{"a":1},{"b":2}]', '[{"a":1},{"a":2,"b":3}]'),
  f: weighted(
    [3, anyOf('function($x){$x}', 'function($x, $y){$x & $y}', 'function($x, $y){$x > $y}', 'function(){1}')],
    [2, anyOf('function($x, $y, $i){$i}', 'function($x, $y){$y}', 'function($x){$x = 1}', 'function($x){{"x": $x}}')],
    [2, anyOf('$string', '$exists', '$type', '$append', '$boolean', '$count', '$sum', '$keys', '$length(?)')],
    [1, regex],
  ),
  x: anyOf(
    '1',
    '"x"',
    '[]',
    '[1,[2]]',
    '{"a":[1,2]}',
    'null',
    'true',
    '[{"a":1},{"b":2}]',
    '[[1]]',
    '0.1',
    '{}',
    '$string',
  ),
};

/** The types of a signature's parameters: `<s-(sf)a<n>?:s>` has s, s or f, and an. */
function typesOf(signature: string): readonly (readonly string[])[] {
  const parameters = signature.slice(1, -1).replace(/:[^:]*$/, '');
  return [...parameters.matchAll(/\(([a-z]+)\)|([a-z])(?:<([a-z])[^>]*>)?/g)].map(
    ([, choice, letter = '', item = '']) =>
      choice === undefined ? [letter === 'a' ? letter + item : letter] : Array.from(choice),
  );
}

const constantOf = (type: string): Text => CONSTANTS[type] ?? CONSTANTS.x ?? anyOf('1');

/** Something of a type, or what may be of it. */
function valueOf(type: string, tie: Tie): Text {
  const constant = constantOf(type);
  if (type === 's')
    return weighted(
      [3, constant],
      [2, name],
      [1, write`$string(${tie('expression')})`],
      [1, write`(${tie('expression')} & "x")`],
    );
  if (type === 'n') return weighted([4, constant], [2, name], [1, write`$count(${tie('expression')})`]);
  if (type === 'o')
    return weighted([2, constant], [1, anyOf('$', '$v')], [1, name], [1, write`{"a": ${tie('expression')}}`]);
  if (type === 'f') return weighted([1, constant], [4, tie('function')]);
  if (type === 'b') return weighted([2, constant], [1, tie('operation')]);
  if (type.startsWith('a'))
    return weighted([2, constant], [2, tie('path')], [1, write`[${tie('expression')}, ${tie('expression')}]`]);
  return weighted([1, constant], [2, tie('expression')]);
}

interface Called {
  readonly name: string;
  readonly signature: string;
}

function callWith({ name: called, signature }: Called, value: (type: string) => Text): Text {
  const values = typesOf(signature).map((types) => fc.oneof(...types.map(value)));
  const most = values.length;
  // As many values as it can take, or some fewer.
  const count = fc.constantFrom(most, most, most, Math.max(0, most - 1), Math.max(0, most - 2));
  return fc
    .tuple(count, fc.tuple(...values))
    .map(([given, texts]) => `$${called}(${texts.slice(0, given).join(', ')})`);
}

/** A call of one of the functions with values that may fit. */
export const fittingCall = (functions: readonly Called[], tie: Tie): Text =>
  fc.oneof(...functions.map((called) => callWith(called, (type) => valueOf(type, tie))));

/** The same with constants that do fit. */
export const constantCall = (functions: readonly Called[]): Text =>
  fc.oneof(...functions.map((called) => callWith(called, constantOf)));

export const text = (tie: Tie): Text => valueOf('s', tie);
export const number = (tie: Tie): Text => valueOf('n', tie);
export const array = (tie: Tie): Text => valueOf('a', tie);
