// Every function: what it gives, and that what the checker and the editor are told about it is true.
import { describe, expect, jest, test } from '@jest/globals';
import jsonata from 'jsonata';
import type { JsonObject } from '../json.ts';
import { evaluate, failureOf } from '../testing/evaluate.ts';
import { EXPRESSION_FUNCTIONS } from './table.ts';

// The machine may be busy with other suites.
jest.setTimeout(60_000);

const described = [...EXPRESSION_FUNCTIONS.values()];
const ours = new Set(
  'partition range hash random uuid parse template dateAdd dateDiff base64url base64urlDecode hex hexDecode hmac'.split(
    ' ',
  ),
);

describe('the table', () => {
  test('is in alphabetical order, and has every function of the reference but $eval', async () => {
    const names = described.map(({ name }) => name);
    expect(names).toEqual([...names].sort());
    const source = await import('node:fs').then(({ readFileSync }) =>
      readFileSync(new URL('../../../../node_modules/jsonata/jsonata.js', import.meta.url), 'utf8'),
    );
    const reference = [...source.matchAll(/(?:staticFrame|environment)\.bind\('(\w+)', defineFunction/g)].map(
      (found) => found[1],
    );
    expect(names.filter((name) => !ours.has(name)).sort()).toEqual(
      reference.filter((name) => name !== 'eval' && name !== 'random').sort(),
    );
  });

  test('has the signatures of the reference', async () => {
    const { readFileSync } = await import('node:fs');
    const source = readFileSync(new URL('../../../../node_modules/jsonata/jsonata.js', import.meta.url), 'utf8');
    for (const [, name = '', signature] of source.matchAll(
      /staticFrame\.bind\('(\w+)', defineFunction\([\w.]+, '([^']+)'/g,
    )) {
      if (name !== 'eval' && !ours.has(name))
        expect([name, EXPRESSION_FUNCTIONS.get(name)?.signature]).toEqual([name, signature]);
    }
  });

  test.each(described.map(({ name, example }) => [name, example] as const))(
    '$%s: its example runs',
    async (name, example) => {
      expect(example).toContain(`$${name}(`);
      if (name === 'error') expect(await failureOf(example)).toMatchObject({ message: 'no customer' });
      else if (name === 'assert') expect(await evaluate(example)).toBeUndefined();
      else expect(await evaluate(example, { bindings: { states: { input: {} } } })).not.toBeUndefined();
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
    expect(await evaluate(example, { bindings })).toEqual(plain);
  });

  test.each(described.map((found) => [found.name, found] as const))(
    '$%s: takes what it says it takes',
    async (name, { minArguments, maxArguments, help }) => {
      expect(help).toMatch(/^[A-Z].*\.$/);
      expect(minArguments).toBeLessThanOrEqual(maxArguments);
      if (!Number.isFinite(maxArguments)) return;
      const tooMany = Array.from({ length: maxArguments + 1 }, () => 'missing').join(', ');
      expect(await failureOf(`$${name}(${tooMany})`)).toMatchObject({ detail: { jsonataCode: 'T0410' } });
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
    '$map([[1, 2]], $zip(?, ["a", "b"]))',
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
    expect(await evaluate(expression)).toEqual(
      expected === undefined ? undefined : JSON.parse(JSON.stringify(expected)),
    );
  });
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
  ])('%s', async (expression, expected) => {
    expect(await evaluate(expression)).toEqual(expected);
  });

  test.each([
    ['$partition([1], 0)', '$partition needs a size of 1 or more.'],
    ['$partition([1], missing)', '$partition needs a size of 1 or more.'],
    ['$range(1, 2, 0)', '$range needs a step other than 0.'],
    ['$range(1, 1001, 1)', '$range makes 1000 items at most.'],
    ['$hash("a", "CRC32")', '"CRC32" is no hash algorithm; use one of MD5, SHA-1, SHA-256, SHA-384, SHA-512.'],
    ['$parse("{")', '$parse was given text that is no JSON'],
  ])('%s fails', async (expression, message) => {
    const failure = await failureOf(expression);
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
  ])('%s', async (expression, expected) => {
    expect(await evaluate(expression)).toEqual(expected);
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
  ])('%s fails', async (expression, message) => {
    expect((await failureOf(expression)).message).toContain(message);
  });
});

describe('in place of the reference’s, they give the same', () => {
  const bindings = {
    text: 'a😀b\u0301c',
    items: [{ a: 1, b: 2 }, { b: 2, a: 1 }, { a: 2 }, [1], [1], 1, '1', null, null],
    nested: [[{ a: 1 }, { b: 2 }], { c: [1, { d: 2 }] }],
    object: { a: 1, b: { c: 2 } },
    numbers: [3, 1, 2, 1],
    texts: ['b', 'a', 'c'],
    decimals: [0.1, 0.30000000000000004, 1e21, 1e-7],
  };
  test.each([
    '$length($text)',
    ...[0, 1, 2, 5, 9, -1, -3, -9].flatMap((start) => [
      `$substring($text, ${start})`,
      ...[0, 1, 3, 9, -1].map((length) => `$substring($text, ${start}, ${length})`),
    ]),
    '$substring("abc", 1.7)',
    '$substring("abc", 0, 1.5)',
    '$pad("abc", 6)',
    '$pad("abc", -6, "#")',
    '$pad("abc", 8, "äb")',
    '$pad("abc", -8, "😀b")',
    '$pad("abc", 2)',
    '$pad("abc", 5, "")',
    '$pad(missing, 5)',
    '$join($texts)',
    '$join($texts, ", ")',
    '$join("a", ", ")',
    '$join([], ", ")',
    '$join(missing)',
    '$split("a,b,,c", ",")',
    '$split("a,b,,c", ",", 2)',
    '$split("abc", "")',
    '$split("abc", "", 2)',
    '$split(missing, "")',
    '$replace("a.b.c", ".", "$1")',
    '$replace("a.b.c", ".", "-", 1)',
    '$replace("aaa", "aa", "b")',
    '$replace(missing, "a", "b")',
    '$string($decimals)',
    '$string($object, true)',
    '$string({"f": $sum, "l": function($x) { $x }, "n": missing})',
    '$string($sum)',
    '$string("a")',
    '$string(null)',
    '$string(missing)',
    '$base64encode("ab")',
    '$base64encode("äÿ")',
    '$base64encode("")',
    '$base64decode("5P8=")',
    '$base64decode("YW I=")',
    '$encodeUrl("https://x/ä b?c=d&e#f")',
    '$encodeUrlComponent("ä b&c😀")',
    '$decodeUrlComponent("%C3%A4%20b")',
    '$number("0x1F")',
    '$number("-1.5e3")',
    '$number(true)',
    '$spread($object)',
    '$spread($nested)',
    '$spread("a")',
    '$spread([1, {"a": 2}])',
    '$spread(missing)',
    '$keys($object)',
    '$keys($nested)',
    '$keys("a")',
    '$keys([])',
    '$keys({"a": 1})',
    '$merge([$object, {"a": 2}])',
    '$merge([])',
    '$clone($object)',
    '$clone($decimals)',
    '$distinct($items)',
    '$distinct($items[0])',
    '$distinct($numbers)',
    '$distinct([1, 1])',
    '$distinct(missing)',
    '$distinct($items.a)',
    '$max($numbers)',
    '$min($numbers)',
    '$max([])',
    '$min(missing)',
    '$max(5)',
    '$sort($numbers)',
    '$sort($texts)',
    '$sort([{"n": 2, "i": 1}, {"n": 1, "i": 2}, {"n": 2, "i": 3}], function($l, $r) { $l.n > $r.n })',
    '$sort([3, 1, 2], function($l, $r) { $l < $r })',
    '$sort([1])',
    '$sort(missing)',
    '$sort([])',
    '$zip([1, 2, 3], ["a", "b"])',
    '$zip([1])',
    '$zip([1], missing)',
    '$reverse($numbers)',
    '$append([1], [2, 3])',
    '$append(missing, 1)',
    '$lookup($nested, "a")',
    '$formatNumber(12345.6, "#,###.00")',
    '$formatInteger(2024, "I")',
    '$parseInteger("twelve thousand", "w")',
    '$fromMillis(1510067557121, "[M01]/[D01]/[Y0001] [h#1]:[m01][P]", "+0100")',
    '$toMillis("2017-11-07", "[Y]-[M]-[D]")',
    '$toMillis(missing)',
    '$fromMillis(missing)',
    '$type(missing)',
    '$boolean($items)',
    '$match("abcabc", /b/, 1)',
    '$contains("abc", "z")',
  ])('%s', async (expression) => {
    const expected: unknown = await jsonata(expression).evaluate(undefined, structuredClone(bindings));
    expect(await evaluate(expression, { bindings })).toEqual(
      expected === undefined ? undefined : JSON.parse(JSON.stringify(expected)),
    );
  });

  test.each([
    ['$sort([1, "a"])', 'D3070'],
    ['$sort([{"a": 1}, {"a": 2}])', 'D3070'],
    ['$sort([0 / 0, 1])', 'D3070'],
    ['$replace("a", "", "b")', 'D3010'],
    ['$replace("a", "a", "b", -1)', 'D3011'],
    ['$replace("a", /a/, function($m) { 1 })', 'D3012'],
    ['$split("a", ",", -1)', 'D3020'],
    ['$match("a", /a/, -1)', 'D3040'],
    ['$match("a", function($s) { {"nothing": 1} })', 'T1010'],
    ['$number("a")', 'D3030'],
    ['$toMillis("yesterday")', 'D3110'],
    ['$reduce([1, 2], function($x) { $x })', 'D3050'],
    ['$single([1, 2], function($x) { true })', 'D3138'],
    ['$single([1, 2], function($x) { false })', 'D3139'],
    ['$encodeUrl("\\uD800")', 'D3140'],
    ['$encodeUrlComponent("\\uD800")', 'D3140'],
    ['$decodeUrl("%E0")', 'D3140'],
    ['$power(10, 999)', 'D3061'],
    ['$sqrt(-1)', 'D3060'],
    ['$formatBase(1, 99)', 'D3100'],
    ['$formatInteger(1, "")', 'D3130'],
  ])('%s fails as there', async (expression, code) => {
    await expect(jsonata(expression).evaluate(undefined)).rejects.toMatchObject({ code });
    expect((await failureOf(expression)).detail.jsonataCode).toBe(code);
  });

  test('but base64 must be base64', async () => {
    expect(await failureOf('$base64decode("a*b")')).toMatchObject({ message: 'The text is no base64.' });
    expect(await evaluate('$base64decode(missing)')).toBeUndefined();
    expect(await evaluate('$base64encode(missing)')).toBeUndefined();
    expect(await evaluate('$encodeUrl(missing)')).toBeUndefined();
  });
});

describe('what is long is worked on in slices', () => {
  const limits = { busyMs: 60_000 };
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

  test('and gives the same as at once', async () => {
    const given = { bindings, limits };
    const buffer = Buffer.from(emoji);
    expect(await evaluate('$encodeUrlComponent($emoji)', given)).toBe(encodeURIComponent(emoji));
    expect(await evaluate('$encodeUrl($emoji)', given)).toBe(encodeURI(emoji));
    expect(await evaluate('$base64url($emoji)', given)).toBe(buffer.toString('base64url'));
    expect(await evaluate('$base64urlDecode($base64url($emoji)) = $emoji', given)).toBe(true);
    expect(await evaluate('$base64encode($emoji)', given)).toBe(Buffer.from(emoji, 'latin1').toString('base64'));
    expect(await evaluate('$base64decode($base64encode($emoji))', given)).toBe(
      Buffer.from(emoji, 'latin1').toString('latin1'),
    );
    expect(await evaluate('$hex($emoji)', given)).toBe(buffer.toString('hex'));
    expect(await evaluate('$hexDecode($hex($emoji)) = $emoji', given)).toBe(true);
    const { createHash } = await import('node:crypto');
    expect(await evaluate('$hash($emoji, "SHA-512")', given)).toBe(createHash('sha512').update(buffer).digest('hex'));
  });

  test('structures too', async () => {
    const expected = (await jsonata('$string($deep)').evaluate(undefined, { deep })) as string;
    const given = { bindings, limits };
    expect(await evaluate('$string($deep)', given)).toBe(expected);
    expect(await evaluate('$clone($deep)', given)).toEqual(JSON.parse(expected));
    expect(await evaluate('$string({"l": $deep.list, "f": $sum})', given)).toBe(
      `{"l":${JSON.stringify(deep.list)},"f":""}`,
    );
    expect(await evaluate('$clone($deep.list)[19999][1].id', given)).toBe(19_999);
    expect(
      await evaluate('$count($spread($wide)) + $count($keys([$wide, $wide])) + $count($distinct($deep.list))', given),
    ).toBe(60_000);
  });

  test('and what would be too long fails before it is made', async () => {
    const given = { bindings, limits: { ...limits, characters: 400_000 } };
    for (const expression of [
      '$base64url($emoji & $emoji)',
      '$hex($emoji)',
      '$encodeUrl($emoji & $emoji & $emoji)',
      '$string($deep)',
    ]) {
      expect(await failureOf(expression, given)).toMatchObject({ detail: { limit: 'characters' } });
    }
    expect(await failureOf('$string([$deep, $deep], true)', { bindings, limits })).toMatchObject({
      detail: { limit: 'values' },
    });
    expect(await failureOf('$distinct([$deep, $deep])', { bindings, limits })).toMatchObject({
      detail: { limit: 'values' },
    });
  });
});
