import { expect, test } from '@jest/globals';
import { Echoes } from './echoes.ts';

test('what comes back late is known, and once', () => {
  const echoes = new Echoes();
  for (const text of ['6', '6 * ', '6 * 7']) echoes.tell(text);
  expect(echoes.isEcho('6 *')).toBe(true);
  expect(echoes.isEcho('6 * 7')).toBe(true);
  // Now it is an undoing.
  expect(echoes.isEcho('6 *')).toBe(false);
});

test('what somebody else writes is none, and nothing before it is any more', () => {
  const echoes = new Echoes();
  echoes.tell('mine');
  expect(echoes.isEcho('theirs')).toBe(false);
  expect(echoes.isEcho('mine')).toBe(false);
});
