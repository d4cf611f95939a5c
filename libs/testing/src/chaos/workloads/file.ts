import { effectTask, hookWorkflow, USUAL_ATTEMPTS, USUAL_ENDS } from './states.ts';
import type { Workload } from './workload.ts';

const WORKFLOW = 'chaos-file';

/** The answer to an effect goes to the file store, and the next effect tells how large it was. */
export const fileWorkload: Workload = {
  name: 'file',
  isOn: true,
  share: 3,
  documents: ({ sinkUrl }) => [
    hookWorkflow(WORKFLOW, {
      states: {
        Fetch: effectTask(sinkUrl, {
          path: 'Fetch',
          more: { responseType: 'file' },
          Assign: { size: '{% $states.result.body.size %}' },
          Next: 'Tell',
        }),
        Tell: effectTask(sinkUrl, { path: 'Tell', members: { size: '{% $size %}' }, End: true }),
      },
    }),
  ],
  next: ({ id }) => ({
    door: 'hook',
    workflow: WORKFLOW,
    body: { id },
    expected: { effects: ['Fetch', 'Tell'], ends: USUAL_ENDS, attempts: USUAL_ATTEMPTS },
  }),
};
