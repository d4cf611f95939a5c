import type { Page } from '../ports.ts';
import type { Schedule } from '../schedule/schedule.ts';

/** The runs of one workflow that wait or go on, and whether any may begin. */
export interface WorkflowQueue {
  readonly workflowId: string;
  readonly workflowName: string;
  readonly title: string;
  readonly liveVersionId?: string;
  /** Accepted, and not begun. Counting ends at a hundred thousand of a workspace. */
  readonly queued: number;
  readonly running: number;
  /** When the one that has waited longest was accepted. */
  readonly oldestMs?: number;
  readonly pausedAtMs?: number;
  readonly pausedBy?: string;
}

/** All workflows of a workspace are paused, whatever holds for each. */
export interface WorkspacePause {
  readonly atMs: number;
  readonly by: string;
}

/** A schedule of a live version, with what it has missed in the last seven days. */
export interface ScheduleState extends Omit<Schedule, 'nextMs'> {
  readonly workflowName: string;
  /** Absent: it never fires again. */
  readonly nextMs?: number;
  /** Ticks of which no run was made: nobody executed at their time, and `misfire` makes up for one, or none. */
  readonly missed: number;
  readonly lastMissedMs?: number;
}

/** Queues of workflows: what stands in them, and which are paused. */
export interface QueueStore {
  /** Of workflows that are live, paused, or have such runs, by name. `limit` 1-1,000. */
  list(filter: {
    readonly workspaceId: string;
    /** Only those that are paused. */
    readonly isPaused?: boolean;
    /** The name that the page before ended with. */
    readonly afterName?: string;
    readonly limit: number;
  }): Promise<Page<WorkflowQueue>>;
  find(named: { readonly workspaceId: string; readonly name: string }): Promise<WorkflowQueue | undefined>;
  /** Ids of all workflows that are paused, by themselves or with their workspace, of every workspace. */
  listPaused(): Promise<readonly string[]>;
  /** What is accepted from now on, and what was and has not begun, waits. May be repeated. */
  pause(queue: { readonly workflowId: string; readonly by: string }): Promise<void>;
  /** May be repeated. Whoever resumes lets its runs be admitted. */
  resume(workflowId: string): Promise<void>;
  findWorkspacePause(workspaceId: string): Promise<WorkspacePause | undefined>;
  /** As `pause`, of all workflows, those that come later too. */
  pauseWorkspace(pause: { readonly workspaceId: string; readonly by: string }): Promise<void>;
  /** Those that are paused by themselves stay so. Gives the ids of the workflows that have runs to be admitted. */
  resumeWorkspace(workspaceId: string): Promise<readonly string[]>;
  /** By workflow and trigger. `after`: of the page before, `<workflow>/<trigger>`. */
  listSchedules(filter: {
    readonly workspaceId: string;
    readonly after?: string;
    readonly limit: number;
  }): Promise<Page<ScheduleState>>;
}
