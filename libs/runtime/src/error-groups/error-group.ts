import type { Page } from '../ports.ts';

export const ERROR_GROUP_STATES = ['open', 'resolved', 'ignored'] as const;
export type ErrorGroupState = (typeof ERROR_GROUP_STATES)[number];

/** What people have decided about a group, and what became of that. */
export interface GroupStanding {
  readonly state: ErrorGroupState;
  /** The version that has the fix. Of an open group: the one that was thought to have it. */
  readonly resolvedIn?: number;
  /** Ignored until then … */
  readonly ignoredUntilMs?: number;
  /** … or until it was seen so many times more. Neither: for ever. */
  readonly ignoredFor?: number;
  /** It was resolved, and was seen again. */
  readonly isRegressed: boolean;
}

/** Failures of one cause. */
export interface ErrorGroup extends GroupStanding {
  readonly workspaceId: string;
  readonly fingerprint: string;
  readonly workflowId: string;
  readonly workflowName: string;
  /** Empty: no step failed. */
  readonly statePath: string;
  readonly resource?: string;
  readonly error: string;
  readonly normalisedCause: string;
  /** The newest run, and how it says it. */
  readonly sampleRunId: string;
  readonly sampleCause: string;
  readonly firstSeenMs: number;
  readonly lastSeenMs: number;
  readonly count: number;
  readonly newestVersion?: number;
  /** E-mail of a user. */
  readonly assignee?: string;
  readonly changedAtMs?: number;
  readonly changedBy?: string;
}
export interface HourCount {
  readonly fingerprint: string;
  /** Its beginning. */
  readonly hourMs: number;
  readonly count: number;
}
export interface VersionCount {
  /** Absent: of versions that are gone. */
  readonly number?: number;
  readonly count: number;
  /** Of whole hours. */
  readonly firstHourMs: number;
  readonly lastHourMs: number;
}
interface GroupAddress {
  readonly workspaceId: string;
  readonly fingerprint: string;
}

/** What a person decides. */
export type GroupDecision =
  | { readonly state: 'open' }
  | { readonly state: 'resolved'; readonly inVersion: number }
  | { readonly state: 'ignored'; readonly untilMs?: number; readonly count?: number };

/** Groups of failures. `RunStore` counts in them: `RunEnd.failure`, in the transaction of the end. */
export interface ErrorGroupStore {
  list(filter: {
    readonly workspaceId: string;
    /** As they are now: one that was ignored until a time that has passed is open. */
    readonly states?: readonly ErrorGroupState[];
    readonly workflowName?: string;
    /** In the path, the error or a cause, whatever its case. */
    readonly text?: string;
    /** Seen at or after. */
    readonly seenFromMs?: number;
    readonly order: 'newest' | 'frequent';
    /** From the page before, of the same order; `list.cursor_invalid` for another text. */
    readonly cursor?: string;
    /** 1-200. */
    readonly limit: number;
  }): Promise<Page<ErrorGroup>>;
  find(address: GroupAddress): Promise<ErrorGroup | undefined>;
  /** Hours in which something was seen, oldest first. At most 200 groups. */
  listHours(request: {
    readonly workspaceId: string;
    readonly fingerprints: readonly string[];
    readonly fromMs: number;
  }): Promise<readonly HourCount[]>;
  /** Newest version first, as far back as hours are kept. */
  countVersions(address: GroupAddress): Promise<readonly VersionCount[]>;
  /** Takes effect at once, and for what is seen afterwards. `undefined`: there is no such group. */
  change(
    request: GroupAddress & {
      readonly decision?: GroupDecision;
      /** Null: nobody. */
      readonly assignee?: string | null;
      readonly by: string;
    },
  ): Promise<ErrorGroup | undefined>;
}
