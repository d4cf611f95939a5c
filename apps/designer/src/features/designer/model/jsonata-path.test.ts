import { describe, expect, test } from '@jest/globals';
import { createEvaluator } from '@millrace/expressions';
import type { JsonValue } from '@millrace/machine';
import fc from 'fast-check';
import { expressionOfPath, memberExpression, pathOf, readsOf } from './jsonata-path.ts';

const evaluator = createEvaluator();

test.each<[string, string | number, string]>([
  ['$a', 'name', '$a.name'],
  ['$a', 0, '$a[0]'],
  ['$a', 'two words', '$a.`two words`'],
  ['$a', 'and', '$a.`and`'],
  ['$a', 'true', '$a.`true`'],
  ['$a', '', '$a.``'],
  ['$a', 'odd`tick', '$lookup($a, "odd`tick")'],
])('a member of %s called %j is %s', (parent, key, expression) => {
  expect(memberExpression(parent, key)).toBe(expression);
});

test('whatever a member is called, its expression gives it', () => {
  const keys = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom(
      '',
      ' ',
      'and',
      'or',
      'in',
      'null',
      'true',
      'function',
      'a.b',
      "it's",
      '"',
      '`',
      '%}',
      '{{x}}',
      '$',
      '0',
    ),
  );
  const names = fc.array(
    keys.filter((key) => key !== '__proto__'),
    { minLength: 1, maxLength: 4 },
  );
  fc.assert(
    fc.property(names, (members) => {
      const value = members.reduceRight<JsonValue>((inner, name) => ({ [name]: inner, other: [1] }), 'found');
      const found = evaluator.evaluate({
        expression: expressionOfPath({ variable: 'a', members }),
        bindings: { a: value },
        nowMs: 0,
        seed: 'test',
      });
      expect(found).toBe('found');
    }),
    { numRuns: 300 },
  );
});

describe('what is a path', () => {
  test.each<[string, string, readonly (string | number)[]]>([
    ['$a', 'a', []],
    [' $a . b /* c */ [0].`x y` ', 'a', ['b', 0, 'x y']],
    ['$states.context.Execution.Input.body.id', 'states', ['context', 'Execution', 'Input', 'body', 'id']],
  ])('%s', (source, variable, members) => {
    expect(pathOf(source)).toEqual({ variable, members });
  });
  test.each([
    '',
    'a.b',
    '$',
    '$$',
    '$f()',
    '$a.f()',
    '$a + 1',
    '$a[b]',
    '$a[-1]',
    '$a.true',
    '$a[',
    '$a.(b)',
    '"$a"',
    '$a.b ~> $c',
  ])('%s is none', (source) => {
    expect(pathOf(source)).toBeUndefined();
  });
});

test('everything that is read, each once', () => {
  const reads = readsOf('$x := $a.b; $sum($a.b[0].(c * $d)) & "$e" & /$f/ & $g.`h i`').map(expressionOfPath);
  expect(reads).toEqual(['$a.b', '$a.b[0]', '$d', '$g.`h i`']);
});
