// Random functions, and blocks that bind and call them.
import { nativeName, transform } from './random-calls.ts';
import { literal, name, variable } from './random-paths.ts';
import { regex } from './random-values.ts';
import { anyOf, several, weighted, write, type Text, type Tie } from './writing.ts';

const SIGNATURES = [
  ...[
    'n:n',
    's:s',
    'x?:x',
    'a<n>:n',
    'n-:n',
    's-:s',
    's-n?:s',
    'x-s?:x',
    '(ns)-:x',
    '(sao):x',
    'a<s>s?:s',
    'nn?n?:n',
    'o-:o',
  ],
  ...[
    'f:x',
    'a+:a',
    'x+:x',
    'b?s?:x',
    'l:l',
    'f<n:n>:x',
    's-(sf)n?:s',
    'j:j',
    'a:a',
    'n?s-:x',
    '(bn)?:x',
    'so-:x',
    'n',
    '',
  ],
];
const signature: Text = weighted([4, anyOf('')], [1, anyOf(...SIGNATURES.map((signature) => `<${signature}>`))]);
const parameters: Text = anyOf('', '$x', '$x', '$x', '$x, $y', '$x, $y', '$x, $y, $i', '$x, $y, $i, $p');

export const lambda = (tie: Tie): Text =>
  weighted(
    [4, write`function(${parameters})${signature}{${tie('expression')}}`],
    [1, write`λ($x){${tie('operation')}}`],
    [1, write`function($x, $y){${tie('operation')}}`],
    [1, write`function($x, $y){$x.${name} ${anyOf('>', '<')} $y.${name}}`],
    [1, write`function($x, $y){$x ${anyOf('+', '&', '>', '=', '-', 'in')} $y}`],
    [1, write`function($x, $i){$i}`],
    [1, write`function($x){$${nativeName}($x)}`],
    [1, write`function($x, $i, $y){[$x, $i, $count($y)]}`],
    [1, write`function($x){(${tie('expression')}; ${tie('call')})}`],
  );

/** Anything that is a function. */
export const anyFunction = (tie: Tie): Text =>
  weighted(
    [8, tie('lambda')],
    [4, write`$${nativeName}`],
    [1, write`$${nativeName}(${anyOf('?', '?, ?', '?, 1', '1, ?', '"x", ?', '?, "x"', '?, ?, ?')})`],
    [1, write`$${nativeName}(?, ${tie('expression')})`],
    [1, write`(${tie('lambda')})(?, ${tie('expression')})`],
    [1, write`($${nativeName} ~> $${nativeName})`],
    [1, write`(${tie('lambda')} ~> $${nativeName} ~> ${tie('lambda')})`],
    [1, regex],
    [1, transform(tie)],
    [1, write`($f := ${tie('lambda')}; $f)`],
    [1, anyOf('$f', '$g', '$x', '$nothing')],
  );

/** Functions as values of variables, members and items. */
const functionValues = (tie: Tie): Text =>
  weighted(
    [1, write`$type(${tie('function')})`],
    [1, write`[${tie('function')}, ${literal}]`],
    [1, write`function($x, $x){${name} = $x}(${literal}, ${tie('expression')})`],
    [1, write`${tie('lambda')}${anyOf('[0]', '[]', '.a', '{"k": 1}', '^(a)', '#$i')}`],
    [1, write`{"f": ${tie('function')}}.f(${tie('expression')})`],
    [1, write`{"f": ${tie('function')}, "l": ${tie('expression')}}`],
    [1, write`[${tie('function')}][0](${tie('expression')})`],
    [1, write`${tie('lambda')}(${tie('expression')})(${tie('expression')})`],
    [1, write`function($x){function($y){${tie('expression')}}}(${tie('expression')})(${literal})`],
    [1, write`$string(${tie('function')})`],
    [1, write`$exists(${tie('function')}) and $boolean(${tie('function')})`],
    [1, write`${tie('function')} = ${tie('function')}`],
  );

const recursion = (tie: Tie): Text =>
  weighted(
    [1, write`($f := function($n){$n <= 0 ? ${tie('expression')} : $f($n - 1)}; $f(3))`],
    [1, write`($f := function($n){$n <= 0 ? [${literal}] : $append($f($n - 1), $n)}; $f(3))`],
    [
      1,
      write`($f := function($n){$n <= 0 ? ${tie('expression')} : $g($n - 1)}; $g := function($n){$n <= 0 ? ${tie('expression')} : $f($n - 1)}; $f(${anyOf('3', '4')}))`,
    ],
    [1, write`($f := function($n, $x){$n <= 0 ? $x : $f($n - 1, ${tie('expression')})}; $f(2, ${literal}))`],
    [
      1,
      write`($f := function($n)<${anyOf('n:n', 'n?:x', 'n-:x')}>{$n <= 0 ? ${tie('call')} : (${literal}; $f($n - 1))}; $f(2))`,
    ],
  );

const bindings = (tie: Tie): Text =>
  weighted(
    [3, write`(${variable} := ${tie('expression')}; ${tie('expression')})`],
    [
      1,
      write`(${variable} := ${tie('expression')}; (${variable} := ${tie('expression')}; ${tie('expression')}); ${variable})`,
    ],
    [1, write`($f := function($p){${tie('expression')}}; ${variable} := ${tie('expression')}; $f(${literal}))`],
    [1, write`(${variable} := ${variable} := ${tie('expression')}; [$x, $y])`],
    [1, write`(${tie('path')}.(${variable} := ${tie('expression')}); ${variable})`],
    [1, write`[${variable} := ${tie('expression')}, ${variable}]`],
    [1, write`$sum(${variable} := ${tie('expression')}) + ${variable}`],
    [1, write`(${variable} := ${tie('path')}; ${variable}[]; ${variable})`],
  );

export const block = (tie: Tie): Text =>
  weighted(
    [5, bindings(tie)],
    [3, write`($f := ${tie('function')}; $f(${several(tie('expression'), { maxLength: 3 }, ', ')}))`],
    [
      1,
      write`($f := ${tie('lambda')}; $g := $f(?, ${tie('expression')}); $g(${several(tie('expression'), { maxLength: 2 }, ', ')}))`,
    ],
    [3, functionValues(tie)],
    [2, recursion(tie)],
    [2, write`(${tie('expression')}; ${tie('expression')})`],
    [1, write`(${tie('expression')})[${tie('predicate')}]`],
    [1, write`($sum := ${tie('function')}; $sum(${tie('expression')}))`],
    [1, anyOf('()', '(;)', '(1;)')],
  );
