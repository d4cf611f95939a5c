import type { ChaosEvent } from '../facts.ts';
import type { PlannedSend } from '../traffic.ts';
import { effectTask, hookWorkflow, USUAL_ATTEMPTS, USUAL_ENDS, type Json } from './states.ts';

const WORKFLOW = 'chaos-sleepers';

/** Runs that all wait for one moment. */
export interface Sleepers {
  readonly count: number;
  /** They come evenly within this time after the beginning of the faults … */
  readonly fromMs: number;
  readonly untilMs: number;
  /** … and are due then, in milliseconds of the ledger and of the world. */
  readonly dueAt: number;
  readonly dueEpochMs: number;
}

export function sleeperDocument(sinkUrl: string): Json {
  return hookWorkflow(WORKFLOW, {
    states: {
      Sleep: { Type: 'Wait', Timestamp: '{% $states.input.body.dueAt %}', Next: 'Wake' },
      Wake: effectTask(sinkUrl, { path: 'Wake', End: true }),
    },
  });
}

/** Is the event one of theirs? */
export const isSleeper = ({ workload }: Pick<ChaosEvent, 'workload'>): boolean => workload === 'sleepers';

export function planSleepers({ count, fromMs, untilMs, dueAt, dueEpochMs }: Sleepers): readonly PlannedSend[] {
  const due = new Date(dueEpochMs).toISOString();
  return Array.from({ length: count }, (_, index) => {
    const id = `s-${String(index + 1).padStart(6, '0')}`;
    return {
      atMs: Math.round(fromMs + ((untilMs - fromMs) * index) / count),
      event: {
        id,
        workload: 'sleepers',
        door: 'hook',
        path: `/hooks/default/${WORKFLOW}`,
        body: JSON.stringify({ id, dueAt: due }),
        contentType: 'application/json',
        copies: 1,
        isPersistent: true,
        expected: { effects: ['Wake'], ends: USUAL_ENDS, attempts: USUAL_ATTEMPTS, notBefore: dueAt },
      },
    };
  });
}
