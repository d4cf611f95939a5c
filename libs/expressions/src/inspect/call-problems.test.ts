import { describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import jsonata from 'jsonata';
import { EXPRESSION_FUNCTIONS } from '../functions/table.ts';
import { inspectExpression } from './inspect-expression.ts';

jest.setTimeout(120_000);

describe('a call fails for sure', () => {
  test.each([
    ['$substring("a")', 'expression.arity', '$substring needs 2 arguments here, but got 1.'],
    ['$sum()', 'expression.arity', '$sum needs 1 argument here, but got 0.'],
    ['$map(items)', 'expression.arity', '$map needs 2 arguments here, but got 1.'],
    ['$dateDiff("a", "b")', 'expression.arity', '$dateDiff needs 3 arguments here, but got 2.'],
    ['a.b ~> $map()', 'expression.arity', '$map needs 2 arguments here, but got 1.'],
    ['a.b ~> $map', 'expression.arity', '$map needs 2 arguments here, but got 1.'],
    ['$now("a", "b", "c")', 'expression.arity', '$now takes 2 arguments at most, but got 3.'],
    ['$uppercase(1)', 'expression.argument_type', 'Argument 1 of $uppercase must be a text, but is a number.'],
    ['$sum("a")', 'expression.argument_type', 'Argument 1 of $sum must be an array of numbers, but is a text.'],
    [
      '$sum([1, "a"])',
      'expression.argument_type',
      'Argument 1 of $sum must be an array of numbers, but is an array with other items.',
    ],
    [
      '$sum([[1]])',
      'expression.argument_type',
      'Argument 1 of $sum must be an array of numbers, but is an array with other items.',
    ],
    [
      '$join([1], ",")',
      'expression.argument_type',
      'Argument 1 of $join must be an array of texts, but is an array with other items.',
    ],
    ['$map([1], "a")', 'expression.argument_type', 'Argument 2 of $map must be a function, but is a text.'],
    [
      '$contains("a", {})',
      'expression.argument_type',
      'Argument 2 of $contains must be a text or a function, but is an object.',
    ],
    ['$substring("a", "b")', 'expression.argument_type', 'Argument 2 of $substring does not fit: it is a text.'],
    ['$length(null)', 'expression.argument_type', 'Argument 1 of $length must be a text, but is null.'],
    ['$floor(true)', 'expression.argument_type', 'Argument 1 of $floor must be a number, but is a boolean.'],
    ['$range(1, "a")', 'expression.argument_type', 'Argument 2 of $range must be a number, but is a text.'],
    ['1 ~> $uppercase', 'expression.argument_type', 'Argument 1 of $uppercase must be a text, but is a number.'],
    ['$hmac("a", "b" & $c, 1)', 'expression.argument_type', 'Argument 3 of $hmac must be a text, but is a number.'],
  ])('%s', (source, code, message) => {
    expect(inspectExpression(source).problems).toMatchObject([
      { code, message, position: expect.any(Number) as unknown },
    ]);
  });

  test('and says what would be right', () => {
    expect(inspectExpression('$sum("a")').problems[0]?.hint).toBe('For example: $sum([1,2,3])');
    expect(inspectExpression('$sum()').problems[0]?.hint).toBe('Sum of the numbers.');
  });
});

test.each([
  ['a missing argument may come from the context', '$uppercase() & $substring(1) & $each(function($v) { $v })'],
  ['a missing value fits everywhere', '$uppercase($a) & $sum(b.c) & $round(-$a)'],
  ['one value is an array of one', '$sum(1) & $count("a") & $join("a")'],
  ['an array may be empty', '$sum([]) & $join([])'],
  ['only the value tells what it is', '$uppercase($a ? 1 : 2) & $sum([$a]) & $floor("a".b) & $sum(["a"][1])'],
  ['what is left open is not looked at', '$uppercase(?) & $substring(?)'],
  ['functions may be put together', '($f := $trim ~> $map; $g := function($x) { $x } ~> $map; $f ~> $map)'],
])('%s', (_, source) => {
  expect(inspectExpression(source).problems).toEqual([]);
});

/** Functions that the reference has not get a body, so that it checks their arguments. */
function reference(source: string): jsonata.Expression {
  const expression = jsonata(source);
  for (const { name, signature } of EXPRESSION_FUNCTIONS.values()) {
    if (OURS.has(name)) expression.registerFunction(name, () => 1, signature);
  }
  return expression;
}
const OURS = new Set([
  ...['partition', 'range', 'hash', 'random', 'uuid', 'parse', 'template', 'dateAdd', 'dateDiff'],
  ...['base64url', 'base64urlDecode', 'hex', 'hexDecode', 'hmac'],
]);

test('the reference refuses every call with a problem, whatever its data are', async () => {
  const written = fc.constantFrom(
    ...[
      '1',
      '-1',
      '"a"',
      'true',
      'null',
      '{}',
      '{"a": 1}',
      '[]',
      '[1]',
      '["a"]',
      '[1, "a"]',
      '[[1]]',
      '[$v]',
      '[$v, 1]',
    ],
    ...['$v', 'a', '$', 'function($x) { 1 }', '/a/', '$sum', '"a" & 1', '[1, 2][0]'],
  );
  const call = fc
    .record({
      name: fc.constantFrom(...EXPRESSION_FUNCTIONS.keys()),
      given: fc.array(written, { maxLength: 4 }),
      isChained: fc.boolean(),
    })
    .map(({ name, given: [first, ...rest], isChained }) => {
      if (first === undefined) return `$${name}()`;
      return isChained ? `${first} ~> $${name}(${rest.join(', ')})` : `$${name}(${[first, ...rest].join(', ')})`;
    });
  const data = fc.constantFrom(undefined, null, 1, 'a', true, [1], ['a'], { a: 'x' });
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(call, data, data, async (source, input, v) => {
      if (inspectExpression(source).problems.length === 0) return;
      refused += 1;
      await expect(reference(source).evaluate(input, { v })).rejects.toMatchObject({
        code: expect.stringMatching(/^T041[012]$/) as unknown,
      });
    }),
    { numRuns: 2000, seed: 20_300_104 },
  );
  expect(refused).toBeGreaterThan(500);
});
