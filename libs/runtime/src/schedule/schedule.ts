import type { ScheduleTrigger } from '@millrace/machine';
import type { NewRun } from '../run.ts';

/** A schedule of a live version. */
export interface Schedule {
  readonly workspaceId: string;
  readonly workflowId: string;
  readonly versionId: string;
  readonly triggerId: string;
  readonly trigger: ScheduleTrigger;
  /** What interval ticks count from: when the trigger was first published as it is. */
  readonly anchorMs: number;
  /** The planned time of the next tick. */
  readonly nextMs: number;
}

/** What becomes of a due schedule. */
export interface ScheduleDecision {
  readonly ticks: readonly ScheduleTick[];
  /** Absent: it never fires again. */
  readonly nextMs?: number;
}
export interface ScheduleTick {
  readonly plannedMs: number;
  /** Absent: recorded as skipped. */
  readonly run?: NewRun;
}
