import { coreConnector } from '@millrace/connector-core';
import { httpConnector } from '@millrace/connector-http';
import type { JsonValue } from '@millrace/machine';
import { createCatalogue } from '../connectors/connector-catalogue.ts';
import type { DoorSettings } from '../platform/settings.ts';
import { ValidationService } from '../validation/validation.service.ts';
import { orderIntake } from './order-intake.ts';

test('the example has no problem, not even a warning', () => {
  const validation = new ValidationService(createCatalogue([coreConnector, httpConnector]), {} as DoorSettings);
  expect(validation.check(orderIntake as unknown as JsonValue)).toEqual([]);
});
