import { namesConnection } from './connection-users.ts';

const task = (connection: unknown) => ({
  Type: 'Task',
  Resource: 'connector:http/request',
  Credentials: { Connection: connection },
});
const machine = (state: unknown) => ({ machine: { StartAt: 'A', States: { A: state } } });

test.each([
  ['a step', machine(task('crm')), true],
  ['a step inside a Map', machine({ Type: 'Map', ItemProcessor: { States: { B: task('crm') } } }), true],
  ['a step inside a branch', machine({ Type: 'Parallel', Branches: [{ States: { B: task('crm') } }] }), true],
  ['what undoes a step', machine({ ...task('other'), Compensate: task('crm') }), true],
  ['a trigger', { triggers: { hook: { type: 'webhook', connection: 'crm' } } }, true],
  ['a step with another one', machine(task('crm-2')), false],
  ['a text that is the name', machine({ Type: 'Pass', Output: { connection: 'crm', x: 'crm' } }), false],
  ['credentials that are no object', machine({ Type: 'Task', Credentials: 'crm' }), false],
  ['triggers that are none', { triggers: null }, false],
  ['no document', 'crm', false],
])('%s', (_, document, expected) => {
  expect(namesConnection(document, 'crm')).toBe(expected);
});
