import { expect, test } from '@jest/globals';
import type { Clock, Ids } from '@millrace/runtime';
import { timeOfUuid } from '../memory/uuid-time.ts';

/** What every maker of ids promises. */
export function testIds({ setup }: { readonly setup: (clock: Pick<Clock, 'nowMs'>) => Ids }): void {
  const atMs = Date.UTC(2030, 0, 1);

  test('an id is a UUIDv7 of its moment', () => {
    const id = setup({ nowMs: () => atMs }).runId();
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(timeOfUuid(id)).toBe(atMs);
  });

  test('ids rise, also thousands in one millisecond and while the clock goes back', () => {
    let nowMs = atMs;
    const ids = setup({ nowMs: () => nowMs });
    const made = Array.from({ length: 20_000 }, (_, n) => {
      if (n === 15_000) nowMs -= 5000;
      return ids.runId();
    });
    expect(made).toEqual([...made].sort());
    expect(new Set(made).size).toBe(made.length);
  });

  test('two makers never make the same id', () => {
    const [one, other] = [setup({ nowMs: () => atMs }), setup({ nowMs: () => atMs })];
    const made = Array.from({ length: 1000 }, () => [one.runId(), other.runId()]).flat();
    expect(new Set(made).size).toBe(made.length);
  });
}
