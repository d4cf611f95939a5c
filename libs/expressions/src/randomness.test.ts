import { describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import type { JsonObject } from './json.ts';
import { evaluate, failureOf, NOW_MS } from './testing/evaluate.ts';

// The machine may be busy with other suites.
jest.setTimeout(60_000);

const ALL = '{"r": [$random(), $random()], "u": $uuid(), "s": $shuffle([1..20]), "n": $now(), "m": $millis()}';

test('the same seed and time give the same values', async () => {
  expect(await evaluate(ALL)).toEqual(await evaluate(ALL));
  expect(await evaluate(ALL)).toMatchObject({ n: '2030-01-02T03:04:05.678Z', m: NOW_MS });
});

test('another seed gives others', async () => {
  const [one, other] = (await Promise.all([evaluate(ALL), evaluate(ALL, { seed: 'other' })])) as JsonObject[];
  for (const part of ['r', 'u', 's']) expect(one?.[part]).not.toEqual(other?.[part]);
});

test('values do not depend on what else runs at the same time', async () => {
  const expression = '$map([1..800], function($i) { {"i": $i, "r": $random(), "u": $uuid()} }) ~> $string() ~> $hash()';
  const limits = { busyMs: 60_000 };
  const alone = await evaluate(expression, { limits });
  const crowd = await Promise.all(Array.from({ length: 6 }, () => evaluate(expression, { limits })));
  expect(new Set(crowd)).toEqual(new Set([alone]));
});

test.each([
  ['items of an array', '[$slow(), $random(), $slow(), $random()]'],
  ['fields of an object', '{"a": $slow(), "b": $random(), "c": {"d": $slow(), "e": $random()}, "f": $random()}'],
  ['groups', '[1..20]{"k" & $: [$slow(), $random()]}'],
  ['arrays in arrays', '[[$slow(), $random()], [$random(), $slow()], $random()]'],
])('%s draw in the order in which they are written, though a pause may come anywhere', async (_, drawing) => {
  const expression = `($slow := function() { ($count($map([1..400], $string)); $random()) }; ${drawing})`;
  const given = { limits: { busyMs: 60_000 } };
  const first = await evaluate(expression, given);
  // Others make the pauses come elsewhere.
  const others = Array.from({ length: 5 }, () => evaluate(expression, given));
  const noise = Array.from({ length: 20 }, (__, id) => evaluate(`$count($map([1..${id * 20 + 1}], $string))`, given));
  expect(await Promise.all(others)).toEqual(Array.from({ length: 5 }, () => first));
  await Promise.all(noise);
});

test('the first of siblings draws first', async () => {
  const [first, second] = (await evaluate('[$random(), $random()]')) as number[];
  expect(await evaluate('{"a": $random(), "b": $random()}')).toEqual({ a: first, b: second });
  expect(await evaluate('($a := $random(); [$a, $random()])')).toEqual([first, second]);
});

describe('values', () => {
  test('are between 0 and 1, and spread', async () => {
    const drawn = (await evaluate('$map([1..2000], function() { $random() })')) as number[];
    expect(Math.min(...drawn)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...drawn)).toBeLessThan(1);
    expect(drawn.reduce((sum, value) => sum + value) / 2000).toBeCloseTo(0.5, 1);
    expect(new Set(drawn).size).toBe(2000);
  });

  test('of a seed of its own are the same in every run', async () => {
    const [one, other] = await Promise.all(['a', 'b'].map((seed) => evaluate('$random(42)', { seed })));
    expect(one).toBe(other);
    expect(await evaluate('$random(43)')).not.toBe(one);
  });

  test('UUIDs are of version 4', async () => {
    const uuids = (await evaluate('$map([1..200], function() { $uuid() })')) as string[];
    expect(new Set(uuids).size).toBe(200);
    for (const uuid of uuids)
      expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  test('a shuffle keeps every item', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer(), { minLength: 2 }), fc.string(), async (items, seed) => {
        const shuffled = (await evaluate('$shuffle($items)', { bindings: { items }, seed })) as number[];
        expect([...shuffled].sort((a, b) => a - b)).toEqual([...items].sort((a, b) => a - b));
      }),
      { numRuns: 50 },
    );
  });

  test('a shuffle moves items to every place', async () => {
    const firsts = await Promise.all(
      Array.from({ length: 60 }, (_, seed) => evaluate('$shuffle([1..4])[0]', { seed: `${seed}` })),
    );
    expect(new Set(firsts).size).toBe(4);
  });

  test('time stands still within an evaluation', async () => {
    expect(await evaluate('$now("[Y]-[M01]") & " " & $now("[H01]:[m01]", "+0200")')).toBe('2030-01 05:04');
    expect(await evaluate('$fromMillis($millis()) = $now()')).toBe(true);
    expect(await failureOf('$now($pad("", 2000, "x"))')).toMatchObject({ detail: { limit: 'picture' } });
  });
});
