import { spentForMs } from './spent-headers.ts';

const NOW_MS = 1_800_000_000_000;

test.each([
  ['nothing is said', {}, undefined],
  ['some are left', { 'x-ratelimit-remaining': '3', 'x-ratelimit-reset': '30' }, undefined],
  ['seconds', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '30' }, 30_000],
  ['a moment in seconds', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1800000005' }, 5000],
  ['a moment in milliseconds', { 'x-rate-limit-remaining': '0', 'x-rate-limit-reset': '1800000002000' }, 2000],
  ['a moment that has passed', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1700000000' }, undefined],
  ['a broken number', { 'ratelimit-remaining': '0', 'ratelimit-reset': '0.5' }, 500],
  ['no number', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': 'soon' }, undefined],
  ['no reset', { 'x-ratelimit-remaining': '0' }, undefined],
  ['a day', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '86400' }, 3_600_000],
  ['the new field', { ratelimit: '"default";r=0;t=12' }, 12_000],
  ['the new field with some left', { ratelimit: '"default";r=9;t=12' }, undefined],
  ['several policies', { ratelimit: '"burst";r=5;t=1, "day";r=0;t=60' }, 60_000],
])('%s', (...[, headers, expected]) => expect(spentForMs(headers as Record<string, string>, NOW_MS)).toBe(expected));
