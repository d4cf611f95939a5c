import type { WorkflowVersion } from '../workflow.ts';

/** One of the two versions that a rollout compares. */
export interface RolloutVersion {
  readonly versionId: string;
  readonly number: number;
}
/** When a rollout ends by itself. */
export interface RolloutRule {
  /** Percentage points by which the candidate may fail more often than the base. */
  readonly maxErrorPoints: number;
  /** Runs of the candidate that must have ended before anything is said of it. */
  readonly minRuns: number;
}
export const DEFAULT_ROLLOUT_RULE: RolloutRule = { maxErrorPoints: 5, minRuns: 50 };

export interface RolloutEnd {
  readonly atMs: number;
  /**
   * `promoted`: the candidate is live. `rolled_back`: nothing goes to it any more; the live version never changed.
   * `replaced`: another version went live, or none is.
   */
  readonly outcome: 'promoted' | 'rolled_back' | 'replaced';
  /** A sentence for people. */
  readonly reason: string;
  readonly by?: string;
  /** The rule ended it, and no person. */
  readonly isAutomatic: boolean;
}

/** A part of what would start the live version starts another one instead. */
export interface Rollout {
  readonly id: string;
  readonly workspaceId: string;
  readonly workflowId: string;
  /** The version that is live. */
  readonly base: RolloutVersion;
  readonly candidate: RolloutVersion;
  /** Of new runs, how many are the candidate's: 1–99. */
  readonly percent: number;
  readonly rule: RolloutRule;
  readonly startedBy?: string;
  readonly startedAtMs: number;
  /** Absent: it is active. */
  readonly end?: RolloutEnd;
}

interface Named {
  readonly workspaceId: string;
  readonly name: string;
}

/**
 * Rollouts; of each workflow at most one is active. `WorkflowStore.publish`, `activate`, `pause` and `remove` end it in their
 * own transaction: see `endOfRollout`.
 */
export interface RolloutStore {
  /** Of all workspaces, 10,000 at most. */
  listActive(): Promise<readonly Rollout[]>;
  /** The active one of a workflow, or else the one that ended last. `workflow.not_found`. */
  find(named: Named): Promise<Rollout | undefined>;
  /**
   * Starts a rollout of the version with this number, or changes the one that is active; one that ends in the same moment is not.
   * One of another version ends as replaced. `workflow.not_found`, `rollout.nothing_live`, `rollout.candidate_live`,
   * `rollout.version_unknown`; with `changes`, `rollout.ended` when that one is not active any more.
   */
  keep(
    request: Named & {
      readonly number: number;
      readonly percent: number;
      /** Default: as it was, or `DEFAULT_ROLLOUT_RULE`. */
      readonly rule?: RolloutRule | undefined;
      readonly startedBy?: string;
      /** Id of the rollout that somebody saw: whoever changes it must not begin what was rolled back a moment ago. */
      readonly changes?: string | undefined;
    },
  ): Promise<Rollout>;
  /** Ends it as `rolled_back`. False, and nothing written, when it has ended already. */
  rollBack(request: {
    readonly id: string;
    readonly reason: string;
    /** Absent: the rule did it. */
    readonly by?: string;
  }): Promise<boolean>;
  /** Active ones that no process has taken for so many seconds, now taken by the one that asks. */
  takeUnchecked(request: { readonly everySeconds: number; readonly limit: number }): Promise<readonly Rollout[]>;
}

/** How an active rollout ends when the live version of its workflow changes; `live` is absent when none is live any more. */
export function endOfRollout(
  { candidate }: Pick<Rollout, 'candidate'>,
  live: Pick<WorkflowVersion, 'id' | 'number'> | undefined,
): Pick<RolloutEnd, 'outcome' | 'reason'> {
  if (live === undefined) return { outcome: 'replaced', reason: 'The workflow has no live version any more.' };
  const reason = `v${live.number} was made live.`;
  return { outcome: live.id === candidate.versionId ? 'promoted' : 'replaced', reason };
}
