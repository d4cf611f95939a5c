import type { RunParent, RunStatus, RunTrigger } from './run.ts';
import type { WorkflowVersionDocument } from './workflow.ts';

/** A run as whoever traces it sees it: names and ids, never what it carries. */
export interface TracedRun {
  readonly runId: string;
  readonly workspaceId: string;
  readonly workflowName: string;
  /** Absent: a draft. */
  readonly version?: number;
  readonly triggerType: string;
  readonly acceptedAtMs: number;
  readonly isTest: boolean;
  readonly parent?: { readonly runId: string; readonly path: string };
}
/** One attempt of one task. */
export interface TracedTask {
  readonly path: string;
  readonly state: string;
  readonly attempt: number;
  readonly resource: string;
  /** By name. */
  readonly connection?: string;
}
export interface TaskSpan {
  /** What services are told that the attempt calls: W3C Trace Context. */
  readonly traceparent: string;
  /** `error`: the name of the error, without its cause. */
  end(outcome: {
    readonly kind: 'returned' | 'awaited' | 'again' | 'threw' | 'dropped';
    readonly error?: string;
  }): void;
}

/**
 * Hears of runs and their attempts while they happen. Optional, and asked on the run path: it returns at once, throws nothing,
 * and keeps what it hears within bounds.
 */
export interface RunTracer {
  /** An event was accepted as a run whose sender has a trace of its own. */
  adopt(run: TracedRun, traceparent: string): void;
  beginTask(run: TracedRun, task: TracedTask): TaskSpan;
  /** Told once for each run, by the process in which it ends. */
  end(run: TracedRun, end: { readonly status: RunStatus; readonly error?: string; readonly endedAtMs: number }): void;
}

/** A run of the engine as a tracer is told of it. */
export function toTracedRun(run: {
  readonly runId: string;
  readonly version: WorkflowVersionDocument;
  readonly trigger: RunTrigger;
  readonly acceptedAtMs: number;
  readonly isTest?: boolean;
  readonly parent?: RunParent;
}): TracedRun {
  const { runId, version, trigger, acceptedAtMs, isTest = false, parent } = run;
  return {
    ...{ runId, workspaceId: version.workspaceId, workflowName: version.workflowName, acceptedAtMs, isTest },
    triggerType: trigger.type,
    ...(version.number === undefined ? {} : { version: version.number }),
    ...(parent === undefined ? {} : { parent: { runId: parent.runId, path: parent.path } }),
  };
}
