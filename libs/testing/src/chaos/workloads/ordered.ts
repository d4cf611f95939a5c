import { effectTask, hookWorkflow, USUAL_ATTEMPTS, USUAL_ENDS } from './states.ts';
import type { Workload } from './workload.ts';

const WORKFLOW = 'chaos-ordered';
const KEYS = 20;

/** Twenty keys with sequence numbers: of one key, one at a time, in the order of acceptance. */
export const orderedWorkload: Workload = {
  name: 'ordered',
  isOn: true,
  share: 10,
  documents: ({ sinkUrl }) => [
    hookWorkflow(WORKFLOW, {
      trigger: { key: '{% $states.input.body.key %}' },
      states: {
        Append: effectTask(sinkUrl, { path: 'Append', Next: 'Confirm' }),
        Confirm: effectTask(sinkUrl, { path: 'Confirm', End: true }),
      },
    }),
  ],
  next: ({ id, count }) => {
    const key = `k${count % KEYS}`;
    const seq = Math.floor(count / KEYS);
    return {
      door: 'hook',
      workflow: WORKFLOW,
      body: { id, key, seq },
      key,
      seq,
      expected: { effects: ['Append', 'Confirm'], ends: USUAL_ENDS, attempts: USUAL_ATTEMPTS },
    };
  },
};
