import { effectTask, hookWorkflow, ID_HEADER, USUAL_ATTEMPTS, USUAL_ENDS } from './states.ts';
import type { Workload } from './workload.ts';

const WORKFLOW = 'chaos-scheduled';
const EVERY_SECONDS = 10;
/** Begins the id of an effect that no event asked for: a tick's planned time follows. */
export const TICK_PREFIX = 'tick-';

/**
 * A workflow that several schedulers fire. Its effects name the planned time, so that a tick which fired twice shows as two
 * runs of one id. It brings no events of its own: those that it is asked for go to the plain webhook beside it.
 */
export const scheduledWorkload: Workload = {
  name: 'scheduled',
  isOn: false,
  share: 1,
  documents: ({ sinkUrl }) => {
    const document = hookWorkflow(WORKFLOW, {
      states: {
        Tick: effectTask(sinkUrl, {
          path: 'Tick',
          members: {
            id: `{% $exists($states.context.Execution.Input.scheduledAt) ? '${TICK_PREFIX}' & $string($states.context.Execution.Input.scheduledAt) : $lookup($states.context.Execution.Input.headers, '${ID_HEADER}') %}`,
          },
          End: true,
        }),
      },
    });
    const triggers = { ...(document.triggers as object), every: { type: 'schedule', everySeconds: EVERY_SECONDS } };
    return [{ ...document, triggers }];
  },
  next: ({ id }) => ({
    door: 'hook',
    workflow: WORKFLOW,
    body: { id },
    expected: { effects: ['Tick'], ends: USUAL_ENDS, attempts: USUAL_ATTEMPTS },
  }),
};
