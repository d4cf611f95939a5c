import { formatBytes, formatDuration, formatRelative, initialsOf, shortenId } from './format.ts';

test.each([
  [0, '0 ms'],
  [0.4, '<1 ms'],
  [214, '214 ms'],
  [999.6, '999 ms'],
  [3249, '3.2 s'],
  [9999, '9.9 s'],
  [42_900, '42 s'],
  [252_000, '4 m 12 s'],
  [7_500_000, '2 h 05 m'],
  [273_600_000, '3 d 4 h'],
])('%d ms reads %s', (ms, text) => expect(formatDuration(ms)).toBe(text));

test.each([
  [1000, 'now'],
  [48_000, '48 s ago'],
  [130_000, '2 m ago'],
  [3 * 3_600_000, '3 h ago'],
  [6 * 86_400_000, '6 d ago'],
  [-40_000, 'in 40 s'],
])('%d ms before reads %s', (ago, text) => expect(formatRelative(1_000_000_000 - ago, 1_000_000_000)).toBe(text));

test('an id keeps both ends', () => {
  expect(shortenId('01938f2a-7c11-7000-8000-00000000abcd')).toBe('0193…abcd');
  expect(shortenId('c-100')).toBe('c-100');
});

test('sizes and initials', () => {
  expect([999, 2100, 10_400_000].map(formatBytes)).toEqual(['999 B', '2.1 kB', '10.4 MB']);
  expect(['Ana Petrova', 'owner', '  ', 'A B C'].map(initialsOf)).toEqual(['AP', 'O', '?', 'AC']);
});
