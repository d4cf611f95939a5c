// Evaluations take turns, and the process goes on between them.
import { expect, jest, test } from '@jest/globals';
import { evaluate } from './testing/evaluate.ts';
import { watch } from './testing/watch.ts';

// The machine may be busy with other suites.
jest.setTimeout(60_000);

const limits = { busyMs: 60_000 };
/** Takes as many slices as it has thousands of items. */
const heavy = (items: number) =>
  evaluate(`$count($map([1..${items}], function($value) { $string($value * 2) & 'x' }))`, { limits });

async function inOrderOfEnd(runs: Readonly<Record<string, () => Promise<unknown>>>): Promise<string[]> {
  const order: string[] = [];
  await Promise.all(
    Object.entries(runs).map(async ([name, run]) => {
      await run();
      order.push(name);
    }),
  );
  return order;
}

test('a light one does not wait for a heavy one', async () => {
  const order = await inOrderOfEnd({ heavy: () => heavy(8000), light: () => evaluate('1 + 1') });
  expect(order).toEqual(['light', 'heavy']);
});

test('a hundred light ones get through between heavy ones', async () => {
  const lights = Array.from({ length: 100 }, (_, index) => [`light ${index}`, () => evaluate(`${index} + 1`)] as const);
  const order = await inOrderOfEnd({
    'heavy 1': () => heavy(8000),
    'heavy 2': () => heavy(8000),
    ...Object.fromEntries(lights),
  });
  expect(order.slice(-2).sort()).toEqual(['heavy 1', 'heavy 2']);
});

test('of two heavy ones the shorter ends first, though it began later', async () => {
  const order = await inOrderOfEnd({ long: () => heavy(15_000), short: () => heavy(3000) });
  expect(order).toEqual(['short', 'long']);
});

test('each has its own time: waiting for others does not count', async () => {
  const results = await Promise.all(
    Array.from({ length: 12 }, () =>
      evaluate('$count($map([1..2000], function($value) { $value & "" }))', { limits: { busyMs: 2000 } }),
    ),
  );
  expect(results).toEqual(Array.from({ length: 12 }, () => 2000));
});

test('the process goes on while one evaluates', async () => {
  const { value, chances } = await watch(() => heavy(8000));
  expect(value).toBe(8000);
  expect(chances).toBeGreaterThan(3);
});

test('one that fails while its other parts still run leaves the turn to the next', async () => {
  const items = Array.from({ length: 50_000 }, (_, id) => ({ id }));
  for (let round = 0; round < 5; round += 1) {
    const failing = evaluate('[$items.(id + 1), (1; 2; 3; "a" + 1), $items.(id + 2)]', { bindings: { items } });
    await expect(failing).rejects.toThrow('The left side of the "+" operator');
    expect(await evaluate('1 + 1')).toBe(2);
  }
});

test('many that fail at once leave the turn to the next', async () => {
  const all = await Promise.allSettled(Array.from({ length: 200 }, () => evaluate('$error("no") & "x"')));
  expect(all.every(({ status }) => status === 'rejected')).toBe(true);
  expect(await evaluate('1 + 1')).toBe(2);
});
