import { expect, test } from '@jest/globals';
import { withField } from './failed-field.ts';

test('the cause of an expression that failed says where it stands', () => {
  const failed = { error: 'States.QueryEvaluationError', cause: '{"code":"expression.failed","message":"No number"}' };
  expect(withField(failed, 'Arguments/amount')).toMatchObject({
    error: 'States.QueryEvaluationError',
    cause: '{"code":"expression.failed","message":"No number","field":"Arguments/amount"}',
  });
});

test.each([[new Error('A defect.')], [undefined], [{ error: 'States.Runtime', cause: 'words' }]])(
  'anything else is thrown as it is: %j',
  (thrown) => {
    expect(withField(thrown, 'Output')).toBe(thrown);
  },
);
