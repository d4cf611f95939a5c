import type { WorkflowDocument, WorkflowTest } from '@millrace/machine';
import { runWorkflowTest } from '@millrace/workflow-tests';

const greet: WorkflowTest = {
  name: 'customers are greeted by their names',
  input: { customer: 7 },
  mocks: { 'Get customer': [{ throw: { error: 'Crm.Busy' } }, { return: { name: 'Ada', since: 1833 } }] },
  expect: {
    status: 'succeeded',
    output: 'Hello Ada',
    steps: { 'Get customer': { visits: 1, arguments: { $match: { id: 8 } } } },
  },
};
const workflow: WorkflowDocument = {
  millrace: 1,
  name: 'greet',
  machine: {
    StartAt: 'Get customer',
    States: {
      'Get customer': {
        Type: 'Task',
        Resource: 'connector:crm/get_customer',
        Arguments: { id: '{% $states.input.customer %}', fields: ['name'] },
        Retry: [{ ErrorEquals: ['Crm.Busy'], IntervalSeconds: 3600 }],
        Output: "{% 'Hello ' & $states.result.name %}",
        End: true,
      },
    },
  },
  tests: [greet],
};
export const result = await runWorkflowTest(workflow, greet);
