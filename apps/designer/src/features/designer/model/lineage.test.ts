import { expect, test } from '@jest/globals';
import type { State, WorkflowDocument } from '@millrace/machine';
import { readersByPart, sourcesOf } from './lineage.ts';

const States: Record<string, State> = {
  Get: { Type: 'Task', Resource: 'connector:crm/get', Assign: { customer: '{% $states.result %}' }, Next: 'Each' },
  Each: {
    Type: 'Map',
    Items: '{% $customer.orders %}',
    ItemProcessor: {
      StartAt: 'Tell',
      States: {
        Tell: {
          Type: 'Task',
          Resource: 'connector:chat/post',
          Arguments: {
            text: "{% $template('Hi {{customer.name}}', { 'customer': $customer }) %}",
            all: '{% $customer %}',
          },
          End: true,
        },
      },
    },
    Next: 'Which',
  },
  Which: { Type: 'Choice', Choices: [{ Condition: '{% $customer.name = "Ada" %}', Next: 'End' }] },
  End: { Type: 'Succeed', Output: "{% $template('{{#each customer}}x{{/each}}', { 'customer': $customer }) %}" },
};
const document: WorkflowDocument = { millrace: 1, name: 'orders', machine: { StartAt: 'Get', States } };

test('each part of what a step keeps has its readers, at every depth', () => {
  expect(readersByPart(document, 'Get')).toEqual([
    { variable: 'customer', names: ['orders'], readers: ['Each'] },
    { variable: 'customer', names: ['name'], readers: ['Which', 'Tell'] },
    { variable: 'customer', names: [], readers: ['End', 'Tell'] },
  ]);
  expect(readersByPart(document, 'End')).toEqual([]);
  expect(readersByPart(document, 'nobody')).toEqual([]);
});

test('each step knows where its data is from', () => {
  expect(sourcesOf(document, 'Tell')).toEqual([{ step: 'Get', parts: [['name'], []] }]);
  expect(sourcesOf(document, 'Get')).toEqual([]);
  expect(sourcesOf(document, 'nobody')).toEqual([]);
});
