import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, expect, test } from '@jest/globals';
import { Turn } from './turns.ts';

const begun: Turn[] = [];
async function begin(): Promise<Turn> {
  const turn = new Turn();
  begun.push(turn);
  await turn.begin();
  return turn;
}
/** Uses up the slice. */
function work(): void {
  const end = performance.now() + 15;
  while (performance.now() < end);
}
afterEach(() => {
  begun.length = 0;
});

test('a turn that nobody has is there at once', () => {
  const turn = new Turn();
  expect(turn.begin()).toBeUndefined();
  turn.end();
});

test('others wait for its end, and come in the order in which they asked', async () => {
  const first = await begin();
  const order: string[] = [];
  const others = ['second', 'third'].map(async (name) => {
    const turn = await begin();
    order.push(name);
    await Promise.resolve();
    order.push(`${name} done`);
    turn.end();
  });
  await delay();
  expect(order).toEqual([]);
  first.end();
  await Promise.all(others);
  expect(order).toEqual(['second', 'second done', 'third', 'third done']);
});

test('a pause lets the next one in, and its time does not count', async () => {
  const first = await begin();
  const order: string[] = [];
  const other = begin().then((turn) => {
    order.push('second');
    work();
    turn.end();
  });
  work();
  const before = first.usedMs(performance.now());
  await first.pause();
  order.push('first');
  expect(order).toEqual(['second', 'first']);
  expect(first.usedMs(performance.now())).toBeLessThan(before + 10);
  first.end();
  await other;
});

test('a pause gives timers their chance', async () => {
  const turn = await begin();
  let rang = false;
  setTimeout(() => (rang = true));
  for (let pauses = 0; pauses < 3; pauses += 1) {
    work();
    await turn.pause();
  }
  expect(rang).toBe(true);
  turn.end();
});

test('two that pause at the same time share the pause', async () => {
  const turn = await begin();
  expect(turn.isPausing).toBe(false);
  const pause = turn.pause();
  expect(turn.isPausing).toBe(true);
  expect(turn.pause()).toBe(pause);
  await pause;
  expect(turn.isPausing).toBe(false);
  turn.end();
});

test('an end in the middle of a pause does not keep the turn from others', async () => {
  const turn = await begin();
  const pause = turn.pause();
  turn.end();
  await pause;
  (await begin()).end();
  (await begin()).end();
});

test('a slice is over after some milliseconds, and begins anew when the loop came round', async () => {
  const turn = await begin();
  expect(turn.isSliceOver(performance.now() + 60)).toBe(true);
  turn.end();
  await delay(1);
  const later = await begin();
  expect(later.isSliceOver(performance.now())).toBe(false);
  later.end();
});
