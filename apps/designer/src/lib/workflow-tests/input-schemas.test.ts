import { expect, test } from '@jest/globals';
import type { ConnectorDescription } from '../contract.ts';
import { inputSchemasOf } from './input-schemas.ts';

const crm = {
  ...{ name: 'crm', version: '1.1.0' },
  actions: [{ name: 'list', input: { type: 'object' } }, { name: 'large' }],
} as unknown as ConnectorDescription;
const schemas = { 'connector:crm/list': { type: 'object' }, 'connector:crm/list.waitForTaskToken': { type: 'object' } };

test.each([
  ['the version that is pinned', { connectors: { crm: '1.1.0' } }, schemas],
  ['no pin', {}, schemas],
  ['another version, of which nothing is known', { connectors: { crm: '1.0.0' } }, {}],
])('of %s', (_, document, expected) => {
  expect(inputSchemasOf(document, [crm])).toEqual(expected);
});
