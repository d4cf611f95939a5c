// What somebody could write to stop the process, and that it goes on: nothing takes longer than half a
// second of processor time (asserted with slack), and each input ends in the documented error within its limits.
import { existsSync, readFileSync } from 'node:fs';
import { runInNewContext } from 'node:vm';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { ExpressionError } from './errors.ts';
import type { JsonObject, JsonValue } from './json.ts';
import { evaluate, failureOf, type Given } from './testing/evaluate.ts';
import { slownessOfMachine, watch } from './testing/watch.ts';

// The machine may be busy with other suites.
jest.setTimeout(60_000);

/** On a machine of usual speed. */
const STATED_MS = 500 * slownessOfMachine();
const SLACK = 4;

/** With the clock of whoever runs workflows. */
const asStated = (given: Given): Given => ({ ...given, limits: { timeMs: STATED_MS, ...given.limits } });

function watchedFailure(expression: string, given: Given = {}): ExpressionError {
  const { value, tookMs } = watch(() => failureOf(expression, asStated(given)));
  expect(tookMs).toBeLessThan(STATED_MS * SLACK);
  return value;
}

function valueOrError(expression: string, given: Given): unknown {
  try {
    return evaluate(expression, asStated(given));
  } catch (cause) {
    return cause;
  }
}

const items = Array.from({ length: 100_000 }, (_, id) => ({ id, name: `name ${id % 10}` }));
const many = Object.fromEntries(Array.from({ length: 10_000 }, (_, id) => [`key${id}`, { id }]));
const text = 'a'.repeat(1_000_000);
let nest: JsonObject = { a: 1 };
for (let depth = 0; depth < 50; depth += 1) nest = { nest };
const bindings = { items, many, text, nest };

afterEach(() => {
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect(({} as JsonObject).is_admin).toBeUndefined();
});

/** Either ends what only takes long: which one depends on the machine. */
const TIME = ['steps', 'timeMs'];

describe('runs out of its budget', () => {
  test.each([
    ['a call of itself at the end', '($f := function() { $f() }; $f())', TIME],
    ['a call of itself inside a sum', '($f := function($n) { 1 + $f($n + 1) }; $f(1))', ['depth']],
    [
      'two functions that call each other',
      '($f := function() { [$g()] }; $g := function() { {"a": $f()} }; $f())',
      ['depth'],
    ],
    ['calls that double', '($f := function($n) { $n = 0 ? [] : [$f($n - 1), $f($n - 1)] }; $f(30))', TIME],
    ['a range of ten million', '[1..1e7]', ['sequenceItems']],
    ['a range past all arrays', '[1..1e15]', ['sequenceItems']],
    ['a range for each of a range', '[1..10000].([1..10000])', TIME.concat('sequenceItems')],
    ['an array for each of a range', '[1..10000].$items', ['sequenceItems']],
    ['maps in a map', '$map([1..1e5], function($i) { $map([1..1e5], function($j) { $j }) })', TIME],
    ['maps of built-in functions in a map', '$map($items, function($i) { $map($items, $string) })', TIME],
    ['a join of every item with every item', '$items@$a.$items@$b.{"a": $a}', TIME.concat('sequenceItems')],
    ['a sort with a comparator', '$sort([1..1e6], function($a, $b) { $a < $b })', TIME],
    ['a text padded to a gigabyte', '$pad("x", 1e9)', ['characters']],
    ['a text padded to the left', '$pad("x", -1e9, "äb")', ['characters']],
    ['a text that doubles by recursion', '($f := function($s) { $f($s & $s) }; $f("x"))', ['characters']],
    ['a text that doubles in a fold', '$reduce([1..60], function($a, $i) { $a & $a }, "x")', ['characters']],
    [
      'a text that doubles through a chain',
      '($d := function($s) { $s & $s }; $reduce([1..60], function($a, $i) { $a ~> $d }, "x"))',
      ['characters'],
    ],
    [
      'a text that doubles by joining',
      '$reduce([1..60], function($a, $i) { $join([$a, $a]) }, "x")',
      ['characters', 'values'],
    ],
    [
      'a text that doubles by replacing',
      '$reduce([1..60], function($a, $i) { $replace($a, "x", "xx") }, "x")',
      [...TIME, 'characters', 'sequenceItems'],
    ],
    ['an array that doubles', '$reduce([1..60], function($a, $i) { $append($a, $a) }, [1])', ['sequenceItems']],
    ['an array constructor that doubles', '$reduce([1..60], function($a, $i) { [$a, $a] }, [1])', ['sequenceItems']],
    ['nested arrays that double', '$reduce([1..60], function($a, $i) { [[$a], [$a]] }, [1])', ['values', 'steps']],
    ['objects that double', '$reduce([1..60], function($a, $i) { {"a": $a, "b": $a} }, {})', ['values']],
    [
      'objects that double by merging',
      '$reduce([1..60], function($a, $i) { $merge([{"a": $a}, {"b": $a}]) }, {})',
      ['values'],
    ],
    [
      'objects that double inside one result',
      '{"a": $string($map([1..100], function() { $items }))}',
      [...TIME, 'values'],
    ],
    ['a structure that grows deep', '$reduce([1..600], function($a, $i) { {"a": $a} }, {})', ['depth']],
    ['a result that is deep', '$reduce([1..250], function($a, $i) { {"a": $a} }, {})', ['depth']],
    ['a structure that holds itself', '{"a": 1} ~> |$|{"self": $}|', ['depth']],
    [
      'a structure that a transformation unfolds',
      '($o := $many ~> |*|{"all": $$.x ? 1 : $items}|; $string([$o, $o]))',
      TIME.concat('values'),
    ],
    [
      'a structure that is measured before it is changed',
      '($r := {"a": [1..20]} ~> |$|{"s": $string($), "big": $items}|; $string($reduce([1..18], function($a, $i) { [[$a], [$a]] }, $r)))',
      ['values', ...TIME],
    ],
    [
      'structures that are changed from the inside out',
      '($o := $nest ~> |$reverse(**[$type($) = "object"])|{"s": $length($string($)), "b": $items}|; $string($o))',
      ['values', ...TIME],
    ],
    ['texts that are kept', '$map([1..2000], function() { $pad("x", 1000000) })', TIME],
    ['texts that are compared', '$map([1..2000], function($i) { ($s := $text & $i; $s < "b" ? $s : $s) })', TIME],
    ['texts that are keys', '$map([1..2000], function($i) { { ($text & $i): 1 } })', TIME],
    ['texts that are sorted by', '$items^($text & id)', TIME],
    ['every place of every character', '$replace($text, "a", $text)', ['characters']],
    ['every match', '$replace($text, /a/, $text)', ['characters']],
    ['a split between all characters', '$split($text & $text, "")', ['sequenceItems']],
    ['an array for each member', '$each($many, function() { $many })', ['values']],
    ['arrays side by side', '$zip([1..1e6], [1..1e6])', ['sequenceItems']],
    ['base64 of what is too long', '$base64encode($pad("", 16000000, "x"))', ['characters', 'timeMs']],
    ['a regular expression for each of many texts', '$map($items.(name & $text), /b/)', TIME],
    ['a long text and a large regular expression', '$match($text, /(a{0,30}){0,30}b/)', ['regexWork']],
    ['a picture of a million digits', '$formatNumber(1, $pad("", 1e6, "0"))', ['picture']],
    ['a date as wide as a book', '$fromMillis(0, "[Y,*-99999]")', ['picture']],
    ['a time that could be read in many ways', '$toMillis($pad("", 900, "1"), "[Y][M][D][H][m][s]")', ['picture']],
    ['a time that is a novel', '$toMillis($text, "[Y]")', ['picture']],
    [
      'a template with loops in loops',
      '$template("{{#each a}}{{#each ../a}}{{#each ../../a}}x{{/each}}{{/each}}{{/each}}", {"a": [1..1000]})',
      ['templateRounds', 'timeMs'],
    ],
    ['a template that writes too much', '$template($pad("", 4000, "{{a}}"), {"a": $text})', ['templateCharacters']],
    [
      'a template that writes too much in a loop',
      '$template("{{#each a}}{{../b}}{{/each}}", {"a": [1..1000], "b": $text})',
      ['templateCharacters'],
    ],
    [
      'a template of everything',
      '$template("{{a}}", {"a": $map([1..100], function() { $items })})',
      [...TIME, 'values'],
    ],
  ] as const)('%s', (_, expression, limits) => {
    const { code, detail, error } = watchedFailure(expression, { bindings });
    expect({ code, error }).toEqual({ code: 'expression.budget_exceeded', error: 'States.QueryEvaluationError' });
    expect(limits).toContain(detail.limit);
  });

  test.each([
    ['ranges', '[1..10000].$count([1..10000])', {}],
    ['copies of an array', '$map([1..2000], function() { $append([1..90000], 1) })', {}],
    ['texts', '$map([1..2000], function() { $pad("x", 1000000) })', {}],
    ['calls', '($f := function() { $f() }; $f())', { steps: 100_000 }],
    ['native calls', '$map([1..900000], $string)', { steps: 500_000 }],
    ['the reading of a text', '$map([1..100000], function() { $contains($text, "b") })', {}],
  ])('%s are counted as steps, so that they end at the same place on every machine', (_, expression, limits) => {
    const { detail } = watchedFailure(expression, { bindings, limits: { timeMs: 600_000, ...limits } });
    expect(['steps', 'values']).toContain(detail.limit);
  });
});

describe('is done without harm', () => {
  test.each([
    [
      'a regular expression that backtracks for ever elsewhere',
      '$match($pad("", 40, "a") & "!", /^(a+)+$/)',
      undefined,
    ],
    ['the same on a million characters', '$match($text & "!", /^(a+)+$/)', undefined],
    ['alternatives in a loop', '$contains($text, /(a|aa)+$/)', true],
    ['an infinite loop of empty matches', '$split("abc", /x*/)', 'D1004'],
    ['a wide spread', '$count($spread($many))', 10_000],
    ['a wide merge', '$count($keys($merge($items)))', 2],
    ['all descendants', '$count($items.**)', 300_000],
    ['a nest of arrays', '$string($lists) ~> $length()', 300],
    [
      'thirty nested closures',
      '($two := function($f) { function($x) { $f($f($x)) } }; $two($two(function($x) { $x + 1 }))(0))',
      4,
    ],
    ['a number with a thousand zeros', '$formatNumber(1, "#,##0." & $pad("", 99, "0")) ~> $length()', 101],
    ['a comparison of large structures', '$items = $items', true],
    ['large texts in base64', '$base64encode($text) ~> $base64decode() ~> $length()', 1_000_000],
    ['a hash of a large text', '$hash($text) ~> $length()', 64],
    ['a length for an array', '([[1, 2]] ~> |$|{"length": 4294967295, "k": 1}, "0"|) ~> $string()', '[[1,2]]'],
    ['an order by', '$count($items^(name, >id))', 100_000],
    ['a group for every item', '$count($keys($items{"k" & id: $}))', 100_000],
    ['a shuffle of many', '$count($shuffle([1..300000]))', 300_000],
    [
      'seven thousand appended one by one',
      '$reduce([1..7000], function($all, $i) { $append($all, $i) }, []) ~> $count()',
      7000,
    ],
    [
      'a text written line by line',
      '$reduce([1..10000], function($all, $i) { $all & "line after line\\n" }, "") ~> $length()',
      160_000,
    ],
  ] as const)('%s', (_, expression, expected) => {
    const lists = JSON.parse('['.repeat(150) + ']'.repeat(150)) as JsonValue;
    const given = { bindings: { ...bindings, lists }, limits: { timeMs: 60_000 } };
    const { value, tookMs } = watch(() => valueOrError(expression, given));
    const found = value instanceof ExpressionError ? value.detail.jsonataCode : value;
    expect(found).toBe(expected);
    expect(tookMs).toBeLessThan(STATED_MS * SLACK);
  });
});

describe('is refused before it is parsed, or by the parser', () => {
  test.each([
    ['brackets', '('.repeat(20_000) + '1' + ')'.repeat(20_000)],
    ['arrays', '['.repeat(300) + ']'.repeat(300)],
    ['a novel', `"${'x'.repeat(33_000)}"`],
    ['signs', `${'-'.repeat(15_000)}$x`],
    ['conditions', `${'1?'.repeat(8000)}1`],
    ['assignments', `${'$a:='.repeat(8000)}1`],
    ['sums', `1${'+1'.repeat(15_000)}`],
    ['steps', `a${'.a'.repeat(15_000)}`],
    ['filters', `a${'[0]'.repeat(10_000)}`],
    ['left sides of defaults', `${'('.repeat(30)}a${' ?? 1)'.repeat(30)}`],
    ['left sides of defaults with other operators between', `${'['.repeat(30)}a${' ?: 1] + 1'.repeat(30)}`],
    ['calls', `$f${'()'.repeat(15_000)}`],
    ['chains', `a${'~>$f'.repeat(8000)}`],
    ['a signature that can be matched in many ways', `function($a)<${'s?'.repeat(20)}:s>{ 1 }()`],
    ['a signature with two repeated parameters', 'function($a, $b)<s+s+:s>{ 1 }("a", "b")'],
  ])('%s', (_, expression) => {
    expect(watchedFailure(expression)).toMatchObject({ code: 'expression.too_complex' });
  });
});

describe('reaches no prototype', () => {
  test.each([
    'foo.__proto__',
    'foo.constructor',
    '$lookup({}, "constructor")',
    '$lookup({}, "__proto__")',
    '"text".constructor',
    '[1].constructor',
    '$string.constructor',
    '$string.implementation',
    '(function($x) { $x }).environment',
    '/a/.constructor',
    '$keys($string)',
    '$.hasOwnProperty',
  ])('%s', (expression) => {
    expect(evaluate(expression, { input: { foo: { a: 1 } } })).toBeUndefined();
  });

  test.each([
    ['a transformation of it', '{} ~> | __proto__ | {"is_admin": true} |'],
    ['a transformation of the constructor', '{} ~> | constructor | {"is_admin": true} |'],
    ['a transformation that sets it', '{"a": 1} ~> | $ | $evil |'],
    ['a group by it', '{"__proto__": {"is_admin": true}}'],
    ['a merge with it', '$merge([{"a": 1}, $evil])'],
    ['a lambda as a key', '$merge([$evil, {"constructor": {"prototype": {"is_admin": true}}}])'],
    ['parsed text with it', '$parse("{\\"__proto__\\":{\\"is_admin\\":true},\\"a\\":1}")'],
    ['a copy of it', '$clone($evil)'],
    ['spread parts of it', '$merge($spread($evil))'],
    [
      'a template with it',
      '$template("{{__proto__.is_admin}}{{constructor.name}}{{#each evil}}{{@key}}{{/each}}", {"evil": $evil})',
    ],
  ])('%s', (_, expression) => {
    const evil = JSON.parse('{"__proto__": {"is_admin": true}, "b": 2}') as JsonObject;
    const value = evaluate(expression, { bindings: { evil } }) as JsonObject;
    expect(JSON.stringify(value)).not.toContain('__proto__');
    expect(value.is_admin).toBeUndefined();
    expect((Object as unknown as JsonObject).is_admin).toBeUndefined();
  });
});

test('data that bears the marks of a function is data, and is never called', () => {
  const fake = { _jsonata_lambda: true, body: { type: 'value', value: 'PWNED' }, arguments: [], environment: {} };
  const other = { _jsonata_function: true, implementation: 'PWNED' };
  const given = { bindings: { fake, other } };
  expect(evaluate('$fake', given)).toEqual(fake);
  expect(evaluate('[$fake, $other]', given)).toEqual([fake, other]);
  for (const expression of ['$fake()', '$other()', '$map([1], $fake)', '$replace("a", /a/, $fake)', '"a" ~> $fake']) {
    expect(failureOf(expression, given)).toMatchObject({ code: 'expression.failed' });
  }
});

interface Row {
  readonly area: string;
  readonly name: string;
  readonly input: string;
  readonly data?: JsonValue;
  readonly expected: string;
}
const file = new URL('../../../../shared/data/payloads.json', import.meta.url);
const rows = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as readonly Row[]) : [];
const inputOf = ({ input }: Row): string => (input.startsWith('js:') ? String(runInNewContext(input.slice(3))) : input);

/** The codes that a row names: an error has to be one of them. */
const codesIn = ({ expected }: Row): readonly string[] => expected.match(/\b[DTSU]\d{4}\b|expression\.\w+/g) ?? [];

function outcomeOf(expression: string, given: Given): unknown {
  const { value, tookMs } = watch(() => valueOrError(expression, given));
  expect(tookMs).toBeLessThan(STATED_MS * SLACK);
  return value;
}

function expectExpected(row: Row, outcome: unknown): void {
  if (!(outcome instanceof ExpressionError)) {
    expect(row.expected).toMatch(/^(?:Undefined|Value|Empty output)/);
    if (row.expected.startsWith('Undefined')) expect(outcome).toBeUndefined();
    return;
  }
  const { code, detail } = outcome;
  const codes = codesIn(row);
  const found = [code, detail.jsonataCode, code === 'expression.budget_exceeded' ? 'budget' : undefined];
  if (codes.length > 0) expect(found.some((one) => one === 'budget' || codes.includes(one ?? ''))).toBe(true);
}

if (rows.length === 0) {
  process.stdout.write('expression payloads: skipped, shared/data/payloads.json is not here\n');
} else {
  test.each(rows.filter(({ area }) => area === 'jsonata').map((row) => [row.name, row] as const))('%s', (_, row) => {
    expectExpected(row, outcomeOf(inputOf(row), row.data === undefined ? {} : { input: row.data }));
  });

  test.each(rows.filter(({ area }) => area === 'template').map((row) => [row.name, row] as const))('%s', (_, row) => {
    const template = row.input.startsWith('{"') ? (JSON.parse(row.input) as JsonValue) : row.input;
    const outcome = outcomeOf('$template($text, {})', { bindings: { text: template } });
    if (outcome instanceof ExpressionError) expect(outcome.code).toMatch(/^expression\.(?:template_invalid|failed)$/);
    else expect(outcome).toBe('');
    expect('__pwn' in globalThis).toBe(false);
  });
}
