import { expect, test } from '@jest/globals';
import type { WorkflowDocument } from '@millrace/machine';
import { whyNotPulled } from './pull-target.ts';
import { findPlace, ROOT_SCOPE } from './scope.ts';

const document: WorkflowDocument = {
  millrace: 1,
  name: 'orders',
  triggers: { call: { type: 'call' } },
  machine: {
    StartAt: 'Each',
    States: {
      Each: {
        Type: 'Map',
        ItemProcessor: {
          StartAt: 'Pack',
          States: { Pack: { Type: 'Pass', Next: 'Ship' }, Ship: { Type: 'Pass', End: true } },
        },
        Next: 'Log',
      },
      Log: { Type: 'Pass', End: true },
    },
  },
};
const inside = findPlace(document, 'Pack')?.scope.path ?? '';

test.each([
  ['a step of the same machine may be led to', ROOT_SCOPE, 'Each', 'Log', undefined],
  ['so may one of the same loop', inside, 'Pack', 'Ship', undefined],
  ['a step outside of the loop may not', inside, 'Pack', 'Log', 'otherScope'],
  ['nor one inside of it, from outside', ROOT_SCOPE, 'Each', 'Ship', 'otherScope'],
  ['nor the step itself', ROOT_SCOPE, 'Each', 'Each', 'itself'],
  ['nor what starts the workflow', ROOT_SCOPE, 'Each', 'trigger:call', 'isTrigger'],
])('%s', (...[, scope, state, item, why]) => {
  expect(whyNotPulled(document, { slot: { kind: 'next', state }, scope }, item)).toBe(why);
});
