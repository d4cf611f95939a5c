import { expect } from '@jest/globals';
import { until } from '@millrace/testing';

interface SoonMatchers {
  toBe(expected: unknown): Promise<void>;
  toContain(expected: unknown): Promise<void>;
  toEqual(expected: unknown): Promise<void>;
  toBeGreaterThan(expected: number): Promise<void>;
  toBeLessThan(expected: number): Promise<void>;
}

/**
 * As `expect`, asked again until it holds, as long as `until` asks: a page draws what belongs to a change one after the other, and on a busy
 * machine there is time to look in between.
 */
export function expectSoon(read: () => Promise<unknown>): SoonMatchers {
  const matching = async (check: (value: unknown) => void): Promise<void> => {
    let last: unknown;
    const holds = async (): Promise<boolean> => {
      last = undefined;
      const value = await read();
      try {
        check(value);
        return true;
      } catch (cause) {
        last = cause;
        return false;
      }
    };
    await until(holds).catch((cause: unknown) => {
      throw last ?? cause;
    });
  };
  return {
    toBe: (expected) => matching((value) => expect(value).toBe(expected)),
    toEqual: (expected) => matching((value) => expect(value).toEqual(expected)),
    toContain: (expected) => matching((value) => expect(value).toContain(expected)),
    toBeGreaterThan: (expected) => matching((value) => expect(value).toBeGreaterThan(expected)),
    toBeLessThan: (expected) => matching((value) => expect(value).toBeLessThan(expected)),
  };
}
