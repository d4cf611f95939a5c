/** What tells that something happened to a workflow since somebody looked. */
export interface WorkflowMark {
  readonly workflowId: string;
  /** Of the draft. */
  readonly revision: number;
  readonly savedBy?: string;
  /** The newest version. */
  readonly published?: { readonly number: number; readonly by?: string };
  /** Other than before when a rollout began, changed or ended. */
  readonly rollout?: string;
  /** Ids of the calls that are kept for it, oldest first. */
  readonly captures: readonly string[];
}

/** Read by every process that has somebody who follows a workflow: so all hear what happens in any of them. */
export interface WorkflowMarks {
  /** Of those that are still there. */
  read(workflowIds: readonly string[]): Promise<readonly WorkflowMark[]>;
}
