// Where the reference does what nobody would guess: each was found by comparing random expressions.
import { expect, test } from '@jest/globals';
import type { JsonValue } from '../json.ts';
import { compare } from '../testing/differences.ts';

test.each<[expression: string, input: JsonValue]>([
  ['[-($), 0].a', 0.5],
  ['[0, ""][-1].a', {}],
  ['["abc"][0].$', {}],
  ['[{"a": 1}][0].a', {}],
  ['[].*@$y', []],
  ['[][0].a@$x', {}],
  ['[0, 0]@$x.b', { b: 0.5 }],
  ['[1, 2]#$i.{"i": $i}', {}],
  ['a[]#$i{"k": $i}', { a: [1, 2] }],
  ['a.(b[]).{"x": %.c}', { a: { b: 1, c: 4 } }],
  ['(a)[$y := 1]', { a: [1, 2] }],
  ['a.c', { a: [{ c: [] }] }],
  ['$.b', [{ b: [] }]],
  ['a.b[].c', { a: [{ b: { c: 1 } }] }],
  ['$x{*[a > {}]: 0}', {}],
  ['*', { a: [1], b: 2 }],
  ['*', { a: 1 }],
  ['**.a', { a: { a: 1 } }],
  ['($map("y", $keys))', {}],
  ['$map([{"a": 1}], function($o) { $keys($o) })', {}],
  ['function($x) { $keys($x)[] }({"a": 1})', {}],
  ['"abc".(($pad ~> $length)(5))', {}],
  ['($f := function($x, $y) { $x + "a" + $y }; $g := $f(?, 1); $g(2))', {}],
  ['($f := function($n) { $n > 2 ? $error("x") : 1 + $f($n + 1) }; $f(0))', {}],
  ['$$[[0..1]]{"k": 1}[]', { a: 1 }],
  ['($f := (function($x) { $map($x) })(?, 1); $f())', {}],
  ['function($x) { ($f := /x/; $f(true)) }(1)', {}],
  ['function($x) { ($f := function($y) { $append(2) }; $g := $f(?, 1); $g()) }(1)', {}],
  ['a.(($f := function($x) { $keys() }; $g := $f(?, 1); $g(2)))', { a: { k: 1 } }],
  ['($x := 1; $f := function() { $x }; $x := 2; ($x := 3; $f()))', {}],
  ['($f := function() { $y }; $y := 5; $f())', {}],
  ['items^(>price, name).name', { items: [{ name: 'b', price: 1 }, { name: 'a', price: 1 }, { name: 'c' }] }],
  ['items^(price)', { items: [{ price: 1 }, { price: 'x' }] }],
  [
    'items{name: price}',
    {
      items: [
        { name: 'a', price: [1] },
        { name: 'a', price: 2 },
        { name: 'b', price: 3 },
      ],
    },
  ],
  ['a.*[true]{"k": $count($)}', { a: [5, { b: 1 }, { b: 2 }] }],
  ['($f := function($x) { ($append($x, 4))[$ > 1] }; $f([1, 2]))', {}],
  ['($f := function($x) { $append($x, 4){"k": $count($)} }; $f([1, 2]))', {}],
  ['($f := function($x) { ($x ? ($keys($x)) : 0)[] }; $f({"a": 1}))', {}],
  ['{"a": 1} ~> |$|function($x) { 1 }|', {}],
  ['a^($)[0][]', { a: ['y', 'x'] }],
  ['a^(b)[].b', { a: { b: 1 } }],
  ['{"a": 1, "a": 2}', {}],
  ['{1: 2}', {}],
  ['1 and $error("x")', {}],
  ['$a.b ?? $.c', { c: null }],
  ['a.%.b', { a: { c: 1 }, b: 2 }],
])('%s of %j', async (expression, input) => {
  expect(await compare({ expression, input, bindings: {} })).toEqual({ isCompared: true });
});
