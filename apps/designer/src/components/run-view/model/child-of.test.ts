import { expect, test } from '@jest/globals';
import { childOf } from './child-of.ts';

const cause = JSON.stringify({ runId: 'r2', workflow: 'ship', status: 'failed', error: 'Rejected', cause: 'no' });

test.each([
  ['a run that failed', { resource: 'workflow:ship', cause }, { runId: 'r2', workflow: 'ship' }],
  [
    'a run that was only started',
    { resource: 'workflow:ship.fireAndForget', output: { runId: 'r3' } },
    { runId: 'r3', workflow: 'ship' },
  ],
  ['nothing for an output that only looks like one', { resource: 'workflow:ship', output: { runId: 'r3' } }, undefined],
  ['nothing for a call of a connector', { resource: 'connector:http/request', cause }, undefined],
  ['nothing for a state without a resource', { cause }, undefined],
])('of a step it tells %s', (_, step, child) => {
  expect(childOf(step)).toEqual(child);
});
