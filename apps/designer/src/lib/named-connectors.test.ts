import { expect, test } from '@jest/globals';
import { namedConnectors, wantedConnectors } from './named-connectors.ts';

test.each<[string, unknown, readonly string[]]>([
  [
    'steps at any depth, once each, and triggers',
    {
      triggers: { t: { type: 'connector', use: 'crm/created' } },
      machine: {
        States: {
          A: { Type: 'Task', Resource: 'connector:desk/list' },
          B: { Type: 'Map', ItemProcessor: { States: { C: { Resource: 'connector:crm/add.waitForTaskToken' } } } },
          D: { Type: 'Task', Resource: 'workflow:other' },
        },
      },
    },
    ['crm', 'desk'],
  ],
  ['a pin that nothing uses', { connectors: { desk: '1.0.0' } }, []],
  ['what is no document', null, []],
])('%s', (...[, document, expected]) => {
  expect(namedConnectors(document)).toEqual(expected);
});

test('connectors are wanted in the version that is pinned', () => {
  const step = (Resource: string): object => ({ Type: 'Task', Resource });
  const machine = {
    States: { A: step('connector:desk/list'), B: step('connector:crm/list'), C: step('connector:x/y') },
  };
  expect(wantedConnectors({ connectors: { desk: '1.0.0', unused: '2.0.0', x: 7 }, machine })).toEqual([
    { name: 'crm' },
    { name: 'desk', version: '1.0.0' },
    { name: 'x' },
  ]);
  expect(wantedConnectors(null)).toEqual([]);
});
