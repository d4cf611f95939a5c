import { DrainClock } from './drain-clock.ts';

test('a drain clock counts while something could be done, and stands while all that is left sleeps', () => {
  const clock = new DrainClock(60_000, 1000);
  clock.note(11_000, { all: 5, asleep: 4 });
  expect(clock.spentMs).toBe(10_000);
  clock.note(31_000, { all: 4, asleep: 4 });
  expect(clock.spentMs).toBe(10_000);
  clock.note(41_000, { all: 4, asleep: 0 });
  expect(clock.spentMs).toBe(20_000);
  expect(clock.isOver).toBe(false);
  clock.note(81_000, { all: 4, asleep: 1 });
  expect(clock.isOver).toBe(true);
});

test('a run that sleeps for longer than any document says is stuck', () => {
  const clock = new DrainClock(60_000, 0);
  for (let nowMs = 250; nowMs <= 95_000; nowMs += 250) clock.note(nowMs, { all: 1, asleep: 1 });
  expect(clock.spentMs).toBe(60_000);
  expect(clock.isOver).toBe(true);
});
