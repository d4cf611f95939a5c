import { describe, expect, test } from '@jest/globals';
import { inspectExpression } from './inspect-expression.ts';

const codesOf = (source: string): readonly string[] => inspectExpression(source).problems.map(({ code }) => code);
const freeIn = (source: string): readonly string[] => inspectExpression(source).freeVariables;

test('a sound expression has no problems', () => {
  expect(inspectExpression("$states.input.price * 2 & ' euros'")).toEqual({
    problems: [],
    freeVariables: ['states'],
    statesMembers: ['input'],
    paths: [{ variable: 'states', names: ['input', 'price'] }],
    functions: [],
  });
});

describe('syntax errors', () => {
  test.each([
    ['an end that comes too early', '1 +', [{ position: 3 }]],
    ['a bracket that is not closed', '(1', [{ position: 2 }]],
    ['a text that is not closed', '"abc', [{ position: 4 }]],
    ['a letter that means nothing', 'a # b', [{}]],
    ['an operator in a place of its own', '{"a": }', [{ position: 7 }]],
    ['two mistakes at once', '[1, , 2] & {"a" 1}', [{}, {}]],
  ])('%s', (_, source, expected) => {
    const { problems, freeVariables } = inspectExpression(source);
    expect(problems.length).toBeGreaterThanOrEqual(expected.length);
    expect(problems.slice(0, expected.length)).toMatchObject(
      expected.map((problem) => ({ code: 'expression.syntax', ...problem })),
    );
    for (const { message } of problems) expect(message).toMatch(/^[A-Z].*[^{}]$/);
    expect(freeVariables).toEqual([]);
  });

  test('the end is told to come too early', () => {
    expect(inspectExpression('1 +').problems).toEqual([
      { code: 'expression.syntax', message: 'The expression ends too early.', position: 3 },
    ]);
    expect(inspectExpression('1 2').problems[0]?.message).toBe('"2" does not belong here.');
  });

  test('nothing at all is an error', () => {
    expect(codesOf('')).toEqual(['expression.syntax']);
    expect(codesOf('  ')).toEqual(['expression.syntax']);
  });

  test('what is too long or nests too deep is one problem', () => {
    expect(codesOf('x'.repeat(40_000))).toEqual(['expression.too_complex']);
    expect(inspectExpression(`${'('.repeat(201)}1${')'.repeat(201)}`).problems).toEqual([
      { code: 'expression.too_complex', message: 'An expression nests 200 brackets at most.', position: 200 },
    ]);
    expect(codesOf(`1${'+1'.repeat(15_000)}`)).toEqual(['expression.too_complex']);
    expect(codesOf('(function($a)<s?s?s?s?s?s?s?s?s?:s>{ $a })("a")')).toEqual(['expression.too_complex']);
  });
});

describe('functions', () => {
  test('that do not exist are named, with what was probably meant', () => {
    expect(inspectExpression('1 + $uppercse("a") + $nothingLikeIt()').problems).toEqual([
      {
        code: 'expression.function_unknown',
        message: 'Unknown function $uppercse.',
        hint: 'Did you mean $uppercase?',
        position: 14,
      },
      { code: 'expression.function_unknown', message: 'Unknown function $nothingLikeIt.', position: 36 },
    ]);
  });

  test('$eval is told to be missing on purpose', () => {
    expect(inspectExpression('$eval("1")').problems[0]?.message).toBe(
      '$eval does not exist: data is never evaluated as code.',
    );
  });

  test('are missed where their $ is forgotten', () => {
    expect(inspectExpression('items.sum(price)').problems).toEqual([
      {
        code: 'expression.function_unknown',
        message: 'sum is read as a member here, not as a function.',
        hint: 'Did you mean $sum?',
        position: 10,
      },
    ]);
    expect(codesOf('items.perhaps(price)')).toEqual([]);
  });

  test('of which the parser makes two are one problem', () => {
    expect(codesOf('$uppercas("a") ?? $lowercas("b")')).toEqual(Array(2).fill('expression.function_unknown'));
    expect(codesOf('$uppercase(1) ?: $sum("a")')).toEqual(Array(2).fill('expression.argument_type'));
    expect(codesOf('$match("a", /a/) ?? 1')).toEqual([]);
  });

  test('that are given too much say how much they take', () => {
    expect(inspectExpression('$uppercase("a", "b")').problems).toEqual([
      {
        code: 'expression.arity',
        message: '$uppercase takes 1 argument at most, but got 2.',
        hint: 'The text in upper case.',
        position: 11,
      },
    ]);
  });

  test.each([
    ['with an argument from the context', '"a" ~> $substring(1, 2)'],
    ['with any number of arguments', '$zip([1], [2], [3], [4], [5], [6])'],
    ['that the expression defines', '($double := function($x) { $x * 2 }; $double(2))'],
    ['that it defines in place of a known one', '($sum := function($a, $b, $c) { $a }; $sum(1, 2, 3))'],
    ['that are parameters', '(function($f) { $f(1, 2, 3, 4) })($sum)'],
    ['that are partly applied', '($first := $substring(?, 0, 1); $first("abc"))'],
    ['that are chained', '($both := $trim ~> $uppercase; $both(" a "))'],
    ['that stand in a block', '(function() { 1 })()'],
    ['that the expression has made a member', '{ "sum": function($x) { $x } }.sum(1)'],
    ['of ours and of ASL', '$hash("a") & $uuid() & $template("a", {}) & $base64url("a")'],
  ])('%s are fine', (_, source) => {
    expect(inspectExpression(source)).toMatchObject({ problems: [], freeVariables: [] });
  });
});

describe('calls of functions', () => {
  test.each([
    ['are told with their arguments', '$sum([1]) & $substring("abc", 1, 2)', ['sum 1', 'substring 3']],
    ['count what ~> hands on', '"abc" ~> $substring(1) ~> $uppercase', ['substring 2', 'uppercase 1']],
    ['may leave arguments open', '$substring(?, 1)', ['substring 2']],
    ['are told as often as they are written', '$now() & $now()', ['now 0', 'now 0']],
    ['are not those that the parser makes', '$a ?? $b', []],
    ['are told once where the parser doubles them', '$sum($a) ?? $b', ['sum 1']],
    ['are not those of other functions', '($sum := function() { 1 }; $sum()) & $nope() & $f.x()', []],
    ['are not functions that are handed on', '$trim ~> $uppercase', []],
  ])('%s', (_, source, expected) => {
    const { functions } = inspectExpression(source);
    expect(functions.map(({ name, arguments: count }) => `${name} ${count}`)).toEqual(expected);
    for (const { position } of functions) expect(source.slice(0, position)).toMatch(/\$\w+\(?$/);
  });
});

describe('regular expressions', () => {
  test('that need backtracking are found, with what to do', () => {
    expect(inspectExpression('$match("a", /a(?=b)/) & $match("b", /(b)\\1/)').problems).toMatchObject([
      { code: 'expression.regex_unsupported', position: 20, hint: expect.stringContaining('look-around') as unknown },
      { code: 'expression.regex_unsupported', position: 43 },
    ]);
  });

  test('that are linear are fine, with their flags', () => {
    expect(codesOf('$match("a", /^(?:[a-z]+|\\d{2,3})*?$/im)')).toEqual([]);
  });
});

describe('free variables', () => {
  test.each([
    ['are those that nobody binds', '$a + $b.c + $a', ['a', 'b']],
    ['are not the context', '$ & $$', []],
    ['are not bound ones', '($x := 1; $x + $y)', ['y']],
    ['are bound from the assignment on', '($x + 1; $x := 2)', ['x']],
    ['are not parameters', 'function($x) { $x + $y }', ['y']],
    ['of a block are not those around it', '(($x := 1; $x); $x)', ['x']],
    ['may be bound to themselves, for recursion', '($f := function($n) { $n = 0 ? 0 : $f($n - 1) }; $f(3))', []],
    ['are not the names of a focus or an index', 'items@$i#$p.{"a": $i, "b": $p, "c": $q}', ['q']],
    ['are in predicates and sort terms', 'items[id = $a]^(>$b)', ['a', 'b']],
    ['are in objects, groups and their keys', '{"a": $a, $b: 1} & items{$c: $d}', ['a', 'b', 'c', 'd']],
    ['are in transformations', '$ ~> |$a|{"x": $b}, $c|', ['a', 'b', 'c']],
    ['are in conditions', '$a ? $b : $c', ['a', 'b', 'c']],
    ['are in functions that are called and partly applied', '$f.g($a) & $sum(?, $b)', ['f', 'a', 'b']],
    ['are not the names of an index behind a predicate', 'items[a]#$i.{"a": $i}', []],
    ['are in parents of steps', 'a.b.%.{"c": $x}', ['x']],
    ['are not in texts', '"$a" & \'{% $b %}\'', []],
    ['are not functions that are handed on', '$map(items, $uppercase)', []],
    ['in a chain of assignments', '($x := $y := 2; $x + $y)', []],
  ])('%s', (_, source, expected) => {
    expect(freeIn(source)).toEqual(expected);
  });
});

describe('members of $states', () => {
  test.each([
    ['are the first names below it', '$states.input.a & $states.context.b & $states.input.c', ['input', 'context']],
    [
      'are found in functions',
      '$map($states.result, function($x) { $x + $states.errorOutput.n })',
      ['result', 'errorOutput'],
    ],
    ['are found before a predicate', '$states.input[0]', ['input']],
    ['are not those of others', '$other.input.states', []],
    ['are not read when all of it is', '$states', []],
  ])('%s', (_, source, expected) => {
    expect(inspectExpression(source).statesMembers).toEqual(expected);
  });
});
