import { expect, test } from '@jest/globals';
import { slugOf } from './slug.ts';

test.each([
  ['Live', 'live'],
  ['  Zürich – Öl & Gas ', 'zurich-ol-gas'],
  ['  Café № 1 ', 'cafe-no-1'],
  ['EU 1', 'eu-1'],
  ['!!!', ''],
  ['x'.repeat(50), 'x'.repeat(40)],
  [`${'x'.repeat(39)} yz`, 'x'.repeat(39)],
])('the address of %p', (text, expected) => expect(slugOf(text, 40)).toBe(expected));
