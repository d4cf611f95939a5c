// Random data, and random expressions over it, for comparing with the reference implementation. All are small, and most
// mean something: names that exist, functions with arguments that may fit.
import fc from 'fast-check';
import type { JsonObject, JsonValue } from '../json.ts';

const NAMES = ['a', 'b', 'c', 'd'] as const;
const VARIABLES = ['$x', '$y'] as const;

const scalar: fc.Arbitrary<JsonValue> = fc.oneof(
  fc.integer({ min: -2, max: 5 }),
  fc.constantFrom<JsonValue>(0.5, 2.25, 1e21, '', 'x', 'y', 'xy', '1', true, false, null),
);

const { value: jsonValue } = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, depthSize: 'small', withCrossShrink: true },
    scalar,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...NAMES), tie('value'), { maxKeys: 3 }),
  ),
}));

/** An input document; mostly an object, since paths begin there. */
export const randomDocument: fc.Arbitrary<JsonValue> = fc.oneof(
  { weight: 4, arbitrary: fc.dictionary(fc.constantFrom(...NAMES), jsonValue, { maxKeys: 4 }) },
  { weight: 1, arbitrary: jsonValue },
);

/** Variables from outside. */
export const randomBindings: fc.Arbitrary<JsonObject> = fc.record({ v: jsonValue }, { requiredKeys: [] });

type Text = fc.Arbitrary<string>;
/** A text with a part in each of its gaps. */
const fill = (pieces: readonly string[], ...parts: readonly Text[]): Text =>
  fc.tuple(...parts).map((texts) => pieces.map((piece, index) => piece + (texts[index] ?? '')).join(''));
const write = ({ raw }: TemplateStringsArray, ...parts: readonly Text[]): Text => fill(raw, ...parts);

const name = fc.constantFrom(...NAMES);
const variable = fc.constantFrom(...VARIABLES);
const regex = fc.constantFrom('/x/', '/[xy]/', '/x|y/i', '/(x)(y)?/', '/./', '/^1$/', '/y*/');
const literal = fc.oneof(
  fc.constantFrom('0', '1', '2', '-1', '1.5', '"x"', '"y"', '"xy"', '""', 'true', 'false', 'null', '[]', '{}'),
);

const ONE_ARGUMENT = [
  ...['sum', 'count', 'max', 'min', 'average', 'string', 'length', 'trim', 'uppercase', 'lowercase', 'number'],
  ...['floor', 'ceil', 'round', 'abs', 'boolean', 'not', 'keys', 'exists', 'spread', 'merge', 'reverse', 'type'],
  ...['distinct', 'clone', 'base64encode', 'encodeUrlComponent', 'sort', 'zip', 'join', 'sqrt'],
];
const TWO_ARGUMENTS = [
  ...['append', 'lookup', 'substringBefore', 'substringAfter', 'substring', 'contains', 'split', 'join', 'pad'],
  ...['power', 'round', 'zip', 'formatBase', 'substring', 'string'],
];
const CALLBACKS = ['map', 'filter', 'single', 'each', 'sift', 'sort', 'reduce'];

type Grammar = Record<
  'expression' | 'path' | 'call' | 'operation' | 'construction' | 'lambda' | 'block' | 'predicate',
  string
>;

/** The parts of a path behind its first step. */
function tailOf(tie: <Key extends keyof Grammar>(key: Key) => fc.Arbitrary<Grammar[Key]>): Text {
  const step = fc.oneof(
    { weight: 5, arbitrary: write`.${name}` },
    { weight: 2, arbitrary: write`[${tie('predicate')}]` },
    fc.constantFrom('[]', '.*', '.**', '[0]', '[-1]', '[[0..1]]', '.%', '.%.%'),
    write`.(${tie('expression')})`,
    write`.${tie('call')}`,
    write`.[${tie('expression')}]`,
    write`.{"k": ${tie('expression')}}`,
    write`^(${name})`,
    write`^(>${name}, ${tie('path')})`,
    write`@${variable}`,
    write`#${variable}`,
    write`#${variable}[${variable}=${literal}]`,
    write`@${variable}.${name}[${variable}.${name}=${name}]`,
    write`{${tie('expression')}: ${tie('expression')}}`,
    write`{$string(${name}): ${tie('expression')}}`,
  );
  return fc.array(step, { maxLength: 4 }).map((steps) => steps.join(''));
}

const grammar = fc.letrec<Grammar>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 4, depthSize: 'medium', withCrossShrink: true },
    { weight: 2, arbitrary: literal },
    { weight: 2, arbitrary: fc.constantFrom('$', '$$', '$v', ...VARIABLES, '$nothing') },
    { weight: 6, arbitrary: tie('path') },
    { weight: 3, arbitrary: tie('call') },
    { weight: 3, arbitrary: tie('operation') },
    { weight: 2, arbitrary: tie('construction') },
    { weight: 2, arbitrary: tie('block') },
    { weight: 1, arbitrary: tie('lambda') },
  ),
  path: fill(
    ['', '', ''],
    fc.oneof(
      { weight: 6, arbitrary: name },
      { weight: 2, arbitrary: fc.constantFrom('$', '$$', '$v', ...VARIABLES, '*', '**') },
      { weight: 1, arbitrary: write`(${tie('expression')})` },
      { weight: 1, arbitrary: write`[${tie('expression')}, ${literal}]` },
      { weight: 1, arbitrary: tie('call') },
    ),
    tailOf(tie),
  ),
  predicate: fc.oneof(
    fc.constantFrom('0', '1', '-1', '$', 'true', '[0,1]', '[1..2]'),
    write`${name}=${literal}`,
    write`${name} > ${literal}`,
    write`$exists(${name})`,
    write`%.${name}=${literal}`,
    tie('expression'),
  ),
  call: fc.oneof(
    write`$${fc.constantFrom(...ONE_ARGUMENT)}(${tie('expression')})`,
    write`$${fc.constantFrom('string', 'uppercase', 'keys', 'length', 'not')}()`,
    write`$${fc.constantFrom(...TWO_ARGUMENTS)}(${tie('expression')}, ${tie('expression')})`,
    write`$${fc.constantFrom(...CALLBACKS)}(${tie('expression')}, ${tie('lambda')})`,
    write`$${fc.constantFrom('contains', 'match', 'split')}(${tie('expression')}, ${regex})`,
    write`$replace(${tie('expression')}, ${regex}, ${fc.constantFrom('"-"', '"$1"', '"$0$2"', 'function($m){$m.match & "!"}')})`,
    write`$reduce(${tie('expression')}, function($p, $q){${tie('operation')}}, ${literal})`,
    write`${tie('path')} ~> $${fc.constantFrom(...ONE_ARGUMENT)}`,
    write`${tie('path')} ~> $${fc.constantFrom(...TWO_ARGUMENTS)}(${literal})`,
    write`${tie('expression')} ~> |${tie('path')}|{"k": ${tie('expression')}}, ${fc.constantFrom('"a"', '["a","b"]')}|`,
    write`$${fc.constantFrom('map', 'filter')}(${tie('expression')}, $${fc.constantFrom(...ONE_ARGUMENT)})`,
  ),
  operation: fc.oneof(
    fill(
      ['', ' ', ' ', ''],
      tie('expression'),
      fc.constantFrom('+', '-', '*', '/', '%', '=', '!=', '<', '<=', '>', '>=', '&', 'and', 'or', 'in'),
      tie('expression'),
    ),
    write`(${tie('expression')} ? ${tie('expression')} : ${tie('expression')})`,
    write`(${tie('expression')} ? ${tie('expression')})`,
    write`(${tie('expression')} ?: ${tie('expression')})`,
    write`(${tie('path')} ?? ${tie('expression')})`,
    write`-(${tie('expression')})`,
    write`[${literal}..${literal}]`,
  ),
  construction: fc.oneof(
    write`[${tie('expression')}]`,
    write`[${tie('expression')}, ${tie('expression')}]`,
    write`{"k": ${tie('expression')}, "l": ${tie('expression')}}`,
    write`{${tie('expression')}: ${tie('expression')}}`,
    write`{"k": ${tie('expression')}}.k`,
  ),
  lambda: fc.oneof(
    write`function($x){${tie('expression')}}`,
    write`function($x, $y){${tie('operation')}}`,
    write`function($x, $y){$x.${name} > $y.${name}}`,
    write`function($x)<${fc.constantFrom('n:n', 's:s', 'x?:x', 'a<n>:n', 'n-:n')}>{${tie('expression')}}`,
    write`$${fc.constantFrom('sum', 'string', 'append', 'lookup')}(?, ${literal})`,
    write`function($x){$${fc.constantFrom(...ONE_ARGUMENT)}($x)}`,
  ),
  block: fc.oneof(
    write`(${variable} := ${tie('expression')}; ${tie('expression')})`,
    write`(${variable} := ${tie('expression')}; (${variable} := ${tie('expression')}); ${variable})`,
    write`($f := ${tie('lambda')}; $f(${tie('expression')}))`,
    write`($f := ${tie('lambda')}; $f(${tie('expression')}, ${tie('expression')}))`,
    write`($f := function($n){$n <= 0 ? ${tie('expression')} : $f($n - 1)}; $f(2))`,
    write`($f := function($n){$n <= 0 ? [${literal}] : $append($f($n - 1), $n)}; $f(3))`,
    write`(${tie('expression')}; ${tie('expression')})`,
    write`(${tie('expression')})[${tie('predicate')}]`,
  ),
}));

export const randomExpression: Text = grammar.expression;
