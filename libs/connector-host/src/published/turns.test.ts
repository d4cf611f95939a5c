import { Turns } from './turns.ts';

test('who asks for more than there is in a second waits for the next one', async () => {
  const turns = new Turns({ perSecond: 3, atOnce: 1 });
  const nowMs = performance.now();
  expect([1, 2, 3].map(() => turns.awaitTurn(nowMs))).toEqual([undefined, undefined, undefined]);
  const startedAt = performance.now();
  await turns.awaitTurn(nowMs + 900);
  expect(performance.now() - startedAt).toBeGreaterThan(50);
  expect(turns.awaitTurn(nowMs + 1000)).toBeUndefined();
});

test('so many are at work at once, and one that fails gives its place to the next', async () => {
  const turns = new Turns({ perSecond: 100, atOnce: 2 });
  let atWork = 0;
  let most = 0;
  const work = Array.from({ length: 10 }, (_, index) =>
    turns
      .during(async () => {
        atWork += 1;
        most = Math.max(most, atWork);
        await new Promise(setImmediate);
        atWork -= 1;
        if (index % 2 === 0) throw new Error('no');
      })
      .catch(() => undefined),
  );
  await Promise.all(work);
  expect(most).toBe(2);
  expect(atWork).toBe(0);
});
