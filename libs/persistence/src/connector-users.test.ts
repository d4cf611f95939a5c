import { findConnectorUse } from './connector-users.ts';

const task = (resource: string, more: object = {}) => ({ Type: 'Task', Resource: resource, ...more });
const document = (states: object, more: object = {}) => ({ machine: { StartAt: 'A', States: states }, ...more });

test.each<[string, unknown, unknown]>([
  [
    'steps at any depth, once each, with the pin',
    document(
      {
        A: task('connector:crm/list'),
        B: { Type: 'Map', ItemProcessor: { States: { C: task('connector:crm/add.waitForTaskToken') } } },
        D: task('connector:crm/list', { Compensate: task('connector:crm/drop') }),
      },
      { connectors: { crm: '1.0.0', other: '2.0.0' } },
    ),
    { pin: '1.0.0', actions: ['add', 'drop', 'list'], triggers: [] },
  ],
  [
    'a trigger',
    document({ A: { Type: 'Succeed' } }, { triggers: { t: { type: 'connector', use: 'crm/created' } } }),
    { actions: [], triggers: ['created'] },
  ],
  ['another connector whose name begins the same', document({ A: task('connector:crm-two/list') }), undefined],
  ['a pin that nothing uses', document({}, { connectors: { crm: '1.0.0' } }), undefined],
  ['a text that is none', document({ A: { Type: 'Pass', Output: 'connector:crm/list' } }), undefined],
  ['no document', null, undefined],
])('%s', (_, given, expected) => {
  expect(findConnectorUse(given, 'crm')).toEqual(expected);
});
