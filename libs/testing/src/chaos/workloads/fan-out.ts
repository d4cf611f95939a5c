import { effectTask, hookWorkflow, USUAL_ATTEMPTS, USUAL_ENDS } from './states.ts';
import type { Workload } from './workload.ts';

const WORKFLOW = 'chaos-fan-out';
const ITEMS = 50;
const machine = (states: Readonly<Record<string, unknown>>) => ({
  ProcessorConfig: { Mode: 'INLINE' },
  StartAt: Object.keys(states)[0],
  States: states,
});
const branch = (states: Readonly<Record<string, unknown>>) => ({ StartAt: Object.keys(states)[0], States: states });
const ITEM_PATH = "'Fan out[0]/Each item[' & $string($states.context.Map.Item.Index) & ']/Change'";

/** A Map of fifty effects within a Parallel, beside a branch that is parked: none lost, none done twice. */
export const fanOutWorkload: Workload = {
  name: 'fan-out',
  isOn: true,
  share: 3,
  documents: ({ sinkUrl }) => [
    hookWorkflow(WORKFLOW, {
      states: {
        'Fan out': {
          Type: 'Parallel',
          Branches: [
            branch({
              'Each item': {
                Type: 'Map',
                Items: `{% [0..${ITEMS - 1}] %}`,
                MaxConcurrency: 10,
                ItemProcessor: machine({ Change: effectTask(sinkUrl, { path: { expression: ITEM_PATH }, End: true }) }),
                Output: '{% $count($states.result) %}',
                End: true,
              },
            }),
            branch({
              Wait: { Type: 'Wait', Seconds: 6, Next: 'Beside' },
              Beside: effectTask(sinkUrl, { path: 'Fan out[1]/Beside', End: true }),
            }),
          ],
          Next: 'After',
        },
        After: effectTask(sinkUrl, { path: 'After', End: true }),
      },
    }),
  ],
  next: ({ id }) => ({
    door: 'hook',
    workflow: WORKFLOW,
    body: { id },
    expected: {
      effects: [
        ...Array.from({ length: ITEMS }, (_, index) => `Fan out[0]/Each item[${index}]/Change`),
        'Fan out[1]/Beside',
        'After',
      ],
      ends: USUAL_ENDS,
      attempts: USUAL_ATTEMPTS,
    },
  }),
};
