import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { RateBudgetStore } from '@millrace/runtime';

/** A store of budgets, all of them full. */
export interface RateBudgetStoreSubject {
  readonly budgets: RateBudgetStore;
  /** Lets time pass for everything that is kept. */
  elapse(seconds: number): Promise<void>;
}

/** A hundred in a hundred seconds: twenty at once, then 0.8 a second. */
const rate = { requests: 100, perSeconds: 100 };

/** What every store of budgets promises. */
export function testRateBudgetStore({
  setup,
  teardown,
}: {
  readonly setup: () => Promise<RateBudgetStoreSubject>;
  readonly teardown: () => Promise<void>;
}): void {
  let subject: RateBudgetStoreSubject;
  beforeEach(async () => {
    subject = await setup();
  });
  afterEach(teardown);

  const take = async (wanted: number, key = 'desk'): Promise<number> =>
    (await subject.budgets.take({ key, rate, wanted })).granted;
  const waitOf = async (key = 'desk'): Promise<number> => (await subject.budgets.take({ key, rate, wanted: 1 })).waitMs;

  test('gives what there is, and says when there is more', async () => {
    expect(await take(15)).toBe(15);
    expect(await take(15)).toBe(5);
    expect(await take(1)).toBe(0);
    const waitMs = await waitOf();
    expect(waitMs).toBeGreaterThan(1000);
    expect(waitMs).toBeLessThanOrEqual(1250);
    await subject.elapse(1.3);
    expect(await take(5)).toBe(1);
  });

  test('one budget is nothing to another', async () => {
    await take(20);
    expect(await take(20, 'crm')).toBe(20);
  });

  test('processes that ask at the same time get no more than there is', async () => {
    const granted = await Promise.all(Array.from({ length: 30 }, () => take(3)));
    expect(granted.reduce((sum, count) => sum + count, 0)).toBe(20);
  });

  test('in no stretch of its time more than the rate says', async () => {
    let total = await take(100);
    for (let seconds = 0; seconds < 100; seconds += 5) {
      await subject.elapse(5);
      total += await take(100);
    }
    expect(total).toBeLessThanOrEqual(100);
    expect(total).toBeGreaterThanOrEqual(95);
  });

  test('a budget never holds more than it may', async () => {
    await take(20);
    await subject.elapse(3600);
    expect(await take(100)).toBe(20);
  });

  test('while it is blocked there is none, and the longest block counts', async () => {
    await subject.budgets.block({ key: 'desk', rate, forMs: 60_000 });
    await subject.budgets.block({ key: 'desk', rate, forMs: 1000 });
    expect(await take(1)).toBe(0);
    const waitMs = await waitOf();
    expect(waitMs).toBeGreaterThan(50_000);
    expect(waitMs).toBeLessThanOrEqual(60_000);
    await subject.elapse(61);
    expect(await take(20)).toBe(20);
  });

  test('after too much it is half, and rises by a tenth with each minute', async () => {
    await subject.budgets.slow({ key: 'desk', rate });
    expect(await take(1)).toBe(0);
    await subject.elapse(10);
    // Ten seconds of a little more than half of 0.8.
    expect(await take(20)).toBe(4);
    await subject.elapse(600);
    await take(20);
    await subject.elapse(10);
    expect(await take(20)).toBe(8);
  });

  test('a rate of one call is one call', async () => {
    const one = { requests: 1, perSeconds: 60 };
    const ask = async (): Promise<number> =>
      (await subject.budgets.take({ key: 'slow', rate: one, wanted: 5 })).granted;
    expect(await ask()).toBe(1);
    await subject.elapse(60);
    expect(await ask()).toBe(0);
    await subject.elapse(61);
    expect(await ask()).toBe(1);
  });
}
