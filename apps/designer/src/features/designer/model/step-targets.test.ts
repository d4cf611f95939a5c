import { expect, test } from '@jest/globals';
import type { State, WorkflowDocument } from '@millrace/machine';
import { stepTargets } from './step-targets.ts';

const pass = (Next?: string): State => (Next === undefined ? { Type: 'Pass', End: true } : { Type: 'Pass', Next });
const document: WorkflowDocument = {
  millrace: 1,
  name: 'orders',
  machine: {
    StartAt: 'First',
    States: {
      Last: pass(),
      First: pass('Each'),
      Each: {
        ...{ Type: 'Map', Next: 'Last' },
        ItemProcessor: { StartAt: 'Charge', States: { Sorry: pass(), Charge: pass('Sorry') } },
      },
    },
  },
};

test.each([
  ['First', ['Each', 'Last']],
  ['Each', ['First', 'Last']],
  ['Charge', ['Sorry']],
  ['Nobody', []],
])('%s leads to steps of its own machine alone', (name, targets) => {
  expect(stepTargets(document, name)).toEqual(targets);
});
