import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { JsonObject } from './json.ts';
import { evaluate, failureOf, NOW_MS } from './testing/evaluate.ts';

const ALL = '{"r": [$random(), $random()], "u": $uuid(), "s": $shuffle([1..20]), "n": $now(), "m": $millis()}';

test('the same seed and time give the same values', () => {
  expect(evaluate(ALL)).toEqual(evaluate(ALL));
  expect(evaluate(ALL)).toMatchObject({ n: '2030-01-02T03:04:05.678Z', m: NOW_MS });
});

test('another seed gives others', () => {
  const [one, other] = [evaluate(ALL), evaluate(ALL, { seed: 'other' })] as JsonObject[];
  for (const part of ['r', 'u', 's']) expect(one?.[part]).not.toEqual(other?.[part]);
});

test.each([
  ['items of an array', '[$slow(), $random(), $slow(), $random()]'],
  ['fields of an object', '{"a": $slow(), "b": $random(), "c": {"d": $slow(), "e": $random()}, "f": $random()}'],
  ['arrays in arrays', '[[$slow(), $random()], [$random(), $slow()], $random()]'],
])('%s draw in the order in which they are written', (_, drawing) => {
  const inOrder = evaluate('$map([1..5], function() { $random() })') as number[];
  const drawn = evaluate(`($slow := function() { ($count($map([1..400], $string)); $random()) }; ${drawing})`);
  const values = JSON.stringify(drawn)
    .match(/0\.\d+/g)
    ?.map(Number);
  expect(values).toEqual(inOrder.slice(0, values?.length));
});

test('the first of siblings draws first', () => {
  const [first, second] = evaluate('[$random(), $random()]') as number[];
  expect(evaluate('{"a": $random(), "b": $random()}')).toEqual({ a: first, b: second });
  expect(evaluate('($a := $random(); [$a, $random()])')).toEqual([first, second]);
});

describe('values', () => {
  test('are between 0 and 1, and spread', () => {
    const drawn = evaluate('$map([1..2000], function() { $random() })') as number[];
    expect(Math.min(...drawn)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...drawn)).toBeLessThan(1);
    expect(drawn.reduce((sum, value) => sum + value) / 2000).toBeCloseTo(0.5, 1);
    expect(new Set(drawn).size).toBe(2000);
  });

  test('of a seed of its own are the same in every run', () => {
    const [one, other] = ['a', 'b'].map((seed) => evaluate('$random(42)', { seed }));
    expect(one).toBe(other);
    expect(evaluate('$random(43)')).not.toBe(one);
  });

  test('UUIDs are of version 4', () => {
    const uuids = evaluate('$map([1..200], function() { $uuid() })') as string[];
    expect(new Set(uuids).size).toBe(200);
    for (const uuid of uuids)
      expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  test('a shuffle keeps every item', () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 2 }), fc.string(), (items, seed) => {
        const shuffled = evaluate('$shuffle($items)', { bindings: { items }, seed }) as number[];
        expect([...shuffled].sort((a, b) => a - b)).toEqual([...items].sort((a, b) => a - b));
      }),
      { numRuns: 50 },
    );
  });

  test('a shuffle moves items to every place', () => {
    const firsts = Array.from({ length: 60 }, (_, seed) => evaluate('$shuffle([1..4])[0]', { seed: `${seed}` }));
    expect(new Set(firsts).size).toBe(4);
  });

  test('time stands still within an evaluation', () => {
    expect(evaluate('$now("[Y]-[M01]") & " " & $now("[H01]:[m01]", "+0200")')).toBe('2030-01 05:04');
    expect(evaluate('$fromMillis($millis()) = $now()')).toBe(true);
    expect(failureOf('$now($pad("", 2000, "x"))')).toMatchObject({ detail: { limit: 'picture' } });
  });
});
