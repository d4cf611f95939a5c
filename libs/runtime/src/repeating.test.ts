import { aGate, VirtualClock } from '@millrace/testing';
import { Repeating } from './repeating.ts';

let clock: VirtualClock;
let turns: number[];
beforeEach(() => {
  clock = new VirtualClock();
  turns = [];
});
const every = (delayMs: number, isDone: () => Promise<void> = () => Promise.resolve()) =>
  new Repeating(clock, async () => {
    turns.push(clock.monotonicMs());
    await isDone();
    return delayMs;
  });

test('a turn begins so long after the one before has ended', async () => {
  const gate = aGate();
  const repeating = every(100, () => gate.opened);
  repeating.start();
  await clock.advance(1000);
  gate.open();
  await clock.advance(250);
  expect(turns).toEqual([0, 1100, 1200]);
});

test('the first turn may have to wait', async () => {
  every(100).start(50);
  await clock.advance(200);
  expect(turns).toEqual([50, 150]);
});

test('a turn before its time takes the place of the next one, and is one for all who ask', async () => {
  const repeating = every(100);
  repeating.start(100);
  await clock.advance(30);
  await Promise.all([repeating.now(), repeating.now()]);
  await clock.advance(110);
  expect(turns).toEqual([30, 130]);
});

test('a stop ends it once the turn under way is over; a turn that is asked for is the last one', async () => {
  const gate = aGate();
  const repeating = every(100, () => gate.opened);
  repeating.start();
  let isOver = false;
  const stopped = repeating.stop().then(() => (isOver = true));
  await clock.advance(500);
  expect(isOver).toBe(false);
  gate.open();
  await stopped;
  await clock.advance(500);
  expect(turns).toEqual([0]);
  await repeating.now();
  await clock.advance(500);
  expect(turns).toEqual([0, 500 + 500]);
  expect(clock.pendingTimers).toBe(0);
});
