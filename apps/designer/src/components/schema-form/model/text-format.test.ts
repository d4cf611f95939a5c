import { expect, test } from '@jest/globals';
import { faultOfText } from './text-format.ts';

test.each([
  ['', 'uri', undefined],
  ['https://example.com/a?b', 'uri', undefined],
  ['mailto:ada@example.com', 'uri', undefined],
  ['example.com', 'uri', 'uri'],
  ['https://a b', 'uri', 'uri'],
  ['ada@example.com', 'email', undefined],
  ['ada@example', 'email', 'email'],
  ['ada example@x.io', 'email', 'email'],
  ['anything', undefined, undefined],
] as const)('%j as %s: %s', (text, format, fault) => {
  expect(faultOfText(text, format)).toBe(fault);
});
