import { Turns } from './turns.ts';

const PLENTY = { perSecond: 1000, charactersPerSecond: 1e9, charactersAtOnce: 1e9, atOnce: 100 };

test('who asks for more than there is in a second waits for the next one', async () => {
  const turns = new Turns({ ...PLENTY, perSecond: 3 });
  const nowMs = performance.now();
  expect([1, 2, 3].map(() => turns.awaitTurn(0, nowMs))).toEqual([undefined, undefined, undefined]);
  const startedAt = performance.now();
  await turns.awaitTurn(0, nowMs + 900);
  expect(performance.now() - startedAt).toBeGreaterThan(50);
  expect(turns.awaitTurn(0, nowMs + 1000)).toBeUndefined();
});

test('so many are at work at once, and one that fails gives its place to the next', async () => {
  const turns = new Turns({ ...PLENTY, atOnce: 2 });
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

test('much takes as long as many', async () => {
  const turns = new Turns({ ...PLENTY, charactersPerSecond: 1000 });
  const nowMs = performance.now();
  expect(turns.awaitTurn(500, nowMs)).toBeUndefined();
  expect(turns.awaitTurn(500, nowMs)).toBeUndefined();
  const startedAt = performance.now();
  await turns.awaitTurn(1, nowMs + 900);
  expect(performance.now() - startedAt).toBeGreaterThan(50);
  expect(turns.awaitTurn(1000, nowMs + 1000)).toBeUndefined();
});

test('what is held counts until it is let go of', () => {
  const turns = new Turns({ ...PLENTY, charactersAtOnce: 100 });
  expect([turns.hold(60), turns.hold(40), turns.hold(1)]).toEqual([true, true, false]);
  turns.release(40);
  expect([turns.hold(41), turns.hold(40)]).toEqual([false, true]);
});
