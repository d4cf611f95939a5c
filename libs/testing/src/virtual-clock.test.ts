import { testClock } from './suites/clock.suite.ts';
import { VirtualClock } from './virtual-clock.ts';

testClock({
  setup: () => {
    const clock = new VirtualClock();
    return { clock, pass: (ms) => clock.advance(ms) };
  },
});

test('what follows from a timer happens before the next timer, and inside the time that passes', async () => {
  const clock = new VirtualClock();
  const order: string[] = [];
  const at = (name: string): void => void order.push(`${name} ${clock.monotonicMs()}`);
  clock.schedule(10, () => {
    at('first');
    void Promise.resolve().then(() => clock.schedule(5, () => at('set on the way')));
  });
  clock.schedule(20, () => at('second'));
  clock.schedule(21, () => at('too late'));
  await clock.advance(20);
  expect(order).toEqual(['first 10', 'set on the way 15', 'second 20']);
  expect(clock.pendingTimers).toBe(1);
});

test('a corrected wall clock moves no timer', async () => {
  const clock = new VirtualClock();
  const before = clock.nowMs();
  clock.adjustWall(-7_200_000);
  expect(clock.nowMs()).toBe(before - 7_200_000);
  let calls = 0;
  clock.schedule(100, () => (calls += 1));
  await clock.advance(99);
  expect(calls).toBe(0);
  await clock.advance(1);
  expect(calls).toBe(1);
});
