import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { createRenewal, firstReadings } from './renewal.ts';

const KEY = ['runs', 'active'];
let cache: QueryClient;
/** Ends the readings that have begun, in order. */
let ends: (() => void)[];
let brokenOff: number;

beforeEach(() => {
  jest.useFakeTimers();
  cache = new QueryClient();
  ends = [];
  brokenOff = 0;
  const observer = new QueryObserver(cache, {
    queryKey: KEY,
    queryFn: ({ signal }) => {
      signal.addEventListener('abort', () => (brokenOff += 1));
      return new Promise<number>((resolve) => ends.push(() => resolve(ends.length)));
    },
  });
  observer.subscribe(() => undefined);
});
afterEach(() => {
  cache.clear();
  jest.useRealTimers();
});

async function endReading(): Promise<void> {
  ends.at(-1)?.();
  await jest.advanceTimersByTimeAsync(1);
}

test('what is stale is read once a second, however often it is told', async () => {
  await endReading();
  const renewal = createRenewal(cache);
  for (let n = 0; n < 5; n += 1) renewal.add([KEY]);
  expect(ends).toHaveLength(1);
  await jest.advanceTimersByTimeAsync(1000);
  expect(ends).toHaveLength(2);
  await endReading();
  await jest.advanceTimersByTimeAsync(5000);
  expect(ends).toHaveLength(2);
});

test('a slow reading comes to its end, and then what it may have missed is read', async () => {
  const renewal = createRenewal(cache);
  for (let second = 0; second < 5; second += 1) {
    renewal.add([KEY]);
    await jest.advanceTimersByTimeAsync(1000);
  }
  expect({ begun: ends.length, brokenOff }).toEqual({ begun: 1, brokenOff: 0 });
  await endReading();
  await jest.advanceTimersByTimeAsync(1000);
  expect(ends).toHaveLength(2);
});

test('after the end nothing is read', async () => {
  await endReading();
  const renewal = createRenewal(cache);
  renewal.add([KEY]);
  renewal.stop();
  await jest.advanceTimersByTimeAsync(5000);
  expect(ends).toHaveLength(1);
});

test('a first reading is not begun anew by invalidation, and is read again when it is over', async () => {
  const renewal = createRenewal(cache);
  renewal.add(firstReadings(cache, ['runs']));
  void cache.invalidateQueries({ queryKey: ['runs'] });
  expect(ends).toHaveLength(1);
  await endReading();
  expect(firstReadings(cache, ['runs'])).toEqual([]);
  await jest.advanceTimersByTimeAsync(1000);
  expect(ends).toHaveLength(2);
});
