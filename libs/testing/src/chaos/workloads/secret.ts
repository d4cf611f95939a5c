import { effectTask, hookWorkflow, USUAL_ATTEMPTS, USUAL_ENDS } from './states.ts';
import type { Workload } from './workload.ts';

const WORKFLOW = 'chaos-secret';

/** A step with credentials, to a system that repeats them: they must be in no record. */
export const secretWorkload: Workload = {
  name: 'secret',
  isOn: true,
  share: 3,
  documents: ({ sinkUrl, secret }) => [
    hookWorkflow(WORKFLOW, {
      states: {
        Speak: effectTask(sinkUrl, {
          path: 'Speak',
          members: { mode: 'echo' },
          more: { auth: { type: 'bearer', token: secret } },
          End: true,
        }),
      },
    }),
  ],
  next: ({ id }) => ({
    door: 'hook',
    workflow: WORKFLOW,
    body: { id },
    expected: { effects: ['Speak'], ends: USUAL_ENDS, attempts: USUAL_ATTEMPTS },
  }),
};
