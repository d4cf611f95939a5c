import {
  effectArguments,
  effectTask,
  GAVE_UP,
  hookWorkflow,
  USUAL_ATTEMPTS,
  USUAL_RETRY,
  type Json,
} from './states.ts';
import type { Workload } from './workload.ts';

const REFUSED = 'chaos-compensated';
const UNDONE = 'chaos-undone';
const NAMES = ['Reserve', 'Charge', 'Ship'];
const undo = NAMES.map((name) => ({ of: name, by: `${name}/Compensate` }));

function task(sinkUrl: string, name: string, next: string): Json {
  const undoing = effectArguments(sinkUrl, { path: `${name}/Compensate` });
  return effectTask(sinkUrl, {
    path: name,
    Next: next,
    Compensate: { Resource: 'connector:http/request', Arguments: undoing, Retry: USUAL_RETRY },
  });
}

/** Three effects, then a failure: all are undone, the last one first. */
export const compensatedWorkload: Workload = {
  name: 'compensated',
  isOn: true,
  share: 12,
  documents: ({ sinkUrl }) => [
    hookWorkflow(REFUSED, {
      states: {
        ...Object.fromEntries(NAMES.map((name, index) => [name, task(sinkUrl, name, NAMES[index + 1] ?? 'Refuse')])),
        Refuse: { Type: 'Fail', Error: 'Chaos.Refused', Cause: 'Nobody wants it.' },
      },
    }),
  ],
  next: ({ id }) => ({
    door: 'hook',
    workflow: REFUSED,
    body: { id },
    expected: {
      effects: [],
      ends: {
        compensated: /^(?:Chaos\.Refused|Connector\.(?:Retryable|RateLimited)|States\.Timeout)$/,
        failed: /^(?:Chaos\.Refused|Connector\.(?:Retryable|RateLimited)|States\.Timeout)$/,
      },
      attempts: USUAL_ATTEMPTS,
      undo,
    },
  }),
};

/** Cancelled so that it undoes what it did, at any time, also at its end and while it undoes already. */
export const undoneWorkload: Workload = {
  name: 'undone',
  isOn: true,
  share: 6,
  documents: ({ sinkUrl }) => [
    hookWorkflow(UNDONE, {
      states: {
        Reserve: task(sinkUrl, 'Reserve', 'Wait short'),
        'Wait short': { Type: 'Wait', Seconds: 1, Next: 'Charge' },
        Charge: task(sinkUrl, 'Charge', 'Wait long'),
        'Wait long': { Type: 'Wait', Seconds: 6, Next: 'Ship' },
        Ship: task(sinkUrl, 'Ship', 'Done'),
        Done: { Type: 'Succeed' },
      },
    }),
  ],
  next: ({ id, random }) => ({
    door: 'hook',
    workflow: UNDONE,
    body: { id },
    cancelAfterMs: Math.round(random.next() * 9000),
    isUndone: true,
    expected: {
      effects: NAMES,
      ends: {
        succeeded: /^$/,
        compensated: /^(?:Connector\.(?:Retryable|RateLimited)|States\.Timeout)?$/,
        cancelled: /^$/,
        failed: GAVE_UP,
      },
      attempts: USUAL_ATTEMPTS,
      undo,
    },
  }),
};
