import { describe, expect, test } from '@jest/globals';
import { inspectExpression } from './inspect-expression.ts';

/** `$variable: a.b`; `.` for the context. */
const pathsIn = (source: string): readonly string[] =>
  inspectExpression(source).paths.map(({ variable, names }) => `${variable || '.'}: ${names.join('.')}`);

test('a path is told by its variable and its names', () => {
  expect(inspectExpression('$states.input.order.id').paths).toEqual([
    { variable: 'states', names: ['input', 'order', 'id'] },
  ]);
});

describe('paths', () => {
  test.each([
    ['of the context and of the whole input have places of their own', 'a.b & $.c & $$.d', ['.: a.b', '.: c', '$: d']],
    ['are told once, in order', '$b.x + $a.y + $b.x', ['b: x', 'a: y']],
    ['may be a variable as a whole', '$states', ['states: ']],
    ['go through predicates', '$v.items[price > $least].name', ['v: items.price', 'least: ', 'v: items.name']],
    ['go through numbers and []', '$v.items[0][].name', ['v: items.name']],
    ['go through an order', '$v.items^(>price, name).id', ['v: items.price', 'v: items.name', 'v: items.id']],
    ['go into blocks', '$v.items.(quantity * price)', ['v: items.quantity', 'v: items.price']],
    ['go into objects', '$v.items.{ "a": name, b: $x }', ['v: items.name', 'v: items.b', 'x: ']],
    ['go into groups', '$v.items{kind: $sum(price)}', ['v: items.kind', 'v: items.price']],
    ['go into functions that are steps', '$v.items.$uppercase(name)', ['v: items.name']],
    ['go into contexts inside contexts', '$v.a.(b.(c & $.d) & e)', ['v: a.b.c', 'v: a.b.d', 'v: a.e']],
    ['go into quoted names', "$v.`b c`.'d'", ['v: b c.d']],
    ['go up to a parent', 'a.b.(%.c)', ['.: a.b', '.: a.c']],
    ['go through focus and index', 'as@$a.bs#$i[$a.k = k].{ "i": $i, "b": b }', ['.: as.k', '.: bs.k', '.: bs.b']],
    ['end at a wildcard', '$v.*.id & $w.a.**.b', ['v: *', 'w: a.*']],
    ['of items that nobody looks at end there', '$v.items.("x")', ['v: items']],
    ['of both sides of ?? and ?:', '($a ?? $b).id & ($c ?: $d)', ['a: id', 'b: id', 'c: ', 'd: ']],
    ['of both results of a condition', '($c ? $a.x : $b).y', ['c: ', 'a: x.y', 'b: y']],
    ['are in conditions, ranges and signs', '[1..$a.n] & -$b.n & ($c.n ? 1)', ['a: n', 'b: n', 'c: n']],
    ['are in transformations', '$v.a ~> |items|{ "x": n }, k|', ['v: a', 'v: a.items.n', 'v: a.items.k']],
    ['of a context that a function takes', 'items.$string()', ['.: items']],
  ])('%s', (_, source, expected) => {
    expect(pathsIn(source)).toEqual(expected);
  });
});

describe('paths of what the expression binds', () => {
  test.each([
    ['are those of its value', '($o := $states.input.order; $o.id)', ['states: input.order.id']],
    ['are read once it is not used', '($o := $states.input; 1)', ['states: input']],
    ['are those it has by then', '($o := $a; $o := $b.c; $o.id)', ['a: ', 'b: c.id']],
    ['end with its block', '(($o := $a; $o.x); $o)', ['a: x', 'o: ']],
    ['follow functions over items', '$map($v.items, function($i) { $i.id })', ['v: items.id']],
    ['of an index are none', '$map($v.items, function($i, $n) { $n })', ['v: items']],
    ['follow items that pass', '$filter($v.items, function($i) { $i.ok }).id', ['v: items.ok', 'v: items.id']],
    ['follow pairs', '$sort($v.items, function($l, $r) { $l.a > $r.b })', ['v: items.a', 'v: items.b', 'v: items']],
    ['follow sums', '$reduce($v.items, function($s, $i) { $s + $i.n }, $start)', ['start: ', 'v: items.n']],
    ['follow members', '$each($v, function($m, $k) { $m.x })', ['v: *']],
    ['follow what ~> hands on', '$v.items ~> $map(function($i) { $i.id }) ~> $count', ['v: items.id']],
    ['follow what ~> gives a function', '$v ~> function($x) { $x.id }', ['v: id']],
    ['follow $lookup', '$lookup($v, "a").b & $lookup($w, $k)', ['v: a.b', 'k: ', 'w: *']],
    ['follow $append', '$append($a.x, $b).y', ['a: x.y', 'b: y']],
    ['of a function are not known', '($f := function($x) { $x.id & $y.z }; $f($v.a))', ['y: z', 'v: a']],
    ['may hide a function', '($sum := $v.a; $sum.b)', ['v: a.b']],
  ])('%s', (_, source, expected) => {
    expect(pathsIn(source)).toEqual(expected);
  });
});

test('functions, also unknown ones, are no paths', () => {
  expect(pathsIn('$sum & $unknown(1) & $map([1], $uppercase) & $substring(?, 1)')).toEqual([]);
});

test('what grows without end is cut off', () => {
  const [path] = inspectExpression(`$v${'.a'.repeat(500)}`).paths;
  expect(path?.names).toHaveLength(101);
  expect(path?.names.at(-1)).toBe('*');
  expect(pathsIn(`$v${'.(a ? b : c)'.repeat(40)}`).at(-1)).toBe('v: *');
});
