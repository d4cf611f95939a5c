import { IntakeBudget } from './intake-budget.ts';

const saturated = expect.objectContaining({
  code: 'intake.saturated',
  detail: { retryAfterSeconds: 1, limit: 100, actual: 101, setting: 'MILLRACE_INTAKE_BYTES' },
}) as Error;

test('holds bytes until they are released, and no more than there is room for', () => {
  const budget = new IntakeBudget(100);
  const [first, second] = [budget.open(), budget.open()];
  first.ensure(60);
  first.ensure(40);
  second.ensure(40);
  expect(() => second.ensure(41)).toThrow(saturated);
  first.release();
  first.release();
  second.ensure(100);
  expect(() => first.ensure(1)).toThrow(saturated);
});
