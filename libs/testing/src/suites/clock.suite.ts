import { expect, test } from '@jest/globals';
import type { Clock } from '@millrace/runtime';

/** What every clock promises. `pass` lets at least so much time pass. */
export function testClock({
  setup,
}: {
  readonly setup: () => { readonly clock: Clock; readonly pass: (ms: number) => Promise<void> };
}): void {
  test('both times go on, by what has passed', async () => {
    const { clock, pass } = setup();
    const before = { wall: clock.nowMs(), monotonic: clock.monotonicMs() };
    await pass(20);
    expect(clock.nowMs() - before.wall).toBeGreaterThanOrEqual(19);
    expect(clock.monotonicMs() - before.monotonic).toBeGreaterThanOrEqual(19);
    expect(clock.nowMs()).toBeGreaterThan(Date.UTC(2020, 0));
  });

  test('a callback comes once, after its delay, never at once', async () => {
    const { clock, pass } = setup();
    const askedAtMs = clock.monotonicMs();
    const calls: number[] = [];
    clock.schedule(10, () => calls.push(clock.monotonicMs()));
    clock.schedule(0, () => calls.push(clock.monotonicMs()));
    expect(calls).toEqual([]);
    await pass(40);
    expect(calls).toHaveLength(2);
    // Timers count whole milliseconds.
    expect((calls[1] ?? 0) - askedAtMs).toBeGreaterThanOrEqual(9);
  });

  test('callbacks come in the order of their times', async () => {
    const { clock, pass } = setup();
    const order: string[] = [];
    clock.schedule(20, () => order.push('later'));
    clock.schedule(5, () => order.push('sooner'));
    await pass(50);
    expect(order).toEqual(['sooner', 'later']);
  });

  test('a stopped callback does not come; stopping late or twice is no harm', async () => {
    const { clock, pass } = setup();
    const calls: string[] = [];
    const stop = clock.schedule(10, () => calls.push('stopped'));
    const stopLate = clock.schedule(5, () => calls.push('came'));
    stop();
    stop();
    await pass(40);
    stopLate();
    expect(calls).toEqual(['came']);
  });

  test('a delay of years does not come at once', async () => {
    const { clock, pass } = setup();
    const calls: string[] = [];
    const stop = clock.schedule(3e12, () => calls.push('early'));
    await pass(20);
    stop();
    expect(calls).toEqual([]);
  });
}
