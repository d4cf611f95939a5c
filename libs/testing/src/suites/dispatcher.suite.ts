import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Dispatcher } from '@millrace/runtime';
import { until } from '../until.ts';

/** The dispatchers of two processes, both listening. */
export interface DispatcherSubject {
  readonly here: Dispatcher;
  readonly there: Dispatcher;
}

/** What every dispatcher promises. */
export function testDispatcher({
  setup,
  teardown,
}: {
  readonly setup: () => Promise<DispatcherSubject>;
  readonly teardown: () => Promise<void>;
}): void {
  let here: Dispatcher;
  let there: Dispatcher;
  beforeEach(async () => {
    ({ here, there } = await setup());
  });
  afterEach(teardown);

  /** Counts how often a dispatcher has called back. */
  function count(dispatcher: Dispatcher): { readonly wakeUps: number; readonly stop: () => void } {
    const counter = { wakeUps: 0, stop: dispatcher.onWake(() => (counter.wakeUps += 1)) };
    return counter;
  }

  test('a wake-up is told in this process before the waker goes on', async () => {
    const [first, second] = [count(here), count(here)];
    await here.wake(['a']);
    expect([first.wakeUps, second.wakeUps].every((times) => times > 0)).toBe(true);
  });

  test('a wake-up reaches another process', async () => {
    const told = count(there);
    await until(async () => {
      await here.wake(['a']);
      return told.wakeUps > 0;
    });
  });

  test('waking nobody tells nobody here', async () => {
    const told = count(here);
    const before = told.wakeUps;
    await here.wake([]);
    expect(told.wakeUps).toBe(before);
  });

  test('whoever stopped listening is not told; stopping twice is no harm', async () => {
    const [gone, stays] = [count(here), count(here)];
    gone.stop();
    gone.stop();
    const before = gone.wakeUps;
    await here.wake(['a']);
    expect(gone.wakeUps).toBe(before);
    expect(stays.wakeUps).toBeGreaterThan(0);
  });

  test('after the end nothing is told, and waking is no error; ending twice is no harm', async () => {
    const told = count(here);
    await here.close();
    await here.close();
    const before = told.wakeUps;
    await here.wake(['a']);
    await there.wake(['b']);
    expect(told.wakeUps).toBe(before);
  });
}
