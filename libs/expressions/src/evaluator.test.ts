import { describe, expect, jest, test } from '@jest/globals';
import { ExpressionError } from './errors.ts';
import { createEvaluator } from './evaluator.ts';
import type { JsonObject, JsonValue } from './json.ts';
import { evaluate, failureOf, NOW_MS } from './testing/evaluate.ts';

// The machine may be busy with other suites.
jest.setTimeout(60_000);

describe('a result is plain JSON', () => {
  test.each([
    ['a sequence is an array', '[3, 1, 2][$ > 1]', [3, 2]],
    ['a range is an array', '[1..3]', [1, 2, 3]],
    ['a sequence of one is its item', '[1, 2][$ > 1]', 2],
    ['a sequence of one that is kept is an array', '[1, 2][$ > 1][]', [2]],
    ['nothing is undefined', 'missing', undefined],
    ['an empty sequence is undefined', '[1][$ > 1]', undefined],
    ['an empty array is one', '[]', []],
    ['null is null', 'null', null],
    ['a function is nothing', '$sum', undefined],
    ['a lambda is nothing', 'function($x) { $x }', undefined],
    ['a regular expression is nothing', '/a/', undefined],
    ['a function in an object is left out', '{"a": $sum, "b": 1}', { b: 1 }],
    ['a function in an array leaves its place empty', '[1, $sum, 2]', [1, null, 2]],
    ['a match has no function to go on', '/b/("abc")', { match: 'b', start: 1, end: 2, groups: [] }],
    ['infinity is null', '1 / 0', null],
    ['what is no number is null', '[0 / 0, 1]', [null, 1]],
    ['zero has no sign', '[0 * -1, -0]', [0, 0]],
    ['a lone surrogate is kept', '"\\uD800"', '\uD800'],
    ['the null character is kept', '{"\\u0000": "\\u0000"}', { '\u0000': '\u0000' }],
    [
      'constructor and prototype are names like others',
      '{"constructor": {"prototype": 1}}',
      { constructor: { prototype: 1 } },
    ],
    ['text of digits is a name', '{"1": 1, "0": 0}', { '0': 0, '1': 1 }],
  ] as const)('%s', (_, expression, expected) => {
    const value = evaluate(expression);
    expect(value).toEqual(expected);
    if (value !== undefined) expect(value).toEqual(JSON.parse(JSON.stringify(value)));
  });

  test('no mark of a sequence is left, also deep inside', () => {
    const value = evaluate('{"a": [1..3], "b": items.{"c": tags[]}, "d": items.tags[]}', {
      input: { items: [{ tags: ['x'] }, { tags: ['y', 'z'] }] },
    });
    const marks = (found: unknown): string[] =>
      typeof found === 'object' && found !== null
        ? [
            ...Object.getOwnPropertyNames(found).filter((name) => /^(sequence|keepSingleton|cons|push)$/.test(name)),
          ].concat(...Object.values(found).map(marks))
        : [];
    expect(value).toEqual({ a: [1, 2, 3], b: [{ c: ['x'] }, { c: ['y', 'z'] }], d: ['x', 'y', 'z'] });
    expect(marks(value)).toEqual([]);
  });

  test('its objects have the prototype that all have', () => {
    const value = evaluate('{"a": $merge([{"b": 1}, {"c": $sift({"d": 1}, function($v) { true })}])}') as JsonObject;
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(Object.getPrototypeOf(value.a)).toBe(Object.prototype);
    expect(value).toStrictEqual({ a: { b: 1, c: { d: 1 } } });
  });

  test('a function that a transformation adds is left out, also where a template looked before', () => {
    const data = { list: Array.from({ length: 100 }, (_, id) => id) };
    const transformed = evaluate('$data ~> |$|{"t": $template("{{list.[1]}}", $), "f": function() { 1 }}|', {
      bindings: { data },
    });
    expect(transformed).toStrictEqual({ ...data, t: '1' });
  });

  test('an own __proto__ is dropped wherever it stands, and the rest is kept', () => {
    const data = JSON.parse('{"a": 1, "__proto__": {"b": 2}, "c": [{"__proto__": 3, "d": 4}]}') as JsonValue;
    for (const expression of ['$data', '{"all": $data}.all', '[$data][0]']) {
      const value = evaluate(expression, { bindings: { data } }) as JsonObject;
      expect(value).toStrictEqual({ a: 1, c: [{ d: 4 }] });
      expect(Object.getOwnPropertyNames(value)).toEqual(['a', 'c']);
    }
    expect(JSON.stringify(data)).toContain('__proto__');
  });

  test('what is plain already is shared with the input, what is not is copied', () => {
    const plain = { deep: [{ a: 1 }] };
    const given = { bindings: { plain, odd: { zero: -0, plain } } };
    expect(evaluate('$plain', given)).toBe(plain);
    expect((evaluate('{"x": $plain}', given) as JsonObject).x).toBe(plain);
    const copy = evaluate('$odd', given) as JsonObject;
    expect(copy).toStrictEqual({ zero: 0, plain });
    expect(copy.plain).toBe(plain);
  });

  test('a large value that was looked through once is not looked through again', () => {
    const data = Array.from({ length: 20_000 }, (_, id) => ({ id }));
    const request = { expression: '$data', bindings: { data }, nowMs: 0, seed: '' };
    const evaluator = createEvaluator();
    expect(evaluator.evaluate(request)).toBe(data);
    expect(evaluator.evaluate(request)).toBe(data);
    // What is remembered counts as much as it did before.
    const twice = { ...request, expression: '[$data, $data]', limits: { values: 50_000 } };
    expect(() => evaluator.evaluate(twice)).toThrow('more than 50000 values');
  });

  test('nothing that is given is ever written to', () => {
    const data = { items: [{ id: 1 }, { id: 2 }], one: ['x'] };
    const before = JSON.stringify(data);
    const expressions = [
      '$data ~> |items|{"id": 0}, ["a"]|',
      '$data.one[]',
      '$sort($data.items, function($a, $b) { true })',
    ];
    for (const expression of [...expressions, '$append($data.one, 1)', '$data.items{$string(id): $}']) {
      evaluate(expression, { bindings: { data } });
    }
    expect(JSON.stringify(data)).toBe(before);
  });
});

describe('an error', () => {
  test.each([
    ['of syntax', '1 +', { code: 'expression.syntax', detail: { position: 3, jsonataCode: 'S0207', token: '(end)' } }],
    ['of types', '1 + "a"', { code: 'expression.failed', detail: { position: 3, token: '+', jsonataCode: 'T2002' } }],
    ['of a function', '$number("x")', { code: 'expression.failed', detail: { token: 'number', jsonataCode: 'D3030' } }],
    ['of the author', '$error("no customer")', { code: 'expression.failed', message: 'no customer' }],
    ['of an unknown function', '$nope()', { code: 'expression.failed', detail: { jsonataCode: 'T1006' } }],
    [
      'of a regular expression',
      '$match("a", /(?=a)/)',
      { code: 'expression.regex_unsupported', detail: { token: '(?=a)' } },
    ],
    ['of a template', '1 + $template("{{", {})', { code: 'expression.template_invalid', detail: { position: 14 } }],
    ['of a limit', '[1..1e9]', { code: 'expression.budget_exceeded', detail: { limit: 'sequenceItems' } }],
    [
      'of a function where a value is needed',
      '{(function() { 1 }): 1}',
      { message: 'The name of a member must be a text, but is a function.' },
    ],
    [
      'past what JavaScript can hold',
      '($a := $text & $text; $b := $a & $a & $a & $a; $b & $b)',
      { code: 'expression.budget_exceeded' },
    ],
    ['of jsonata itself', '$map(1)', { code: 'expression.failed' }],
    ['of numbers past all digits', '$formatNumber(1, "0." & $pad("", 200, "0"))', { code: 'expression.failed' }],
  ])('%s says what, where and why', (_, expression, expected) => {
    const failure = failureOf(expression, { bindings: { text: 'x'.repeat(8_000_000) } });
    expect(failure).toMatchObject({ error: 'States.QueryEvaluationError', ...expected });
    expect(JSON.parse(failure.cause)).toEqual({ code: failure.code, message: failure.message, ...failure.detail });
    expect(failure).toBeInstanceOf(ExpressionError);
  });

  test('tells that a variable has the name of the function', () => {
    expect(failureOf('1 + $count([1])', { bindings: { count: 2 } })).toMatchObject({
      message: 'The variable $count hides the function of that name.',
      detail: { position: 11, token: 'count', jsonataCode: 'T1006' },
    });
    expect(failureOf('$other([1])', { bindings: { other: 2 } })).toMatchObject({
      message: '$other is no function.',
    });
  });

  test('quotes no more of the data than is useful', () => {
    const { message, detail } = failureOf('$number($text)', { bindings: { text: 'x'.repeat(900) } });
    expect(message.length).toBeLessThan(600);
    expect(message).toContain('xxx…');
    expect(JSON.stringify(detail).length).toBeLessThan(600);
    expect(failureOf('$number($text)', { bindings: { text: 'x'.repeat(9000) } }).message).toContain('xxx…');
  });

  test('is thrown, also when it is known before anything is evaluated', () => {
    const evaluator = createEvaluator();
    const request = { bindings: {}, nowMs: 0, seed: '' };
    expect(() => evaluator.evaluate({ ...request, expression: '(' })).toThrow(ExpressionError);
    const long = { ...request, expression: '$x', bindings: { x: 'long' }, limits: { characters: 3 } };
    expect(() => evaluator.evaluate(long)).toThrow('more than 3 characters');
  });
});

describe('limits', () => {
  test.each([
    ['steps', '$map([1..100], function($x) { $x + 1 })', { steps: 50 }],
    ['steps', '"abc" & $uppercase($text)', { steps: 2 }],
    ['depth', '($f := function($n) { $n = 0 ? 0 : 1 + $f($n - 1) }; $f(17))', { depth: 50 }],
    ['depth', '($f := function($x) { $map($x, $f) }; $f([[[[1]]]]))', { depth: 8 }],
    ['sequenceItems', '$x.y', { sequenceItems: 2 }],
    ['sequenceItems', '[1..4]', { sequenceItems: 3 }],
    ['sequenceItems', '$append([1, 2], [3, 4])', { sequenceItems: 3 }],
    ['sequenceItems', '$map([1, 2, 3], function($v) { $v })', { sequenceItems: 2 }],
    ['sequenceItems', '$split("a,b,c", ",")', { sequenceItems: 2 }],
    ['characters', '$text & $text', { characters: 150 }],
    ['characters', '{"a": $text, "b": $text}', { characters: 150 }],
    ['characters', '$length($text)', { characters: 50 }],
    ['values', '{"a": [1, 2, 3, 4]}', { values: 4 }],
    ['values', '$string([$x, $x])', { values: 6 }],
    ['timeMs', '$map([1..1e5], $string)', { timeMs: 0 }],
  ])('%s: %s', (limit, expression, limits) => {
    const bindings = { x: [{ y: 1 }, { y: 2 }, { y: 3 }], text: 'x'.repeat(100) };
    const failure = failureOf(expression, { bindings, limits });
    expect(failure).toMatchObject({ code: 'expression.budget_exceeded', detail: { limit } });
  });

  test.each([
    ['steps', '$map([1..100], function($x) { $x + 1 })', 0],
    ['depth', '($f := function($n) { $n = 0 ? 0 : 1 + $f($n - 1) }; $f(17))', 0],
    ['sequenceItems', '[1..4]', 4],
    ['characters', '$text & $text', 200],
  ] as const)('%s: as much as the limit has a value, and one more has none: %s', (limit, expression, most) => {
    const bindings = { text: 'x'.repeat(100) };
    const reached = (value: number) => {
      try {
        createEvaluator({ limits: { [limit]: value } }).evaluate({ expression, bindings, nowMs: 0, seed: '' });
        return true;
      } catch (cause) {
        expect(cause).toMatchObject({ code: 'expression.budget_exceeded', detail: { limit } });
        return false;
      }
    };
    // What is not counted by hand is as much as it takes.
    const least = most === 0 ? Array.from({ length: 5000 }, (_, value) => value).findIndex(reached) : most;
    expect([reached(least), reached(least - 1)]).toEqual([true, false]);
    expect(least).toBeGreaterThan(3);
  });

  test('the error says how much one was, and what moves it', () => {
    const evaluator = createEvaluator({ limits: { sequenceItems: 3 }, settings: { sequenceItems: 'SETTING' } });
    const request = { expression: '[1..5]', bindings: {}, nowMs: 0, seed: '' };
    const detail = { limit: 'sequenceItems', most: 3, setting: 'SETTING' };
    expect(() => evaluator.evaluate(request)).toThrow(
      expect.objectContaining({ detail: expect.objectContaining(detail) }),
    );
    expect(() => evaluator.evaluate({ ...request, expression: '$nope()' })).toThrow(
      expect.objectContaining({ detail: expect.not.objectContaining({ setting: 'SETTING' }) }),
    );
  });

  test('an evaluator has its own, and a request tightens or widens them', () => {
    const evaluator = createEvaluator({ limits: { sequenceItems: 3 } });
    const request = { expression: '[1..5]', bindings: {}, nowMs: 0, seed: '' };
    expect(() => evaluator.evaluate(request)).toThrow('more than 3 items');
    expect(evaluator.evaluate({ ...request, limits: { sequenceItems: 9 } })).toEqual([1, 2, 3, 4, 5]);
  });

  test('a thousand fields side by side do not add up to depth', () => {
    const fields = Array.from({ length: 1000 }, (_, index) => `"f${index}": $x.a + ${index}`).join(', ');
    const value = evaluate(`{${fields}}`, { bindings: { x: { a: 1 } } }) as JsonObject;
    expect(value.f999).toBe(1000);
  });

  test('ten thousand groups do not add up to depth', () => {
    const value = evaluate('$keys([1..10000]{$string($): $ + 1}) ~> $count()', { limits: { timeMs: 60_000 } });
    expect(value).toBe(10_000);
  });

  test('a recursion in one of several fields is as deep as it is alone', () => {
    const alone = '($f := function($n) { $n = 0 ? 0 : 1 + $f($n - 1) }; {"a": $f(90)})';
    const beside = alone.replace('"a"', '"x": $f(80), "y": [$f(10), $f(20)], "a"');
    expect(evaluate(alone)).toEqual({ a: 90 });
    expect(evaluate(beside)).toEqual({ x: 80, y: [10, 20], a: 90 });
    expect(failureOf(beside.replace('90', '900'))).toMatchObject({ detail: { limit: 'depth' } });
  });
});

test('the same text evaluated again shares no variables, budgets or times', () => {
  const expression = '($all := $map($n, function($x) { $x + $id }); {"id": $id, "at": $millis(), "sum": $sum($all)})';
  for (let id = 0; id < 20; id += 1) {
    const n = Array.from({ length: 400 }, () => id);
    const value = evaluate(expression, { bindings: { id, n }, nowMs: NOW_MS + id });
    expect(value).toEqual({ id, at: NOW_MS + id, sum: 800 * id });
  }
});

test('a large structure is measured to its end', () => {
  const data = Array.from({ length: 40_000 }, (_, id) => ({ id, name: `n${id}` }));
  const given = { bindings: { data, text: 'x' }, limits: { timeMs: 60_000, values: 300_000 } };
  expect(evaluate('($copy := $map([1], function() { [$data, 1] }); $count($copy))', given)).toBe(40_001);
  expect(evaluate('([$data] = [$data]) & ($text & "") & ([$data.id] = [$data.id])', given)).toBe('truextrue');
  expect(failureOf('[$data, $data, $data] & $text', given)).toMatchObject({ detail: { limit: 'values' } });
});

test('a function handed on at the end of a function is called, though the reference cannot', () => {
  const map = '($f := function($x) { $map($x, $uppercase) }; $f(["a", "b"]))';
  expect(evaluate(map)).toEqual(['A', 'B']);
  const sort = '($f := function($x) { $sort($x, function($a, $b) { $a < $b }) }; $f([1, 3, 2]))';
  expect(evaluate(sort)).toEqual([3, 2, 1]);
});

test('the input is what paths without a variable read, also when it is an array', () => {
  expect(evaluate('a.b', { input: { a: { b: 1 } } })).toBe(1);
  expect(evaluate('a', { input: [{ a: 1 }, { a: 2 }] })).toEqual([1, 2]);
  expect(evaluate('$', { input: null })).toBeNull();
});

describe('what is constant is evaluated once', () => {
  test.each([
    ['a call', '$toMillis("2030-01-02T00:00:00Z")', 1_893_542_400_000],
    ['a call in a call', '$uppercase($substring("abc", 1)) & "!"', 'BC!'],
    ['an operator', '1 + 2 * 3 = 7 and "a" in ["a"]', true],
    ['nothing', '$exists($number(nothing)) or false', false],
    ['a condition', '(true ? "a" : 1 + "x")', 'a'],
  ])('%s', (_, expression, expected) => {
    expect(evaluate(expression)).toBe(expected);
    expect(evaluate(expression)).toBe(expected);
  });

  test('but not what fails, varies or is a structure', () => {
    expect(failureOf('1 + $number("x")')).toMatchObject({ detail: { position: 12, jsonataCode: 'D3030' } });
    expect(evaluate('$millis()', { nowMs: 1 })).toBe(1);
    expect(evaluate('$millis()', { nowMs: 2 })).toBe(2);
    expect(evaluate('$random() = $random()')).toBe(false);
    const split = '$split("a,b", ",")';
    expect(evaluate(split)).not.toBe(evaluate(split));
  });

  test('and a variable still hides the function', () => {
    expect(evaluate('$length("abc")')).toBe(3);
    const failure = failureOf('$length("abc")', { bindings: { length: 1 } });
    expect(failure.message).toBe('The variable $length hides the function of that name.');
    expect(evaluate('($length := function($x) { 7 }; $length("abc"))')).toBe(7);
  });
});
