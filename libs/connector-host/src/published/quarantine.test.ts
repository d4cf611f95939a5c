import { Quarantine } from './quarantine.ts';

const MINUTE_MS = 60_000;

test('the third crash within a minute is one too many', () => {
  const quarantine = new Quarantine();
  expect(quarantine.noteCrash('a', 0)).toBeUndefined();
  expect(quarantine.noteCrash('b', 10)).toBeUndefined();
  expect(quarantine.noteCrash('a', MINUTE_MS)).toBeUndefined();
  expect(quarantine.noteCrash('a', MINUTE_MS + 1)).toBeUndefined();
  expect(quarantine.noteCrash('a', MINUTE_MS + 2)).toBe(MINUTE_MS);
  expect(quarantine.remainingMs('a', MINUTE_MS + 2)).toBe(MINUTE_MS);
  expect(quarantine.remainingMs('a', 2 * MINUTE_MS + 2)).toBe(0);
  expect(quarantine.remainingMs('b', MINUTE_MS)).toBe(0);
});

test('each rest is twice as long as the one before, up to ten minutes; after a quiet time it begins anew', () => {
  const quarantine = new Quarantine();
  let nowMs = 0;
  const crash = (): number => {
    for (;;) {
      const forMs = quarantine.noteCrash('a', nowMs);
      nowMs += forMs ?? 1;
      if (forMs !== undefined) return forMs;
    }
  };
  expect([crash(), crash(), crash(), crash(), crash(), crash()].map((ms) => ms / MINUTE_MS)).toEqual([
    1, 2, 4, 8, 10, 10,
  ]);
  nowMs += 11 * MINUTE_MS;
  expect(crash()).toBe(MINUTE_MS);
});

test('what was in flight when the rest began counts for nothing', () => {
  const quarantine = new Quarantine();
  for (let crash = 0; crash < 10; crash += 1) quarantine.noteCrash('a', crash);
  expect(quarantine.remainingMs('a', MINUTE_MS + 2)).toBe(0);
  expect(quarantine.noteCrash('a', MINUTE_MS + 3)).toBeUndefined();
});
