import { createRequire } from 'node:module';
import coreConnector from '@millrace/connector-core';
import { installBuiltIn } from '@millrace/connector-host';
import httpConnector from '@millrace/connector-http';
import type { JsonValue } from '@millrace/machine';
import { MemoryConnectorRegistryStore } from '@millrace/testing';
import { ConnectorCatalogue } from '../connectors/connector-catalogue.ts';
import type { DoorSettings } from '../platform/settings.ts';
import { ValidationService } from '../validation/validation.service.ts';
import { orderIntake } from './order-intake.ts';

test('the example has no problem, not even a warning', async () => {
  const { resolve } = createRequire(import.meta.url);
  const installed = [coreConnector, httpConnector].map((connector) => installBuiltIn(connector, resolve));
  const catalogue = new ConnectorCatalogue(installed, new MemoryConnectorRegistryStore({ nowMs: () => 0 }));
  const validation = new ValidationService(catalogue, {} as DoorSettings);
  expect(await validation.check('workspace', orderIntake as unknown as JsonValue)).toEqual([]);
});
