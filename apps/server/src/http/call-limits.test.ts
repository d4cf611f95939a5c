import { VirtualClock } from '@millrace/testing';
import { CallLimits } from './call-limits.ts';

const limit = { perMinute: 600, burst: 100 };

test('a burst, then one call each tenth of a second', async () => {
  const clock = new VirtualClock();
  const limits = new CallLimits(clock, limit);
  const take = (caller = 'ada') => limits.take(caller);
  for (let call = 1; call <= 100; call += 1) expect(take()).toMatchObject({ isAllowed: true, left: 100 - call });
  expect(take()).toEqual({ isAllowed: false, left: 0, waitSeconds: 1 });
  // A refused call costs nothing.
  await clock.advance(100);
  expect(take()).toMatchObject({ isAllowed: true, left: 0 });
  expect(take().isAllowed).toBe(false);
  expect(take('bob').left).toBe(99);
});

test('600 in a minute and no more, however they are spread', async () => {
  const clock = new VirtualClock();
  const limits = new CallLimits(clock, limit);
  let allowed = 0;
  for (let round = 0; round < 600; round += 1) {
    for (let call = 0; call < 5; call += 1) allowed += limits.take('ada').isAllowed ? 1 : 0;
    await clock.advance(100);
  }
  expect(allowed).toBe(100 + 599);
});

test('a bucket never holds more than the burst', async () => {
  const clock = new VirtualClock();
  const limits = new CallLimits(clock, { perMinute: 60, burst: 3 });
  limits.take('ada');
  await clock.advance(3_600_000);
  expect(limits.take('ada').left).toBe(2);
});
