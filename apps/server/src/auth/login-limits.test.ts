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
  for (let count = 0; count < 5; count += 1) {
    expect(() => limits.check(attempt)).not.toThrow();
    limits.noteFailure(attempt);
  }
  expect(() => limits.check({ ...attempt, account: 'ada@example.com', address: '203.0.113.8' })).toThrow(refused);
  pass(1000);
  expect(() => limits.check(attempt)).not.toThrow();
  limits.noteFailure(attempt);
  pass(1000);
  expect(() => limits.check(attempt)).toThrow(refused);
  pass(1000);
  expect(() => limits.check(attempt)).not.toThrow();
});

test('the right password clears the account', () => {
  const { clock } = atTime();
  const limits = new LoginLimits(clock);
  for (let count = 0; count < 4; count += 1) limits.noteFailure(attempt);
  limits.noteSuccess(attempt);
  limits.noteFailure(attempt);
  expect(() => limits.check(attempt)).not.toThrow();
});

test('an address has thirty failures in a quarter of an hour, over all accounts', () => {
  const { clock, pass } = atTime();
  const limits = new LoginLimits(clock);
  for (let count = 0; count < 30; count += 1) limits.noteFailure({ ...attempt, account: `u${count}@example.com` });
  expect(() => limits.check({ ...attempt, account: 'new@example.com' })).toThrow(refused);
  expect(() => limits.check({ account: 'new@example.com', address: '203.0.113.8' })).not.toThrow();
  pass(15 * 60_000);
  expect(() => limits.check({ ...attempt, account: 'new@example.com' })).not.toThrow();
});
