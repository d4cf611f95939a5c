import { describe, expect, test } from '@jest/globals';
import type { Connection, ConnectorDescription } from '../../../lib/contract.ts';
import { searchChoices, stepChoices, withOnlyConnection } from './step-templates.ts';

const connector = (
  name: string,
  title: string,
  actions: readonly (readonly [string, string, string])[],
): ConnectorDescription =>
  ({
    name,
    title,
    version: '1.0.0',
    actions: actions.map(([action, words, description]) => ({ name: action, title: words, description })),
  }) as unknown as ConnectorDescription;
const choices = stepChoices(
  [
    connector('core', 'Millrace', [
      ['respond', 'Respond', 'Answers the caller.'],
      ['log', 'Log', 'Writes a line.'],
    ]),
    connector('http', 'HTTP', [['request', 'HTTP request', 'Sends a request to respond to.']]),
  ],
  (key) => key,
);
const find = (id: string): (typeof choices)[number] | undefined => choices.find((choice) => choice.id === id);

test('the flow’s own steps come first, then each action', () => {
  expect(choices.map(({ id }) => id)).toEqual([
    'state:Pass',
    'state:Choice',
    'state:Wait',
    'state:Succeed',
    'state:Fail',
    'connector:core/respond',
    'connector:core/log',
    'connector:http/request',
  ]);
});

test('a result is kept, but not that of the product’s own actions', () => {
  expect([find('connector:http/request')?.keepsResult, find('connector:core/log')?.keepsResult]).toEqual([true, false]);
  expect(find('connector:http/request')?.connector).toEqual({ name: 'http', version: '1.0.0' });
});

test('an answer begins with a status and a body', () => {
  expect(find('connector:core/respond')?.state).toMatchObject({
    Arguments: { status: 200, body: '{% $states.input %}' },
  });
});

describe('a search', () => {
  const found = (query: string): readonly string[] => searchChoices(choices, query).map(({ id }) => id);
  test('puts titles that begin with it first', () => {
    expect(found('resp')).toEqual(['connector:core/respond', 'connector:http/request']);
  });
  test('wants every word, wherever it stands', () => {
    expect(found('http SENDS')).toEqual(['connector:http/request']);
    expect(found('nothing such')).toEqual([]);
  });
  test('for nothing finds all', () => {
    expect(found('  ')).toHaveLength(choices.length);
  });
});

describe('a step begins with its connection', () => {
  const crm = { ...connector('crm', 'CRM', [['list', 'List', '']]), permissions: { hosts: ['crm.example'] } };
  const anywhere = { ...connector('http', 'HTTP', [['request', 'Request', '']]), permissions: { hosts: ['*'] } };
  const connectors = [crm, anywhere] as unknown as readonly ConnectorDescription[];
  const named = (name: string, of: string): Connection => ({ name, connector: of }) as Connection;
  const credentialsOf = (id: string, connections: readonly Connection[]): unknown => {
    const steps = stepChoices(connectors, (key) => key).filter((choice) => choice.id === id);
    const [state] = steps.map((step) => withOnlyConnection(step, { connectors, connections }).state);
    return state?.Type === 'Task' ? state.Credentials : undefined;
  };

  test.each([
    ['when there is one', 'connector:crm/list', [named('a', 'crm'), named('b', 'http')], { Connection: 'a' }],
    ['but not when there are several', 'connector:crm/list', [named('a', 'crm'), named('b', 'crm')], undefined],
    ['or none', 'connector:crm/list', [named('b', 'http')], undefined],
    ['or when it works without one', 'connector:http/request', [named('b', 'http')], undefined],
    ['or when it calls nothing', 'state:Pass', [named('a', 'crm')], undefined],
  ])('%s', (...[, id, connections, expected]) => {
    expect(credentialsOf(id, connections)).toEqual(expected);
  });
});
