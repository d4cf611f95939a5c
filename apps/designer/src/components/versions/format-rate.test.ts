import { formatRate } from './format-rate.ts';

test.each<[number, string]>([
  [0, '0'],
  [0.0004, '<0.1'],
  [0.002, '0.2'],
  [0.01, '1'],
  [0.0949, '9.5'],
  [0.124, '12'],
  [1, '100'],
])('%s is %s percent', (rate, expected) => {
  expect(formatRate(rate)).toBe(expected);
});
