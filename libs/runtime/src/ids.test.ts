import { expect, test } from '@jest/globals';
import { createIds } from './ids.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

test('run ids are version 7, rise, and never repeat', () => {
  let nowMs = 1_893_456_000_000;
  const ids = createIds({ nowMs: () => nowMs });
  const made = Array.from({ length: 20_000 }, (_, index) => {
    if (index % 7000 === 6999) nowMs += 1;
    return ids.runId();
  });
  for (const id of made) expect(id).toMatch(UUID);
  expect(made).toEqual([...made].sort());
  // What is random differs too: it is never handed out twice.
  expect(new Set(made.map((id) => id.slice(19))).size).toBe(made.length);
});
