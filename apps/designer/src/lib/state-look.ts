import type { RunStatus, StepStatus } from './contract.ts';

/** One of the seven looks that a state can have. */
export type StateToken = 'success' | 'failed' | 'running' | 'waiting' | 'warning' | 'queued' | 'neutral';

/** Every status has a look; a new status without one does not compile. */
export const STATE_LOOK = {
  queued: 'queued',
  running: 'running',
  waiting: 'waiting',
  compensating: 'warning',
  succeeded: 'success',
  failed: 'failed',
  timed_out: 'failed',
  cancelled: 'neutral',
  compensated: 'neutral',
  retrying: 'warning',
  skipped: 'neutral',
  outcome_unknown: 'warning',
  connection_refused: 'warning',
} as const satisfies Record<RunStatus | StepStatus, StateToken>;

/** Whether a run with this status will not change any more. */
export function hasEnded(status: RunStatus): boolean {
  return ['succeeded', 'failed', 'timed_out', 'cancelled', 'compensated'].includes(status);
}
