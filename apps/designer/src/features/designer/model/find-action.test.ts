import { expect, test } from '@jest/globals';
import type { ConnectorDescription } from '../../../lib/contract.ts';
import { describeAction, findAction } from './find-action.ts';

const connectors = [
  { name: 'http', title: 'HTTP', actions: [{ name: 'request', title: 'Request' }] },
] as unknown as ConnectorDescription[];

test('an installed action is found and has words', () => {
  const found = findAction(connectors, 'connector:http/request');
  expect(found === undefined ? '' : describeAction(found)).toBe('HTTP · Request');
});

test.each(['connector:http/other', 'connector:ftp/request', 'workflow:orders', ''])('%j is not', (resource) => {
  expect(findAction(connectors, resource)).toBeUndefined();
});
