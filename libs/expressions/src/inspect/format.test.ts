import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { EXPRESSION_FUNCTIONS } from '../functions/table.ts';
import { evaluate } from '../testing/evaluate.ts';
import { formatExpression } from './format.ts';
import { parse } from './parse.ts';

/** The tree of an expression, without where its parts stand. */
function treeOf(source: string): string {
  const parsed = parse(source);
  if (!('tree' in parsed)) return 'invalid';
  return JSON.stringify(parsed.tree, (key, value: unknown) => {
    if (value instanceof RegExp) return String(value);
    return key === 'position' ? undefined : value;
  });
}

const cases = new URL('../../../../../shared/data/jsonata/cases.json', import.meta.url);
const sources: readonly string[] = [
  ...[...EXPRESSION_FUNCTIONS.values()].map(({ example }) => example),
  ...(existsSync(cases)
    ? (JSON.parse(readFileSync(cases, 'utf8')) as { readonly expr: string }[]).map(({ expr }) => expr)
    : []),
];

describe('a laid out expression', () => {
  test.each([60, 1])('means the same, in lines of %i columns', (width) => {
    for (const source of sources) {
      const formatted = formatExpression(source, width);
      expect(treeOf(formatted)).toBe(treeOf(source));
    }
  });

  test('stays as it is when it is laid out again', () => {
    for (const source of sources) {
      const formatted = formatExpression(source);
      expect(formatExpression(formatted)).toBe(formatted);
    }
  });

  test('gives the same values', () => {
    const random = new Set(['now', 'millis', 'error', 'random', 'uuid', 'shuffle']);
    for (const { name, example } of EXPRESSION_FUNCTIONS.values()) {
      if (random.has(name)) continue;
      const bindings = { states: { input: {} } };
      expect(evaluate(formatExpression(example, 10), { bindings })).toEqual(evaluate(example, { bindings }));
    }
  });

  test.each([
    ['$a+1', '$a + 1'],
    ['-1', '-1'],
    ['$a - -1', '$a - -1'],
    ['a.*.b', 'a.*.b'],
    ['a.**[ 0 ]', 'a.**[0]'],
    ['a . b', 'a.b'],
    ['$f( 1,2 )', '$f(1, 2)'],
    ['{"a":1,"b":[1,2]}', '{ "a": 1, "b": [1, 2] }'],
    ['{}', '{}'],
    ['a?b:c', 'a ? b : c'],
    ['a and(b or c)', 'a and (b or c)'],
    ['a in["x"]', 'a in ["x"]'],
    ['a[x>1 and y<2]', 'a[x > 1 and y < 2]'],
    ['a^(>b,<c)', 'a^(>b, <c)'],
    ['a@$v.b#$i', 'a@$v.b#$i'],
    ['function($x)<n-n:n>{$x*2}', 'function($x)<n-n:n> { $x * 2 }'],
    ['λ($x){$x}', 'λ($x) { $x }'],
    ['$f(?,2)', '$f(?, 2)'],
    ['$ ~>|a|{"b":1}|', '$ ~> | a | { "b": 1 } |'],
    ['a{b:c}', 'a{ b: c }'],
    ['{"a":b?c:d,"e":f?g,"h":1}', '{ "a": b ? c : d, "e": f ? g, "h": 1 }'],
    ['($x:=1;$x)', '($x := 1; $x)'],
    ['/a b/i', '/a b/i'],
    ["$replace(a,/ +/,'')", "$replace(a, / +/, '')"],
    ['[1 .. 5]', '[1..5]'],
    ['a /* why */ +1', 'a /* why */ + 1'],
    ['a.%.b % 2', 'a.%.b % 2'],
    ['`a b` . c', '`a b`.c'],
    ['1 +', '1 +'],
  ])('%s', (source, expected) => {
    expect(formatExpression(source)).toBe(expected);
  });

  test('is broken at commas, from the outside in', () => {
    expect(formatExpression("$formatNumber($sum($customer.orders.(price*quantity)),'#,##0.00')", 50)).toBe(
      "$formatNumber(\n  $sum($customer.orders.(price * quantity)),\n  '#,##0.00'\n)",
    );
    expect(
      formatExpression('($total := $sum($states.input.lines.price); {"total": $total, "tax": $total * 0.2})', 44),
    ).toBe('(\n  $total := $sum($states.input.lines.price);\n  { "total": $total, "tax": $total * 0.2 }\n)');
  });
});
