/**
 * Words of this folder. *Dead letter*: what could not be processed, kept as it came, with the reason. *Redrive*: another try, by the
 * way that it came, with what came or with an edit of it. *Alike*: letters of one fingerprint, so of one reason.
 */
import type { JsonText } from '../run.ts';
import type { Page } from '../ports.ts';

export const DEAD_LETTER_SOURCES = ['run', 'webhook', 'trigger'] as const;
/**
 * `run`: a run that failed, of a workflow that wants its failed runs here. `webhook`: a call that was authentic and became no run.
 * `trigger`: an item that a connector told of, and that became none.
 */
export type DeadLetterSource = (typeof DEAD_LETTER_SOURCES)[number];
export const DEAD_LETTER_STAGES = ['decode', 'schema', 'filter', 'map', 'deliver', 'run'] as const;
/** Where it failed: its bytes could not be read, did not fit, no key could be told, nobody could take it, its run failed. */
export type DeadLetterStage = (typeof DEAD_LETTER_STAGES)[number];
export const DEAD_LETTER_STATES = ['open', 'redriving', 'resolved', 'discarded'] as const;
/** `redriving`: it is tried again, and nobody knows yet how that ends. */
export type DeadLetterState = (typeof DEAD_LETTER_STATES)[number];

interface LetterBounds {
  readonly letters: number;
  /** Of those that are alike. */
  readonly alike: number;
  /** Of their bodies. */
  readonly bytes: number;
}
/**
 * Of one trigger, letters that are open at once; more are counted and not kept. Anybody may call a hook, and is told that it failed; what a
 * connector tells of comes from where somebody has signed in, and is told once.
 */
export const LETTER_BOUNDS: Readonly<Record<Exclude<DeadLetterSource, 'run'>, LetterBounds>> = {
  webhook: { letters: 1000, alike: 100, bytes: 64 * 1024 * 1024 },
  trigger: { letters: 10_000, alike: 10_000, bytes: 256 * 1024 * 1024 },
};
export const KEPT_LETTER_DAYS = 90;
/** Looked at together for whether a redrive of many makes sense, and how many of them may fail again. */
export const REDRIVE_SAMPLE = 50;
export const MAX_REDRIVES_FAILED = 10;
export const MAX_LETTER_MESSAGE_CHARACTERS = 8192;
export const MAX_LETTER_STACK_CHARACTERS = 16_384;

/** Why something could not be processed. */
export interface LetterFailure {
  readonly stage: DeadLetterStage;
  readonly errorCode: string;
  readonly message: string;
  readonly stack?: string;
  readonly fingerprint: string;
  /** What its sender was told, as an HTTP status. */
  readonly answered?: number;
}

/** What its source needs to take it in again, beside the body. */
export interface LetterEnvelope {
  /** Of calls. */
  readonly method?: string;
  readonly path?: string;
  readonly query?: Readonly<Record<string, string | readonly string[]>>;
  /** What the sender named the event by, and had signed. */
  readonly eventId?: string;
}

/** As it came. */
export interface LetterContent {
  /** Absent of a run, whose input it is; and where a workflow keeps no payloads. */
  readonly body?: Uint8Array;
  readonly contentType?: string;
  /** Without those that open doors elsewhere. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly envelope?: LetterEnvelope;
}

export interface NewDeadLetter extends LetterContent {
  readonly id: string;
  readonly workspaceId: string;
  readonly source: Exclude<DeadLetterSource, 'run'>;
  /** Of its trigger. */
  readonly sourceRef: string;
  readonly workflowId: string;
  /** Of all that came: two with one hash are one thing that came twice. Also where its body is not kept. */
  readonly hash: Uint8Array;
  readonly failure: LetterFailure;
}

/** A dead letter as lists show it. */
export interface DeadLetter {
  readonly id: string;
  readonly workspaceId: string;
  readonly source: DeadLetterSource;
  readonly sourceRef: string;
  readonly stage: DeadLetterStage;
  readonly workflow?: { readonly id: string; readonly name: string };
  readonly errorCode: string;
  readonly message: string;
  readonly fingerprint: string;
  readonly answered?: number;
  readonly attempts: number;
  /** How often the same bytes came. */
  readonly occurrences: number;
  /** Others that failed so and were not kept. */
  readonly unkept: number;
  readonly firstFailedAtMs: number;
  readonly lastFailedAtMs: number;
  readonly state: DeadLetterState;
  readonly contentType?: string;
  /** Of the body; absent when there is none here. */
  readonly bytes?: number;
  readonly isEdited: boolean;
  readonly redrives: number;
  readonly newRunId?: string;
  readonly reason?: string;
  readonly changedBy?: string;
  readonly changedAtMs?: number;
}
/** With all that came. */
export interface DeadLetterDetail extends DeadLetter, LetterContent {
  readonly stack?: string;
  /** What it was last tried again with, in place of the body. */
  readonly edited?: JsonText;
}

/** What lists, groups, exports and bulk actions are narrowed by. */
export interface DeadLetterFilter {
  readonly sources?: readonly DeadLetterSource[];
  readonly stages?: readonly DeadLetterStage[];
  /** Default: all. */
  readonly states?: readonly DeadLetterState[];
  readonly workflowName?: string;
  readonly sourceRef?: string;
  readonly errorCode?: string;
  readonly fingerprint?: string;
  /** Of the last failure. */
  readonly fromMs?: number;
  readonly untilMs?: number;
  /** In the message, whatever its case. */
  readonly text?: string;
  /** Also in what came, as it is written there. */
  readonly isTextOfBodies?: boolean;
}

/** Letters of one reason. */
export interface DeadLetterGroup {
  readonly fingerprint: string;
  readonly source: DeadLetterSource;
  readonly stage: DeadLetterStage;
  readonly errorCode: string;
  /** Of the newest. */
  readonly message: string;
  readonly sampleId: string;
  readonly workflow?: { readonly id: string; readonly name: string };
  readonly count: number;
  readonly open: number;
  readonly firstFailedAtMs: number;
  readonly lastFailedAtMs: number;
}

interface Named {
  readonly workspaceId: string;
  readonly id: string;
}
/** What became of a try. */
export type RedriveOutcome =
  /** Its end decides. */
  | { readonly kind: 'run'; readonly runId: string }
  /** It is in. Without a run: it was before. */
  | { readonly kind: 'taken'; readonly runId?: string }
  | { readonly kind: 'failed'; readonly failure: LetterFailure }
  /** It could not be tried. */
  | { readonly kind: 'released' };

/** Dead letters. `RunStore` keeps those of runs, in the transaction of the end: `FailureMark.isDeadLetter`. */
export interface DeadLetterStore {
  /**
   * `repeated`: the same bytes failed so before, and that one counts it. `counted`: there are too many; the newest alike counts it.
   * The first of a reason is kept all the same, if need be without its body.
   */
  keep(letter: NewDeadLetter): Promise<'kept' | 'repeated' | 'counted'>;
  find(named: Named): Promise<DeadLetterDetail | undefined>;
  /** What failed last first. */
  list(
    request: DeadLetterFilter & { readonly workspaceId: string; readonly cursor?: string; readonly limit: number },
  ): Promise<Page<DeadLetter>>;
  /** The same with all that came. */
  listDetails(
    request: DeadLetterFilter & { readonly workspaceId: string; readonly cursor?: string; readonly limit: number },
  ): Promise<Page<DeadLetterDetail>>;
  /** What failed last first. */
  listGroups(
    request: DeadLetterFilter & { readonly workspaceId: string; readonly cursor?: string; readonly limit: number },
  ): Promise<Page<DeadLetterGroup>>;
  /** Open ones. */
  countOpen(scope: { readonly workspaceId: string; readonly workflowId?: string }): Promise<number>;
  /** Open ones of this installation. */
  countBySource(): Promise<
    readonly { readonly source: DeadLetterSource; readonly stage: DeadLetterStage; readonly count: number }[]
  >;
  /** An open one becomes `redriving`; `edited` absent: with what came. `undefined`: it is not open. */
  begin(request: Named & { readonly edited?: JsonText; readonly by: string }): Promise<DeadLetterDetail | undefined>;
  /** Says what became of a try; nothing when it is another's by now. */
  settle(request: Named & { readonly redrives: number; readonly outcome: RedriveOutcome }): Promise<void>;
  /** Settles those whose new runs have ended: resolved when it succeeded, else open again. Returns how many. */
  settleRuns(): Promise<number>;
  /** Tries that somebody began so long ago without a run; nobody else gets them for as long. */
  takeLeft(request: { readonly afterSeconds: number; readonly limit: number }): Promise<readonly DeadLetterDetail[]>;
  /** An open one is discarded. False: it is not open. */
  discard(request: Named & { readonly reason: string; readonly by: string }): Promise<boolean>;
}
