import { expect, test } from '@jest/globals';
import type { Connection, ConnectorDescription } from '../../../lib/contract.ts';
import { type StepTemplate, withOnlyConnection } from './step-templates.ts';

const connectors = [
  { name: 'crm', permissions: { hosts: ['crm.example'] } },
  { name: 'http', permissions: { hosts: ['*'] } },
] as unknown as readonly ConnectorDescription[];
const named = (name: string, connector: string): Connection => ({ name, connector }) as Connection;
const task = (connector: string): StepTemplate => ({
  title: 'List',
  state: { Type: 'Task', Resource: `connector:${connector}/list` },
  keepsResult: true,
  connector: { name: connector, version: '1.0.0' },
});
const transform: StepTemplate = { title: 'Transform', state: { Type: 'Pass' }, keepsResult: false };

test.each([
  ['when there is one', task('crm'), [named('a', 'crm'), named('b', 'http')], { Connection: 'a' }],
  ['but not when there are several', task('crm'), [named('a', 'crm'), named('b', 'crm')], undefined],
  ['or none', task('crm'), [named('b', 'http')], undefined],
  ['or when it works without one', task('http'), [named('b', 'http')], undefined],
  ['or when it calls nothing', transform, [named('a', 'crm')], undefined],
])('a step begins with its connection %s', (...[, step, connections, expected]) => {
  const { state } = withOnlyConnection(step, { connectors, connections });
  expect(state.Type === 'Task' ? state.Credentials : undefined).toEqual(expected);
});
