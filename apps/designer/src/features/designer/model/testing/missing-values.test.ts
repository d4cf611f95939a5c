import { expect, test } from '@jest/globals';
import type { Finding } from '../../../../lib/contract.ts';
import { missingValues } from './missing-values.ts';

const finding = (path: string): Finding => ({
  code: 'test.value_missing',
  severity: 'error',
  path,
  message: 'Give it.',
});

test('only what a person can give is asked for', () => {
  const errors = ['/variables/customer', '/stepInput', '/machine/States/A', '/variables', '/variables/a~1b'];
  expect(missingValues(errors.map(finding)).map(({ name }) => name)).toEqual(['customer', 'states', 'a/b']);
});
