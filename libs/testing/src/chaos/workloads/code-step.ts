import { effectTask, hookWorkflow, USUAL_ATTEMPTS, USUAL_ENDS } from './states.ts';
import type { Workload } from './workload.ts';

const WORKFLOW = 'chaos-code';

/** A step of somebody's own code in the sandbox, whose child may be killed, then an effect that needs its result. */
export const codeStepWorkload: Workload = {
  name: 'code-step',
  isOn: true,
  share: 4,
  documents: ({ sinkUrl }) => [
    hookWorkflow(WORKFLOW, {
      states: {
        Compute: {
          Type: 'Task',
          Resource: 'code:javascript',
          Arguments: {
            source: '(input) => ({ doubled: input.count * 2 })',
            input: { count: '{% $states.input.body.count %}' },
          },
          Assign: { doubled: '{% $states.result.doubled %}' },
          Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 1, MaxAttempts: 8, BackoffRate: 1 }],
          Next: 'Change',
        },
        Change: effectTask(sinkUrl, { path: 'Change', members: { doubled: '{% $doubled %}' }, End: true }),
      },
    }),
  ],
  next: ({ id, count }) => ({
    door: 'hook',
    workflow: WORKFLOW,
    body: { id, count },
    expected: { effects: ['Change'], ends: USUAL_ENDS, attempts: USUAL_ATTEMPTS },
  }),
};
