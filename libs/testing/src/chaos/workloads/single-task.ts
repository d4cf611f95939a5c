import { effectTask, hookWorkflow, USUAL_ATTEMPTS, USUAL_ENDS } from './states.ts';
import type { Workload } from './workload.ts';

const expected = { effects: ['Change'], ends: USUAL_ENDS, attempts: USUAL_ATTEMPTS };
const WORKFLOW = 'chaos-accepted';
const SYNCHRONOUS = 'chaos-synchronous';

/** Accepted with 202, then one effect. */
export const acceptedWorkload: Workload = {
  name: 'accepted',
  isOn: true,
  share: 22,
  documents: ({ sinkUrl }) => [
    hookWorkflow(WORKFLOW, { states: { Change: effectTask(sinkUrl, { path: 'Change', End: true }) } }),
  ],
  next: ({ id }) => ({ door: 'hook', workflow: WORKFLOW, body: { id }, expected }),
};

/** The caller waits for the result of one effect, after states that have none. */
export const synchronousWorkload: Workload = {
  name: 'synchronous',
  isOn: true,
  share: 22,
  documents: ({ sinkUrl }) => [
    hookWorkflow(SYNCHRONOUS, {
      respond: 'result',
      states: {
        Prepare: { Type: 'Pass', Assign: { doubled: '{% $states.input.body.count * 2 %}' }, Next: 'Change' },
        Change: effectTask(sinkUrl, { path: 'Change', Next: 'Answer' }),
        Answer: { Type: 'Succeed', Output: { doubled: '{% $doubled %}' } },
      },
    }),
  ],
  next: ({ id, count }) => ({ door: 'hook', workflow: SYNCHRONOUS, body: { id, count }, expected }),
};
