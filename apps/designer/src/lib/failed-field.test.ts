import { expect, test } from '@jest/globals';
import { fieldOfCause } from './failed-field.ts';

test.each([
  ['{"code":"expression.failed","message":"No number","field":"Arguments/amount"}', 'Arguments/amount'],
  [
    `The JSONata expression '$x' specified for the field 'Output/lines[0]' returned nothing (undefined).`,
    'Output/lines[0]',
  ],
  [`The field 'Seconds' must give a number, but gave "a".`, 'Seconds'],
  ['{"code":"expression.failed"}', undefined],
  ['{ cut', undefined],
  ['The service said no.', undefined],
  [undefined, undefined],
])('of the cause %j it is %j', (cause, field) => {
  expect(fieldOfCause(cause)).toBe(field);
});
