import { effectArguments, effectTask, hookWorkflow, USUAL_ATTEMPTS, USUAL_RETRY, type Json } from './states.ts';
import type { Workload } from './workload.ts';

const WORKFLOW = 'chaos-compensated';
const NAMES = ['Reserve', 'Charge', 'Ship'];

function task(sinkUrl: string, name: string, next: string): Json {
  const undo = effectArguments(sinkUrl, { path: `${name}/Compensate` });
  return effectTask(sinkUrl, {
    path: name,
    Next: next,
    Compensate: { Resource: 'connector:http/request', Arguments: undo, Retry: USUAL_RETRY },
  });
}

/** Three effects, then a failure: all are undone, the last one first. */
export const compensatedWorkload: Workload = {
  name: 'compensated',
  isOn: false,
  share: 20,
  documents: ({ sinkUrl }) => [
    hookWorkflow(WORKFLOW, {
      states: {
        ...Object.fromEntries(NAMES.map((name, index) => [name, task(sinkUrl, name, NAMES[index + 1] ?? 'Refuse')])),
        Refuse: { Type: 'Fail', Error: 'Chaos.Refused', Cause: 'Nobody wants it.' },
      },
    }),
  ],
  next: ({ id }) => ({
    door: 'hook',
    workflow: WORKFLOW,
    body: { id },
    expected: {
      effects: [],
      ends: {
        compensated: /^(?:Chaos\.Refused|Connector\..*|States\.Timeout)?$/,
        failed: /^(?:Chaos\.Refused|Connector\..*)$/,
      },
      attempts: USUAL_ATTEMPTS,
      undo: NAMES.map((name) => ({ of: name, by: `${name}/Compensate` })),
    },
  }),
};
