import type { JsonText } from '../run.ts';

/** What tests of a draft take instead of calling a step. */
export interface StepSample {
  readonly state: string;
  /** `pin`: what the step gave once. `mock`: what somebody wrote. */
  readonly kind: 'pin' | 'mock';
  /** Absent: an error stands in for the step. */
  readonly output?: JsonText;
  readonly error?: string;
  readonly cause?: string;
  /** Where a pin is from. */
  readonly from?: { readonly runId: string; readonly path: string };
  readonly updatedAtMs: number;
  readonly updatedBy?: string;
}

interface Named {
  readonly workspaceId: string;
  readonly name: string;
}

/** Samples of drafts, by state. They go with their workflow; all of it raises `workflow.not_found`. */
export interface SampleStore {
  /** By name of the state. */
  list(workflow: Named): Promise<readonly StepSample[]>;
  /** In place of the one before. */
  keep(request: Named & { readonly sample: Omit<StepSample, 'updatedAtMs'> }): Promise<StepSample>;
  /** None there is no fault. */
  remove(request: Named & { readonly state: string }): Promise<void>;
  /** Old name -> new name, all at once. One that moves to a name that another has takes its place, unless that moves too. */
  rename(request: Named & { readonly names: Readonly<Record<string, string>> }): Promise<void>;
}
