import { expect, test } from '@jest/globals';
import { readDrop } from './drop.ts';

test.each([
  ['{"kind":"steps","names":["A",1,"B"]}', { kind: 'steps', names: ['A', 'B'] }],
  ['{"kind":"template","id":"http"}', { kind: 'template', id: 'http' }],
  ['{"kind":"steps","names":[]}', undefined],
  ['{"kind":"steps"}', undefined],
  ['{"kind":"template"}', undefined],
  ['{"kind":"other"}', undefined],
  ['"text"', undefined],
  ['', undefined],
])('what was dropped as %j is %j', (text, expected) => {
  expect(readDrop(text)).toEqual(expected);
});
