import { effectTask, GAVE_UP, hookWorkflow, USUAL_ATTEMPTS, USUAL_RETRY } from './states.ts';
import type { Workload } from './workload.ts';

const WORKFLOW = 'chaos-token';
/** Longer than a run may take: every token that is handed over is answered, so one that runs out of time is stuck. */
const TIMEOUT_SECONDS = 300;

/**
 * A step that waits for its token, which the sink hands to the client. One of the answers counts, and the run goes on with
 * it: the next effect says which.
 */
export const taskTokenWorkload: Workload = {
  name: 'task-token',
  isOn: true,
  share: 5,
  documents: ({ sinkUrl }) => [
    hookWorkflow(WORKFLOW, {
      states: {
        Ask: effectTask(sinkUrl, {
          path: 'Ask',
          Resource: 'connector:http/request.waitForTaskToken',
          // A token is a secret of the step, and every attempt has another: it is not in the body.
          more: { query: { token: '{% $states.context.Task.Token %}' } },
          TimeoutSeconds: TIMEOUT_SECONDS,
          Retry: USUAL_RETRY,
          Assign: { answer: '{% $states.result %}' },
          Next: 'After',
        }),
        After: effectTask(sinkUrl, { path: 'After', members: { answered: '{% $answer %}' }, End: true }),
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
