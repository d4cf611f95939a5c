import { effectTask, hookWorkflow, ID_HEADER, USUAL_ATTEMPTS, USUAL_ENDS, type Json } from './states.ts';
import type { Workload } from './workload.ts';

const WORKFLOW = 'chaos-scheduled';
/** Distance of two ticks. */
export const TICK_SECONDS = 10;
/** Begins the id of an effect that no event asked for: a tick's planned time follows. */
export const TICK_PREFIX = 'tick-';
const INPUT = '$states.context.Execution.Input';
const ID = `{% $exists(${INPUT}.scheduledAt) ? '${TICK_PREFIX}' & ${INPUT}.scheduledAt : $lookup(${INPUT}.headers, '${ID_HEADER}') %}`;

function documentOf(sinkUrl: string): Json {
  return hookWorkflow(WORKFLOW, {
    states: { Tick: effectTask(sinkUrl, { path: 'Tick', members: { id: ID }, End: true }) },
  });
}

/**
 * A workflow that several schedulers fire. Its effects name the planned time, so that a tick which fired twice shows as two
 * runs of one id. It brings no events of its own: those that it is asked for go to the plain webhook beside it.
 */
export const scheduledWorkload: Workload = {
  name: 'scheduled',
  isOn: true,
  share: 1,
  documents: ({ sinkUrl }) => {
    const document = documentOf(sinkUrl);
    const triggers = { ...(document.triggers as object), every: { type: 'schedule', everySeconds: TICK_SECONDS } };
    return [{ ...document, triggers }];
  },
  // A schedule would go on for ever, and nothing would ever be drained.
  lastDocuments: ({ sinkUrl }) => [documentOf(sinkUrl)],
  next: ({ id }) => ({
    door: 'hook',
    workflow: WORKFLOW,
    body: { id },
    expected: { effects: ['Tick'], ends: USUAL_ENDS, attempts: USUAL_ATTEMPTS },
  }),
};
