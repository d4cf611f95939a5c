import { effectTask, hookWorkflow, ID_HEADER, USUAL_ATTEMPTS, type Json } from './states.ts';
import type { Workload } from './workload.ts';

const PARENT = 'chaos-parent';
const CHILD = 'chaos-child';
const callChild = (document: Json): Json => ({ ...document, triggers: { call: { type: 'call' } } });

/** A run that starts another one and waits for its end, over whatever breaks between them. */
export const subWorkflowWorkload: Workload = {
  name: 'sub-workflow',
  isOn: true,
  share: 4,
  documents: ({ sinkUrl }) => [
    callChild(
      hookWorkflow(CHILD, {
        states: {
          'Child waits': { Type: 'Wait', Seconds: 1, Next: 'Child changes' },
          'Child changes': effectTask(sinkUrl, { path: 'Child changes', End: true }),
        },
      }),
    ),
    hookWorkflow(PARENT, {
      states: {
        Start: {
          Type: 'Task',
          Resource: `workflow:${CHILD}`,
          Arguments: { headers: { [ID_HEADER]: '{% $states.input.body.id %}' } },
          Next: 'After',
        },
        After: effectTask(sinkUrl, { path: 'After', End: true }),
      },
    }),
  ],
  next: ({ id }) => ({
    door: 'hook',
    workflow: PARENT,
    body: { id },
    expected: {
      effects: ['Child changes', 'After'],
      ends: { succeeded: /^$/, failed: /^(?:Connector\.(?:Retryable|RateLimited)|States\.(?:Timeout|TaskFailed))$/ },
      attempts: USUAL_ATTEMPTS,
      children: 1,
    },
  }),
};
