import { effectTask, GAVE_UP, hookWorkflow, USUAL_ATTEMPTS } from './states.ts';
import type { Workload } from './workload.ts';

const WORKFLOW = 'chaos-token';

/**
 * A step that waits for its token, which the sink hands to the client: that answers twice, at once. One of the answers
 * counts, and the run has it.
 */
export const taskTokenWorkload: Workload = {
  name: 'task-token',
  isOn: false,
  share: 4,
  documents: ({ sinkUrl }) => [
    hookWorkflow(WORKFLOW, {
      states: {
        Ask: effectTask(sinkUrl, {
          path: 'Ask',
          Resource: 'connector:http/request.waitForTaskToken',
          members: { mode: 'token' },
          // A token is a secret of the step: it is not part of what must be the same in every attempt.
          more: { query: { token: '{% $states.context.Task.Token %}' } },
          Next: 'After',
        }),
        After: effectTask(sinkUrl, { path: 'After', End: true }),
      },
    }),
  ],
  next: ({ id }) => ({
    door: 'hook',
    workflow: WORKFLOW,
    body: { id },
    expected: {
      effects: ['Ask', 'After'],
      ends: { succeeded: /^$/, failed: GAVE_UP },
      attempts: USUAL_ATTEMPTS,
    },
  }),
};
