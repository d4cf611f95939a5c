import { findReadMembers, startsWorkflow } from './workflow-callers.ts';

const task = (resource: string, more: object = {}) => ({ Type: 'Task', Resource: resource, ...more });
const document = (states: object) => ({ machine: { StartAt: 'A', States: states } });

test.each<[string, unknown, boolean]>([
  ['a step that waits for its end', document({ A: task('workflow:orders') }), true],
  ['a step that does not wait', document({ A: task('workflow:orders.fireAndForget') }), true],
  [
    'a step in a branch',
    document({ A: { Type: 'Parallel', Branches: [{ States: { B: task('workflow:orders') } }] } }),
    true,
  ],
  ['another workflow whose name begins the same', document({ A: task('workflow:orders-two') }), false],
  ['a text that names it', document({ A: { Type: 'Pass', Output: 'workflow:orders' } }), false],
  ['no document', null, false],
])('starts it or not: %s', (_, given, expected) => {
  expect(startsWorkflow(given, 'orders')).toBe(expected);
});

test('members are read by expressions alone, at any depth, once each', () => {
  const states = {
    A: { Type: 'Pass', Output: { sum: '{% $order.total + $order.`net price` %}', text: 'not.this' } },
    B: { Type: 'Map', ItemProcessor: { States: { C: { Type: 'Pass', Output: '{% $order.lines.total %}' } } } },
  };
  expect(findReadMembers(document(states))).toEqual(['lines', 'net price', 'total']);
});
