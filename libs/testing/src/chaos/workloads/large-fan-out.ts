import type { PlannedSend } from '../traffic.ts';
import { effectTask, hookWorkflow, USUAL_ATTEMPTS, type Json } from './states.ts';

const WORKFLOW = 'chaos-large-fan-out';
export const LARGE_FAN_OUT_ID = 'f-000001';
const CONCURRENCY = 40;
const PATH = "'Each item[' & $string($states.context.Map.Item.Index) & ']/Change'";

export function largeFanOutDocument(sinkUrl: string, items: number): Json {
  return hookWorkflow(WORKFLOW, {
    states: {
      'Each item': {
        Type: 'Map',
        Items: `{% [0..${items - 1}] %}`,
        MaxConcurrency: CONCURRENCY,
        ItemProcessor: {
          ProcessorConfig: { Mode: 'INLINE' },
          StartAt: 'Change',
          States: { Change: effectTask(sinkUrl, { path: { expression: PATH }, End: true }) },
        },
        Output: '{% $count($states.result) %}',
        End: true,
      },
    },
  });
}

/** One event, whose run is to be cancelled before it can end. */
export const largeFanOutSend: PlannedSend = {
  atMs: 0,
  event: {
    id: LARGE_FAN_OUT_ID,
    workload: 'large-fan-out',
    door: 'hook',
    path: `/hooks/default/${WORKFLOW}`,
    body: JSON.stringify({ id: LARGE_FAN_OUT_ID }),
    contentType: 'application/json',
    copies: 1,
    isPersistent: true,
    expected: { effects: [], ends: { cancelled: /^$/ }, attempts: USUAL_ATTEMPTS },
  },
};
