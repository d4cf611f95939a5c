// Random expressions for comparing with the reference implementation. All are small, and most mean something: names that
// exist, functions with values that may fit.
import fc from 'fast-check';
import { call, plainCall } from './random-calls.ts';
import { anyFunction, block, lambda } from './random-functions.ts';
import { literal, name, path, predicate } from './random-paths.ts';
import { anyOf, weighted, write, type Part, type Text, type Tie } from './writing.ts';

const OPERATORS = ['+', '-', '*', '/', '%', '=', '!=', '<', '<=', '>', '>=', '&', 'and', 'or', 'in'];

const operation = (tie: Tie): Text =>
  weighted(
    [5, write`${tie('expression')} ${anyOf(...OPERATORS)} ${tie('expression')}`],
    [2, write`${name} ${anyOf(...OPERATORS)} ${literal}`],
    [1, write`(${tie('expression')} ? ${tie('expression')} : ${tie('expression')})`],
    [1, write`(${tie('expression')} ? ${tie('expression')})`],
    [1, write`(${tie('expression')} ?: ${tie('expression')})`],
    [1, write`(${tie('path')} ?? ${tie('expression')})`],
    [1, write`(${tie('path')} ?? ${tie('path')} ?: ${tie('expression')} ?? ${literal})`],
    [1, write`-(${tie('expression')})`],
    [1, write`-${tie('path')}`],
    [1, write`[${weighted([3, literal], [1, name])}..${weighted([3, literal], [1, name])}]`],
    [1, write`[${literal}, ${literal}..${literal}, ${name}]`],
    [1, write`/* ${anyOf('a', '"')} */ ${tie('expression')} /* b */`],
  );

const construction = (tie: Tie): Text =>
  weighted(
    [2, write`[${tie('expression')}]`],
    [2, write`[${tie('expression')}, ${tie('expression')}]`],
    [2, write`{"k": ${tie('expression')}, "l": ${tie('expression')}}`],
    [1, write`{${tie('expression')}: ${tie('expression')}}`],
    [1, write`{"k": ${tie('expression')}}.k`],
    [
      1,
      write`{"${anyOf('k', '1', '0', 'b', '__proto__', '_jsonata_lambda')}": ${tie('expression')}, "${anyOf('k', '1', 'a')}": ${literal}}`,
    ],
    [1, write`{${name}: ${name}, ${name}: ${literal}}`],
    [1, write`[${tie('expression')}][]`],
    [1, write`[[${tie('expression')}], [${tie('expression')}]]`],
  );

const { expression } = fc.letrec<Record<Part, string>>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 4, depthSize: 'medium', withCrossShrink: true },
    { weight: 4, arbitrary: literal },
    { weight: 3, arbitrary: anyOf('$', '$$', '$v', '$w', '$x', '$y', '$i', '$nothing') },
    { weight: 4, arbitrary: name },
    { weight: 10, arbitrary: tie('path') },
    { weight: 7, arbitrary: tie('call') },
    { weight: 5, arbitrary: tie('operation') },
    { weight: 3, arbitrary: tie('construction') },
    { weight: 4, arbitrary: tie('block') },
    { weight: 1, arbitrary: tie('function') },
  ),
  path: path(tie),
  predicate: predicate(tie),
  call: call(tie),
  operation: operation(tie),
  construction: construction(tie),
  lambda: lambda(tie),
  function: anyFunction(tie),
  block: block(tie),
}));

/** Parts with nothing in them that could fail: what is made of these mostly has a value. */
const SIMPLE: Readonly<Record<Part, Text>> = {
  expression: weighted(
    [3, literal],
    [3, name],
    [1, anyOf('$', '$$', '$v', '$w', '$x', 'a.b', 'd.a', '[1,2]', '{"a":1}')],
  ),
  path: weighted([4, name], [2, anyOf('$w', '$v', 'a.d', '$', '*', '$w.d', '[1..3]')]),
  predicate: weighted([1, anyOf('0', '-1', '[0,1]')], [1, write`${name} = ${literal}`]),
  call: anyOf('$count(a)', '$string(b)', '$keys()', '$sum(1)'),
  operation: weighted([1, write`${name} = ${literal}`], [1, write`${name} & ${literal}`]),
  construction: weighted([1, write`[${name}, ${literal}]`], [1, write`{"k": ${name}}`]),
  lambda: weighted(
    [1, write`function($x){${anyOf('$x', '$x > 1', '$x.a', '$string($x)', '$count($x)', '$x = 1')}}`],
    [1, write`function($x, $y){${anyOf('$x', '$y', '$x & $y', '$x > $y', '[$x, $y]', '$append($x, $y)', '$x = $y')}}`],
  ),
  function: weighted(
    [
      3,
      write`function($x, $y){${anyOf('$x & $y', '$append($x, $y)', '$exists($x)', '$y', '$string($x) > $string($y)')}}`,
    ],
    [1, anyOf('$string', '$exists', '$boolean', '$append', '$type', '$count', '$not', '/x/')],
  ),
  block: write`($x := ${name}; $x)`,
};
const simply: Tie = (part) => SIMPLE[part];

export const randomExpression: Text = weighted(
  [8, expression],
  [2, plainCall],
  [2, call(simply)],
  [3, path(simply)],
  [1, block(simply)],
  [1, operation(simply)],
);
