import type { Clock } from '@millrace/runtime';
import { LoginLimits } from './login-limits.ts';

function atTime(): { clock: Clock; pass: (milliseconds: number) => void } {
  let nowMs = 0;
  const clock = { nowMs: () => nowMs, monotonicMs: () => nowMs, schedule: () => () => undefined };
  return { clock, pass: (milliseconds) => (nowMs += milliseconds) };
}
const refused = expect.objectContaining({ code: 'auth.too_many_attempts' }) as Error;
const attempt = { account: 'Ada@Example.com', address: '203.0.113.7' };

test('an account has five free tries, then waits that double', () => {
  const { clock, pass } = atTime();
  const limits = new LoginLimits(clock);
  for (let count = 0; count < 5; count += 1) limits.begin(attempt);
  expect(() => limits.begin({ ...attempt, account: 'ada@example.com', address: '203.0.113.8' })).toThrow(refused);
  pass(1000);
  limits.begin(attempt);
  pass(1000);
  expect(() => limits.begin(attempt)).toThrow(refused);
  pass(1000);
  limits.begin(attempt);
});

test('many tries at once are not more than many one by one', () => {
  const { clock } = atTime();
  const limits = new LoginLimits(clock);
  const begin = (): boolean => {
    try {
      limits.begin(attempt);
      return true;
    } catch {
      return false;
    }
  };
  // None of them has an answer yet.
  expect(Array.from({ length: 50 }, begin).filter((began) => began)).toHaveLength(5);
});

test('the right password clears the account, and its own try of the address', () => {
  const { clock } = atTime();
  const limits = new LoginLimits(clock);
  for (let count = 0; count < 4; count += 1) limits.begin(attempt);
  limits.begin(attempt).succeed();
  for (let count = 0; count < 5; count += 1) limits.begin(attempt);
  expect(() => limits.begin(attempt)).toThrow(refused);
  for (let count = 0; count < 100; count += 1) limits.begin({ ...attempt, account: 'eve@example.com' }).succeed();
});

test('a try that was never looked at does not count', () => {
  const { clock } = atTime();
  const limits = new LoginLimits(clock);
  for (let count = 0; count < 100; count += 1) limits.begin(attempt).cancel();
  limits.begin(attempt);
});

test('an address has thirty failures in a quarter of an hour, over all accounts', () => {
  const { clock, pass } = atTime();
  const limits = new LoginLimits(clock);
  for (let count = 0; count < 30; count += 1) limits.begin({ ...attempt, account: `u${count}@example.com` });
  const next = { ...attempt, account: 'new@example.com' };
  expect(() => limits.begin(next)).toThrow(refused);
  limits.begin({ ...next, address: '203.0.113.8' });
  pass(15 * 60_000);
  limits.begin(next);
});

test('the addresses of one IPv6 network are one address', () => {
  const { clock } = atTime();
  const limits = new LoginLimits(clock);
  const from = (end: number) => ({ account: `u${end}@example.com`, address: `2001:db8:1:2::${end.toString(16)}` });
  for (let end = 1; end <= 30; end += 1) limits.begin(from(end));
  expect(() => limits.begin(from(31))).toThrow(refused);
});
