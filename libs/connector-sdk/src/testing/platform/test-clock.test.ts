import { setTimeout as delay } from 'node:timers/promises';
import { TestClock } from './test-clock.ts';

test('what waits is woken in order, at its time', async () => {
  const clock = new TestClock(0);
  const heard: string[] = [];
  const wait = async (name: string, waitMs: number): Promise<void> => {
    await clock.wait(waitMs);
    heard.push(`${name} at ${clock.nowMs()}`);
  };
  const all = [wait('late', 500), wait('soon', 10), wait('later', 501)];
  await clock.advance(500);
  expect(heard).toEqual(['soon at 10', 'late at 500']);
  await clock.advance(1);
  await Promise.all(all);
  expect(heard).toHaveLength(3);
});

test('work is driven to its end, without any real time', async () => {
  const clock = new TestClock(0);
  const begunMs = performance.now();
  const work = async (): Promise<string> => {
    for (let hours = 0; hours < 24; hours += 1) await clock.wait(3_600_000);
    return 'a day';
  };
  expect(await clock.drive(work())).toBe('a day');
  expect(clock.nowMs()).toBe(86_400_000);
  expect(performance.now() - begunMs).toBeLessThan(5000);
});

test('a limit is not passed while something real is going on', async () => {
  const clock = new TestClock(0);
  const { signal } = new AbortController();
  const slow = delay(20).then(() => 'done');
  expect(await clock.drive(Promise.race([slow, clock.waitForLimit(1000, signal).then(() => 'too late')]))).toBe('done');
  expect(clock.nowMs()).toBe(0);
  const never = new Promise<string>(() => undefined);
  expect(await clock.drive(Promise.race([never, clock.waitForLimit(1000, signal).then(() => 'too late')]))).toBe(
    'too late',
  );
  expect(clock.nowMs()).toBe(1000);
});

test('whoever has enough waits no longer', async () => {
  const clock = new TestClock(0);
  const enough = new AbortController();
  const waiting = clock.wait(10, enough.signal);
  enough.abort(new Error('enough'));
  await expect(waiting).rejects.toThrow('enough');
  await expect(clock.wait(10, enough.signal)).rejects.toThrow('enough');
});

test('it can be set, back as well', async () => {
  const clock = new TestClock(1000);
  clock.set(400);
  await clock.advance(100);
  expect(clock.nowMs()).toBe(500);
});
