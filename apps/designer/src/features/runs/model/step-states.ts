import type { Run, Step, StepStatus } from '../../../lib/contract.ts';
import type { RunningStep } from '../../../lib/run-events.ts';

/** How one state of the machine fared in a run: what the canvas draws on its card. */
export interface StateSummary {
  readonly status: StepStatus;
  readonly durationMs?: number;
  readonly attempts: number;
  readonly visits: number;
}

/** State name -> how it fared. The last visit gives status and duration. */
export function stepStatesOf(
  run: Run,
  steps: readonly Step[],
  running: readonly RunningStep[],
): Readonly<Record<string, StateSummary>> {
  const states: Record<string, StateSummary> = {};
  for (const { state, status, durationMs, attempts } of steps) {
    const visits = (states[state]?.visits ?? 0) + 1;
    states[state] = { status, durationMs, attempts: attempts.length, visits };
  }
  for (const { state } of running) {
    const visits = (states[state]?.visits ?? 0) + 1;
    states[state] = { status: run.status === 'waiting' ? 'waiting' : 'running', attempts: 0, visits };
  }
  return states;
}
