// Every function: what it gives, and that what the checker and the editor are told about it is true.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import jsonata from 'jsonata';
import type { JsonObject } from '../json.ts';
import { evaluate, failureOf } from '../testing/evaluate.ts';
import { NATIVES } from './natives-table.ts';
import { EXPRESSION_FUNCTIONS } from './table.ts';

const source = readFileSync(new URL('../../../../node_modules/jsonata/jsonata.js', import.meta.url), 'utf8');
const described = [...EXPRESSION_FUNCTIONS.values()];
const ours = new Set(
  'partition range hash random uuid parse template dateAdd dateDiff base64url base64urlDecode hex hexDecode hmac'.split(
    ' ',
  ),
);

describe('the table', () => {
  test('is in alphabetical order, and has every function of the reference but $eval', () => {
    const names = described.map(({ name }) => name);
    expect(names).toEqual([...names].sort());
    const reference = [...source.matchAll(/(?:staticFrame|environment)\.bind\('(\w+)', defineFunction/g)].map(
      (found) => found[1],
    );
    expect(names.filter((name) => !ours.has(name)).sort()).toEqual(
      reference.filter((name) => name !== 'eval' && name !== 'random').sort(),
    );
  });

  test('describes exactly what the evaluator can call', () => {
    expect(described.map(({ name, signature }) => [name, signature])).toEqual(
      [...NATIVES.values()].map(({ name, signature }) => [name, signature]).sort(),
    );
    for (const { name } of described) expect(evaluate(`$type($${name})`)).toBe('function');
  });

  test('tells what only Millrace has', () => {
    const own = described.filter(({ origin }) => origin === 'millrace').map(({ name }) => name);
    expect(own.sort()).toEqual(
      ['base64url', 'base64urlDecode', 'dateAdd', 'dateDiff', 'hex', 'hexDecode', 'hmac', 'template'].sort(),
    );
    const added = described.filter(({ origin }) => origin === 'stepFunctions').map(({ name }) => name);
    expect(added).toEqual(['hash', 'parse', 'partition', 'random', 'range', 'uuid']);
  });

  test('has the signatures of the reference', () => {
    for (const [, name = '', signature] of source.matchAll(
      /staticFrame\.bind\('(\w+)', defineFunction\([\w.]+, '([^']+)'/g,
    )) {
      if (name !== 'eval' && !ours.has(name))
        expect([name, EXPRESSION_FUNCTIONS.get(name)?.signature]).toEqual([name, signature]);
    }
  });

  test.each(described.map(({ name, example }) => [name, example] as const))(
    '$%s: its example runs',
    (name, example) => {
      expect(example).toContain(`$${name}(`);
      if (name === 'error') expect(failureOf(example)).toMatchObject({ message: 'no customer' });
      else if (name === 'assert') expect(evaluate(example)).toBeUndefined();
      else expect(evaluate(example, { bindings: { states: { input: {} } } })).not.toBeUndefined();
    },
  );

  test.each(
    described
      .filter(({ name }) => !ours.has(name) && !['shuffle', 'now', 'millis', 'error'].includes(name))
      .map(({ name, example }) => [name, example] as const),
  )('$%s: its example gives what the reference gives', async (_, example) => {
    const bindings = { states: { input: {} } };
    const expected: unknown = await jsonata(example).evaluate(undefined, bindings);
    const plain: unknown = expected === undefined ? undefined : JSON.parse(JSON.stringify(expected));
    expect(evaluate(example, { bindings })).toEqual(plain);
  });

  test.each(described.map((found) => [found.name, found] as const))(
    '$%s: takes what it says it takes',
    (name, { minArguments, maxArguments, help }) => {
      expect(help).toMatch(/^[A-Z].*\.$/);
      expect(minArguments).toBeLessThanOrEqual(maxArguments);
      if (!Number.isFinite(maxArguments)) return;
      const tooMany = Array.from({ length: maxArguments + 1 }, () => 'missing').join(', ');
      expect(failureOf(`$${name}(${tooMany})`)).toMatchObject({ detail: { jsonataCode: 'T0410' } });
    },
  );
});

describe('handed to others, they are given what the reference gives them', () => {
  test.each([
    '$map([1, 2], $string)',
    '$map(["a", "b"], $uppercase)',
    '$filter([0, 1], $boolean)',
    '$map([1.5, 2.5], $round)',
    '$map([[1, 2], [3]], $sum)',
    '$reduce([[1], [2], [3]], $append)',
    '$map(["abc", "d"], $length)',
    '$sift({"a": 0, "b": 1}, $boolean)',
    '$each({"a": "x"}, $uppercase)',
    '$map(["7"], $pad(?, -3, "0"))',
    '($two := $substring(?, 0, 2); $two("abcdef"))',
    '($twice := function($f, $x) { $f($f($x)) }; $twice($trim, "  a  "))',
    '($both := $trim ~> $uppercase; $both("  a "))',
    '"a,b" ~> $split(",") ~> $map($uppercase) ~> $join("-")',
    '$single([0, 1], $boolean)',
    '$map([], $string)',
    '$map(missing, $string)',
  ])('%s', async (expression) => {
    const expected: unknown = await jsonata(expression).evaluate(undefined);
    expect(evaluate(expression)).toEqual(expected === undefined ? undefined : JSON.parse(JSON.stringify(expected)));
  });
});

test('what is given to $zip beforehand is kept, unlike in the reference, which forgets it', () => {
  expect(evaluate('$map([[1, 2]], $zip(?, ["a", "b"]))')).toEqual([
    [1, 'a'],
    [2, 'b'],
  ]);
});

describe('functions of ASL', () => {
  test.each([
    ['$partition([1, 2, 3, 4, 5], 2)', [[1, 2], [3, 4], [5]]],
    ['$partition([1, 2], 2.9)', [[1, 2]]],
    ['$partition([], 3)', []],
    ['$partition(missing, 3)', undefined],
    ['$range(1, 9, 2)', [1, 3, 5, 7, 9]],
    ['$range(3, 1, -1)', [3, 2, 1]],
    ['$range(3, 1, 1)', []],
    ['$range(1.2, 3.4, 1)', [1, 2, 3]],
    ['$range(missing, 3, 1)', undefined],
    ['$count($range(1, 1000, 1))', 1000],
    ['$hash("text")', '982d9e3eb996f559e633f4d194def3761d909f5a3b647d1a851fead67c32c9d1'],
    ['$hash("text", "md5")', '1cb251ec0d568de6a929b520c4aed8d1'],
    ['$hash("text", "SHA-1")', '372ea08cab33e71c02c651dbc83a474d32c676ea'],
    ['$length($hash("ä", "SHA-384"))', 96],
    ['$length($hash("ä", "SHA-512"))', 128],
    ['$hash(missing)', undefined],
    ['$parse("{\\"a\\":[1,null]}")', { a: [1, null] }],
    ['$parse("1e3")', 1000],
    ['$parse(missing)', undefined],
  ])('%s', (expression, expected) => {
    expect(evaluate(expression)).toEqual(expected);
  });

  test.each([
    ['$partition([1], 0)', '$partition needs a size of 1 or more.'],
    ['$partition([1], missing)', '$partition needs a size of 1 or more.'],
    ['$range(1, 2, 0)', '$range needs a step other than 0.'],
    ['$range(1, 1001, 1)', '$range makes 1000 items at most.'],
    ['$hash("a", "CRC32")', '"CRC32" is no hash algorithm; use one of MD5, SHA-1, SHA-256, SHA-384, SHA-512.'],
    ['$parse("{")', '$parse was given text that is no JSON'],
  ])('%s fails', (expression, message) => {
    const failure = failureOf(expression);
    expect(failure).toMatchObject({ code: 'expression.failed', detail: { jsonataCode: 'D3137' } });
    expect(failure.message).toContain(message);
  });
});

describe('our own', () => {
  test.each([
    ["$dateAdd('2030-01-31T00:00:00Z', 1, 'month')", '2030-02-28T00:00:00.000Z'],
    ["$dateAdd('2028-02-29T12:00:00+02:00', 1, 'years')", '2029-02-28T10:00:00.000Z'],
    ["$dateAdd('2030-03-31T00:00:00Z', -1, 'Months')", '2030-02-28T00:00:00.000Z'],
    ["$dateAdd('2030-01-01', 1.5, 'days')", '2030-01-02T12:00:00.000Z'],
    ["$dateAdd('2030-01-01', -1, 'week')", '2029-12-25T00:00:00.000Z'],
    ["$dateAdd(missing, 1, 'day')", undefined],
    ["$dateAdd('2030-01-01', missing, 'day')", undefined],
    ["$dateDiff('2030-01-01T00:00:00Z', '2030-01-02T12:00:00Z', 'hours')", 36],
    ["$dateDiff('2030-01-02', '2030-01-01', 'day')", -1],
    ["$dateDiff('2030-01-02', missing, 'day')", undefined],
    ["$base64url('a?b>ÿ')", 'YT9iPsO_'],
    ["$base64urlDecode('YT9iPsO_')", 'a?b>ÿ'],
    ["$base64urlDecode('YQ==')", 'a'],
    ['$base64url(missing)', undefined],
    ['$base64urlDecode(missing)', undefined],
    ["$hex('aä')", '61c3a4'],
    ["$hexDecode('61C3a4')", 'aä'],
    ['$hex(missing)', undefined],
    ['$hexDecode(missing)', undefined],
    ["$hmac('body', 'key')", '515aae133b435d4000956731f68ae5cf5eb85d4f0dc6a546d2bfcd3595ec1ae1'],
    ["$hmac('body', 'key', 'SHA-1', 'base64')", 'cLv2gZ0QN6qUyn5/U3y+ol/kkoM='],
    ["$hmac('body', 'key', 'SHA-256', 'base64url')", 'UVquEztDXUAAlWcx9orlz164XU8NxqVG0r_NNZXsGuE'],
    ["$hmac(missing, 'key')", undefined],
  ])('%s', (expression, expected) => {
    expect(evaluate(expression)).toEqual(expected);
  });

  test.each([
    ["$dateAdd('soon', 1, 'day')", '"soon" is no ISO 8601 time.'],
    ["$dateAdd('2030-01-01', 1, 'fortnight')", '"fortnight" is no unit of time; use one of millisecond'],
    ["$dateAdd('2030-01-01', 1e18, 'day')", 'The time is outside the calendar.'],
    ["$dateDiff('2030-01-01', '2031-01-01', 'year')", '$dateDiff counts in millisecond, second'],
    ["$base64urlDecode('a')", 'The text is no base64.'],
    ["$base64urlDecode('YQ=a')", 'The text is no base64.'],
    ["$hexDecode('abc')", 'The text is no hex.'],
    ["$hexDecode('zz')", 'The text is no hex.'],
    ["$hmac('a', 'b', 'SHA-256', 'utf8')", '"utf8" is no encoding; use one of hex, base64, base64url.'],
    ["$hmac('a', missing)", '$hmac needs a key.'],
  ])('%s fails', (expression, message) => {
    expect(failureOf(expression).message).toContain(message);
  });
});

describe('given sequences, they give what the reference gives', () => {
  const bindings = { items: [{ a: 1, b: 2 }, { b: 2, a: 1 }, { a: 2 }, { c: [3] }], one: { a: 1 } };
  test.each([
    ...['$distinct($items.a)', '$distinct($items[0])', '$distinct($items)', '$distinct($items.(a > 0))'],
    ...[
      '$keys($items)',
      '$keys($items[2])',
      '$keys($one)',
      '$keys($items.c)',
      '$lookup($items, "a")',
      '$lookup($one, "a")',
    ],
    ...['$spread($items[2])', '$spread($items)', '$spread([$one])', '$spread($one)', '$merge($items)', '$merge($one)'],
    ...['$append($items.a, 3)', '$append($items[9], $items[0].a)', '$append($one.a, $items[9])', '$append(1, 2)'],
    ...['$reverse($items.a)', '$reverse($one.a)', '$sort($items.a)', '$sort($one.a)', '$zip($items.a, $items.b)'],
    ...['$map($items, function($item) { $item.c })', '$filter($items, function($item) { $item.c })'],
    ...[
      '$each($one, $string)',
      '$match("abcabc", /b/, 1)',
      '$match("abc", /x/)',
      '$split("a", ",")',
      '$clone($items.a)',
    ],
    ...['$count($items.c)', '$sum($one.a)', '$join($items.$string(a))', '$string($items.a)', '$string($items[2].a)'],
  ])('%s', async (expression) => {
    const expected: unknown = await jsonata(expression).evaluate(undefined, structuredClone(bindings));
    const plain: unknown = expected === undefined ? undefined : JSON.parse(JSON.stringify(expected));
    expect(evaluate(expression, { bindings })).toEqual(plain);
  });

  test('but base64 must be base64', () => {
    expect(failureOf('$base64decode("a*b")')).toMatchObject({ message: 'The text is no base64.' });
    expect(evaluate('$base64decode(missing)')).toBeUndefined();
    expect(evaluate('$base64encode(missing)')).toBeUndefined();
    expect(evaluate('$encodeUrl(missing)')).toBeUndefined();
  });
});

describe('what is long', () => {
  const limits = { timeMs: 60_000 };
  const emoji = '😀ä\u0001"'.repeat(60_000);
  const wide = Object.fromEntries(
    Array.from({ length: 20_000 }, (_, id) => [`k"${id}`, id % 3 === 0 ? { id, f: 0.1 + 0.2 } : `x${id}`]),
  );
  const deep: JsonObject = {
    list: Array.from({ length: 20_000 }, (_, id) => [id, { id }]),
    wide,
    more: [wide, 1, 'x', null],
  };
  const bindings = { emoji, wide, deep };

  test('is encoded as what is short', () => {
    const given = { bindings, limits };
    const buffer = Buffer.from(emoji);
    expect(evaluate('$encodeUrlComponent($emoji)', given)).toBe(encodeURIComponent(emoji));
    expect(evaluate('$encodeUrl($emoji)', given)).toBe(encodeURI(emoji));
    expect(evaluate('$base64url($emoji)', given)).toBe(buffer.toString('base64url'));
    expect(evaluate('$base64urlDecode($base64url($emoji)) = $emoji', given)).toBe(true);
    expect(evaluate('$base64encode($emoji)', given)).toBe(Buffer.from(emoji, 'latin1').toString('base64'));
    expect(evaluate('$base64decode($base64encode($emoji))', given)).toBe(
      Buffer.from(emoji, 'latin1').toString('latin1'),
    );
    expect(evaluate('$hex($emoji)', given)).toBe(buffer.toString('hex'));
    expect(evaluate('$hexDecode($hex($emoji)) = $emoji', given)).toBe(true);
    expect(evaluate('$hash($emoji, "SHA-512")', given)).toBe(createHash('sha512').update(buffer).digest('hex'));
  });

  test('is written, copied and compared as what is short', async () => {
    const expected = (await jsonata('$string($deep)').evaluate(undefined, { deep })) as string;
    const given = { bindings, limits };
    expect(evaluate('$string($deep)', given)).toBe(expected);
    expect(evaluate('$clone($deep)', given)).toEqual(JSON.parse(expected));
    expect(evaluate('$string({"l": $deep.list, "f": $sum})', given)).toBe(`{"l":${JSON.stringify(deep.list)},"f":""}`);
    expect(evaluate('$clone($deep.list)[19999][1].id', given)).toBe(19_999);
    expect(
      evaluate('$count($spread($wide)) + $count($keys([$wide, $wide])) + $count($distinct($deep.list))', given),
    ).toBe(60_000);
    expect(evaluate('$count($distinct([$deep, $deep]))', given)).toBe(1);
  });

  test('fails before it is made too long', () => {
    const given = { bindings, limits: { ...limits, characters: 400_000 } };
    for (const expression of [
      '$base64url($emoji & $emoji)',
      '$hex($emoji)',
      '$encodeUrl($emoji & $emoji & $emoji)',
      '$string($deep)',
    ]) {
      expect(failureOf(expression, given)).toMatchObject({ detail: { limit: 'characters' } });
    }
  });
});
