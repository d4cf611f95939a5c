/**
 * Every port of the engine. Adapters implement them; `libs/testing` has an in-memory twin and a conformance suite for each.
 * Words: see the glossary in `@millrace/machine`.
 */
import type { JsonValue, WorkflowDocument } from '@millrace/machine';
import type { ColumnCondition } from '@millrace/run-query';
import type { Actor, ApiKey, User } from './identity.ts';
import type { StoreChange, StoreWrite } from './connector-store.ts';
import type { HeldCall } from './held-step.ts';
import type {
  ClaimedRun,
  JsonText,
  Lease,
  NewRun,
  Run,
  RetriedRun,
  RunEnd,
  RunRemains,
  RunStatus,
  RunWithPayload,
  StepLogLine,
  StepRecord,
} from './run.ts';
import type { RolloutRule } from './rollouts/rollout.ts';
import type { RunPosition } from './run-usage.ts';
import type { Schedule, ScheduleDecision } from './schedule/schedule.ts';
import type { TaskToken, TokenAnswer } from './task-token.ts';
import type { LiveWebhook, NumberedVersionDocument, SavedDraft, Workflow, WorkflowDraft } from './workflow.ts';
import type { WorkflowVersion, WorkflowVersionDocument } from './workflow.ts';
import type { Workspace } from './workspace.ts';

// ---- Runs ----------------------------------------------------------------------------------------------------------

export type AcceptResult =
  | { readonly kind: 'accepted'; readonly fence: number }
  /** A run with this dedupe key exists inside the window. Nothing was written. */
  | { readonly kind: 'duplicate'; readonly runId: string; readonly sameContent: boolean };

/**
 * Ids of the runs that are still held. Busy ones are being written at this moment, and so were not renewed: they are to be asked
 * for again, long before their leases end.
 */
export type LeaseRenewal = Readonly<Record<'renewed' | 'busy', readonly string[]>>;

export interface LeaseRequest {
  readonly workerId: string;
  readonly leaseSeconds: number;
}
/** Times that processes were lost with a run: [from, below). */
export interface LossRange {
  /** Default 0. */
  readonly from?: number;
  /** Default: there is no end. */
  readonly below?: number;
}
export interface Progress {
  readonly lease: Lease;
  /** Absent: the run stands where it stood, and only what happens inside its composite state is written. */
  readonly checkpoint?: RunPosition;
  /** Steps finished since the last write. */
  readonly steps: readonly StepRecord[];
  readonly journal?: readonly JournalRow[];
  /** The run's input, as it was kept: the step that took it need not repeat it. */
  readonly runInput?: JsonText;
  /** From now on the run undoes what its steps did. */
  readonly isCompensating?: true;
  /** What connectors keep of its steps: in the same transaction, and once. */
  readonly store?: StoreWrite;
}
/** The newest entry of a path replaces the one before. */
export interface JournalRow {
  readonly path: string;
  readonly entry: JsonText;
}
export interface Finish {
  readonly lease: Lease;
  readonly end: RunEnd;
  readonly steps: readonly StepRecord[];
  /** Where it stood, and what it has kept inside of that state: of a run that has not succeeded, for one that goes on from there. */
  readonly checkpoint?: RunPosition;
  readonly journal?: readonly JournalRow[];
  /** As in `Progress`. */
  readonly runInput?: JsonText;
  readonly store?: StoreWrite;
}
export interface RunFilter {
  readonly workspaceId: string;
  readonly workflowName?: string;
  readonly statuses?: readonly RunStatus[];
  /** Runs that this run has started. */
  readonly parentRunId?: string;
  /** Search attributes, all of which must have these values. */
  readonly attributes?: Readonly<Record<string, string>>;
  /** Failed runs of this error group. */
  readonly fingerprint?: string;
  /** Runs accepted in [from, until), epoch milliseconds. */
  readonly acceptedFromMs?: number;
  readonly acceptedUntilMs?: number;
  /** Default: tests are left out, unless `parentRunId` is given. */
  readonly tests?: 'included' | 'only';
  /** Further conditions on what is known of a run without its data. All must hold. */
  readonly conditions?: readonly ColumnCondition[];
  /** Opaque, from the page before. Newest first. */
  readonly cursor?: string;
  /** 1–200. */
  readonly limit: number;
}
/** Something happened to a run that executes here. */
export interface RunSignal {
  readonly runId: string;
  readonly cancel?: 'stop' | 'compensate';
  /**
   * Tokens that were answered, ids of runs that have ended. Told until the run has heard of them, or is parked: then it is due
   * at once.
   */
  readonly answers?: readonly string[];
}
/** What a run has heard of. */
export interface HeardAnswer {
  readonly runId: string;
  readonly source: string;
}
/** What there is to know of a run before it is worth reading. */
export type RunNews = Pick<Run, 'id' | 'versionId' | 'stepCount' | 'endedAtMs'>;
export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor?: string;
}

/** Runs, their positions and their steps. Every promise resolves after the commit it stands for. */
export interface RunStore {
  /**
   * Keeps a new run, leased to the worker or, without a lease, queued. One transaction with its dedupe key. A run with
   * `admission` is never leased here and not due before it is admitted.
   */
  accept(run: NewRun, lease?: Readonly<LeaseRequest>): Promise<AcceptResult>;
  /** Keeps a run that has already ended, with its steps: the put-off insert of a pure synchronous run. */
  acceptFinished(run: NewRun, finish: Readonly<Omit<Finish, 'lease'>>): Promise<AcceptResult>;
  /** The run that has the dedupe key of this one, inside its window. */
  findRepetition(
    run: Pick<NewRun, 'workflowId' | 'trigger' | 'dedupe'>,
  ): Promise<Extract<AcceptResult, { kind: 'duplicate' }> | undefined>;
  /**
   * Leases due runs: queued or waiting ones whose time has come, and, of one priority before them, running ones whose lease has
   * ended. Raises fences. One that the run which has started it does not wait for any more, because that has ended, is claimed as if asked to stop. With
   * `losses` only those whose losses, a new one among them, are in it; the others stay due.
   */
  claimDue(request: Readonly<LeaseRequest & { limit: number; losses?: LossRange }>): Promise<readonly ClaimedRun[]>;
  /**
   * Milliseconds until the next queued or waiting run is due, by the store's clock; `undefined` when none is within the time
   * given.
   */
  findNextDue(request: { readonly withinMs: number }): Promise<number | undefined>;
  /** Never waits for who writes the same runs. Those that it does not name were lost. */
  renewLeases(request: Readonly<LeaseRequest & { leases: readonly Lease[] }>): Promise<LeaseRenewal>;
  /** Waits for who writes the run, one statement long. False: it was lost. */
  renewBusy(request: Readonly<LeaseRequest & { lease: Lease }>): Promise<boolean>;
  /** Moves a run forward. False, and nothing written, when the fence is not the newest or the run has ended. */
  advance(progress: Readonly<Progress>): Promise<boolean>;
  /**
   * Moves forward, gives up the lease, and makes the run due at the time given, or at once when somebody has asked to
   * cancel it meanwhile, or what it waits for came meanwhile: a token's answer, the end of a run that it started. False as
   * in `advance`.
   */
  park(progress: Readonly<Progress & { availableAtMs: number }>): Promise<boolean>;
  /**
   * Ends a run, for ever; the run that started it and waits for it is due. With `followUp` another run begins with that end:
   * it is kept in the same transaction, queued. False as in `advance`.
   */
  finish(finish: Readonly<Finish & { followUp?: NewRun }>): Promise<boolean>;
  /** Hands runs back so that another worker may claim them at once. */
  release(leases: readonly Lease[]): Promise<void>;
  /**
   * Makes every lease of earlier processes that has not run out end now. Only for the holder of the single-process lock: it
   * knows that they are dead. Returns how many runs became due.
   */
  expireLeases(request: { readonly exceptWorkerId: string }): Promise<number>;
  /**
   * Queued and waiting runs end at once; a running one is told at its next write or renewal. With `compensate` a run that
   * has begun is made due instead of ending, and undoes what its steps did.
   */
  requestCancel(request: {
    readonly workspaceId: string;
    readonly runId: string;
    readonly compensate?: boolean;
  }): Promise<'cancelled' | 'requested' | 'already_ended' | 'not_found'>;
  /** Of the runs given, those that somebody wants to cancel or nobody waits for any more, and those whose awaited answer came. */
  findSignals(request: {
    readonly runIds: readonly string[];
    /** Not told again. */
    readonly heard: readonly HeardAnswer[];
  }): Promise<readonly RunSignal[]>;
  /** Of the runs given, those that have ended, and those with more steps than their `stepCount`, where one is given. */
  findNews(known: readonly { readonly runId: string; readonly stepCount?: number }[]): Promise<readonly RunNews[]>;
  find(request: { readonly workspaceId: string; readonly runId: string }): Promise<RunWithPayload | undefined>;
  list(filter: RunFilter): Promise<Page<Run>>;
  /** What is left of a run that has ended; nothing of one that goes on. */
  findRemains(request: { readonly workspaceId: string; readonly runId: string }): Promise<RunRemains | undefined>;
  /** Runs that were made of this one, newest first, a hundred at most. */
  listRetries(request: { readonly workspaceId: string; readonly runId: string }): Promise<readonly RetriedRun[]>;
  /** Recorded steps in order. */
  listSteps(request: StepListRequest): Promise<readonly StepRecord[]>;
  /** Runs by status accepted since the time given, without tests: Home and metrics. */
  countByStatus(request: {
    readonly workspaceId?: string;
    readonly acceptedFromMs: number;
  }): Promise<Readonly<Partial<Record<RunStatus, number>>>>;
}

/** Which steps of a run are read. */
export interface StepListRequest {
  readonly workspaceId: string;
  readonly runId: string;
  /** Exclusive. */
  readonly afterSequence?: number;
  /** 1–1,000. */
  readonly limit: number;
  /** Only steps inside the state at this path: a Map or a Parallel. */
  readonly under?: string;
  /** Of that, the threads from the first to the last, both inclusive: at most 1,000. */
  readonly threads?: { readonly first: number; readonly last: number };
  /** Only those that have failed. */
  readonly isFailed?: boolean;
  /** Values are left out (`input` is `null`), and are not read, however large they are. */
  readonly isBrief?: boolean;
}

/** What runs have kept of their composite states. It is written with their moves: see `Progress`. */
export interface JournalStore {
  /** Entries in the order of their paths, from `afterPath` exclusive. `limit` 1–10,000. */
  read(request: {
    readonly runId: string;
    readonly afterPath?: string;
    readonly limit: number;
  }): Promise<readonly JournalRow[]>;
  /** Keeps rows for a run that is kept next, and by nobody else. */
  begin(request: { readonly runId: string; readonly rows: readonly JournalRow[] }): Promise<void>;
}

/** Tokens of tasks that wait for an answer from elsewhere. */
export interface TokenStore {
  /** Keeps a token for an attempt; returns the one that is kept, which may be an earlier one. `undefined`: the lease is lost. */
  open(request: {
    readonly lease: Lease;
    readonly workspaceId: string;
    readonly path: string;
    readonly attempt: number;
    readonly token: string;
    readonly lifeSeconds: number;
    /** Why it is opened, when a step has failed and somebody shall decide. */
    readonly held?: HeldCall;
    /** `openedAtMs`: by the store's clock. */
  }): Promise<{ readonly token: string; readonly openedAtMs: number } | undefined>;
  find(token: string): Promise<TaskToken | undefined>;
  /** The first answer counts, and makes the run due. One transaction. */
  answer(request: {
    readonly token: string;
    readonly answer: TokenAnswer;
  }): Promise<
    | { readonly kind: 'answered'; readonly runId: string }
    | { readonly kind: 'already_answered' | 'expired' | 'not_found' }
  >;
  /** A sign of life. */
  beat(token: string): Promise<'noted' | 'already_answered' | 'expired' | 'not_found'>;
  /** From now on an answer comes too late. */
  withdraw(request: { readonly runId: string; readonly paths: readonly string[] }): Promise<void>;
}

/** A run that admission has cancelled. */
export interface CancelledRun {
  readonly workspaceId: string;
  readonly runId: string;
  readonly workflowName: string;
  /** Absent: it executes, and was asked to stop. */
  readonly end?: RunEnd;
  /** Whether it may have started others. */
  readonly hasBegun: boolean;
}

/** Decides which of the runs with `admission` may begin. */
export interface AdmissionStore {
  /**
   * Lets runs of a workflow begin, as many as may, oldest first; ends those that will never begin. Safe to be asked by many
   * processes at once. `nextMs`: when the next may begin, if only time is in its way.
   */
  admit(request: { readonly workflowId: string; readonly limit: number }): Promise<{
    readonly admitted: readonly string[];
    readonly cancelled: readonly CancelledRun[];
    readonly nextMs?: number;
  }>;
  /** Workflows with runs that wait to be admitted. */
  findWaiting(): Promise<readonly string[]>;
  /** Of the workspace's runs, how many wait to begin: bounded by `limit`. */
  countQueued(request: { readonly workspaceId: string; readonly limit: number }): Promise<number>;
  /** Unfinished runs of the workflow and concurrency key, begun or not: bounded by `limit`. */
  countOpen(request: {
    readonly workflowId: string;
    readonly concurrencyKey: string;
    readonly limit: number;
  }): Promise<number>;
}

/** Schedules of live versions; `WorkflowStore.publish` and `activate` keep them up. */
export interface ScheduleStore {
  /**
   * Takes schedules that are due, asks for each what it means, and keeps the answer with its runs in one transaction. A
   * tick that has a run already gets no second one. Returns the ids of the new runs, and when the next schedule is due.
   */
  fireDue(request: {
    readonly limit: number;
    /** `nowMs` is the store's time. */
    readonly decide: (schedule: Schedule, nowMs: number) => Promise<ScheduleDecision>;
  }): Promise<{ readonly runIds: readonly string[]; readonly dueInMs?: number }>;
  /** The schedules of a workflow, with the time of the next tick. */
  list(request: { readonly workspaceId: string; readonly workflowId: string }): Promise<readonly Schedule[]>;
}

// ---- Workflows -----------------------------------------------------------------------------------------------------

/** Workflows, drafts and versions. Caller faults are `RuntimeError`s: `workflow.name_taken`, `workflow.not_found`, … */
export interface WorkflowStore {
  /** `workflow.name_taken` when the name is in use; `workspace.quota_reached` when there are as many as the quota. */
  create(request: SavedDraft & { /** Default: there is none. */ readonly quota?: number }): Promise<WorkflowDraft>;
  list(request: {
    readonly workspaceId: string;
    readonly cursor?: string;
    readonly limit: number;
  }): Promise<Page<Workflow>>;
  find(request: { readonly workspaceId: string; readonly name: string }): Promise<Workflow | undefined>;
  /** Of the names given, those that workflows of the workspace have. */
  findNames(request: { readonly workspaceId: string; readonly names: readonly string[] }): Promise<readonly string[]>;
  findDraft(request: { readonly workspaceId: string; readonly name: string }): Promise<WorkflowDraft | undefined>;
  /** Replaces the draft. `workflow.draft_changed` when `revision` is not the stored one. */
  replaceDraft(request: SavedDraft & { readonly revision: number }): Promise<WorkflowDraft>;
  /**
   * Freezes a document as the next version and makes it live, with its webhooks, in one transaction. When it is the draft, and
   * the draft was promoted, the version says so. With `rollout` the live version stays, and a part of what starts it starts the
   * new one: `rollout.nothing_live`.
   */
  publish(request: {
    readonly workspaceId: string;
    readonly name: string;
    readonly document: WorkflowDocument;
    readonly contentHash: string;
    readonly note: string;
    readonly publishedBy?: string;
    readonly rollout?: { readonly percent: number; readonly rule?: RolloutRule | undefined };
  }): Promise<WorkflowVersion>;
  /** Moves the live pointer, and ends the rollout, if one is active. `workflow.version_not_found`. */
  activate(request: {
    readonly workspaceId: string;
    readonly name: string;
    readonly number: number;
    readonly activatedBy?: string;
  }): Promise<WorkflowVersion>;
  /** Takes the live version away, with all that starts it; `activate` brings it back. `workflow.not_found`. */
  pause(request: { readonly workspaceId: string; readonly name: string }): Promise<void>;
  /** Newest first. */
  listVersions(request: {
    readonly workspaceId: string;
    readonly name: string;
    readonly beforeNumber?: number;
    /** Default: all. */
    readonly limit?: number;
  }): Promise<readonly WorkflowVersion[]>;
  /** Also what tests a draft. */
  findVersion(versionId: string): Promise<WorkflowVersionDocument | undefined>;
  findVersionByNumber(request: {
    readonly workspaceId: string;
    readonly name: string;
    readonly number: number;
  }): Promise<NumberedVersionDocument | undefined>;
  /** `workflow.hook_taken` is raised by `publish` and `activate` when another workflow's live trigger has the path. */
  findLiveWebhook(request: {
    readonly workspaceSlug: string;
    readonly path: string;
    /** Default `webhook`. */
    readonly type?: 'webhook' | 'form';
  }): Promise<LiveWebhook | undefined>;
  /**
   * Deletes a workflow with its drafts and versions; its runs stay. `workflow.not_found`. With `ifOnlyDraft`, only one that was
   * never published and whose draft still has this revision: `workflow.draft_changed`.
   */
  remove(request: {
    readonly workspaceId: string;
    readonly name: string;
    readonly ifOnlyDraft?: number;
  }): Promise<void>;
}

// ---- People --------------------------------------------------------------------------------------------------------

/** Users, sessions, API keys. Secrets arrive as SHA-256 hex; nothing here ever sees one. */
export interface IdentityStore {
  hasOwner(): Promise<boolean>;
  /** Creates the owner and the membership, and names the workspace. `auth.owner_exists` when an owner does. */
  createOwner(request: {
    readonly email: string;
    readonly name: string;
    readonly passwordHash: string;
    readonly workspace: { readonly slug: string; readonly name: string };
  }): Promise<{ readonly userId: string; readonly workspaceId: string }>;
  findUserByEmail(email: string): Promise<User | undefined>;
  updatePasswordHash(request: { readonly userId: string; readonly passwordHash: string }): Promise<void>;
  createSession(request: {
    readonly tokenHash: string;
    readonly userId: string;
    readonly idleSeconds: number;
    readonly totalSeconds: number;
  }): Promise<void>;
  /** Also prolongs the idle time. */
  findSessionActor(request: { readonly tokenHash: string; readonly idleSeconds: number }): Promise<Actor | undefined>;
  removeSession(tokenHash: string): Promise<void>;
  createApiKey(request: {
    readonly workspaceId: string;
    readonly userId: string;
    readonly name: string;
    readonly prefix: string;
    readonly secretHash: string;
    readonly scopes: readonly string[];
    readonly expiresAtMs: number;
  }): Promise<ApiKey>;
  /** Only unexpired, unrevoked keys. Also notes the use, to the minute. */
  findApiKeyActor(secretHash: string): Promise<Actor | undefined>;
  listApiKeys(request: { readonly workspaceId: string; readonly userId: string }): Promise<readonly ApiKey[]>;
  /** False when there is no such key. */
  revokeApiKey(request: Readonly<Record<'workspaceId' | 'userId' | 'id', string>>): Promise<boolean>;
  findWorkspace(slug: string): Promise<Workspace | undefined>;
  /** Finds the workspace or makes it; repeatable, also by two processes at once. */
  ensureWorkspace(request: { readonly slug: string; readonly name: string }): Promise<Workspace>;
}

// ---- Execution -----------------------------------------------------------------------------------------------------

/** Tells workers that something is due. Carries no data that is not in the store: a lost wake-up costs seconds. */
export interface Dispatcher {
  /** Tells the listeners of this process at once, others when it can. Never rejects. */
  wake(runIds: readonly string[]): Promise<void>;
  /** Calls back whenever something may be due; returns how to stop. */
  onWake(listener: () => void): () => void;
  /** From now on nothing is told. May be repeated. */
  close(): Promise<void>;
}

export interface ConnectorCall {
  readonly workspaceId: string;
  readonly connector: string;
  readonly action: string;
  /** Exact version pinned by the document, when it pins one. */
  readonly version?: string;
  readonly connection?: string;
  readonly arguments: JsonValue;
  /** 52 characters, the same over retries, crashes and workers. */
  readonly idempotencyKey: string;
  readonly run: {
    readonly id: string;
    readonly workflow: string;
    readonly state: string;
    readonly path: string;
    readonly attempt: number;
  };
  /**
   * It was called before. `ended`: an attempt that has come to an end. `lost`: a process has begun this one and died, or had to
   * let go of it, so that nobody heard how it ended; only told of actions that are marked.
   */
  readonly earlier?: 'ended' | 'lost';
  /** Its action has paused, and goes on. `payload`: what came to its callback; absent when its moment came instead. */
  readonly resume?: { readonly state: JsonValue; readonly payload?: JsonValue };
  /** What is sent with its HTTP requests, so that who answers them finds the trace: W3C Trace Context. */
  readonly traceparent?: string;
  /** The address that ends the pause which this call may ask for. The same one each time it is asked for. */
  readonly openCallback?: () => Promise<string>;
  /** Told of each sign of life of the action, where the engine counts the time between them. */
  readonly onHeartbeat?: () => void;
  /** Monotonic budget of this attempt. The caller keeps it; the engine leaves a call that is a second over it. */
  readonly timeoutMs: number;
  /** Aborted on cancel, on a lost lease, and when the call is left. */
  readonly signal: AbortSignal;
}
export type ConnectorOutcome = ConnectorReport &
  (
    | {
        readonly kind: 'returned';
        readonly output: JsonValue;
        /** What the action keeps for later calls, one change for each key: committed with its step. */
        readonly store?: readonly StoreChange[];
      }
    | {
        /** It goes on with `resume` at a moment, or when its callback is called. One of both is there. */
        readonly kind: 'paused';
        readonly untilMs?: number;
        readonly isCallbackAwaited: boolean;
        readonly state: JsonValue;
        readonly store?: readonly StoreChange[];
      }
    | { readonly kind: 'threw'; readonly error: string; readonly cause: string; readonly retryAfterMs?: number }
  );
export interface ConnectorReport {
  readonly log: readonly StepLogLine[];
  /** Values of 6 bytes or more that must not appear in any record of this run. */
  readonly secrets: readonly string[];
}
/** Calls a connector's action once. Resolves for every failure of the action; rejects only for defects of the platform. */
export interface ConnectorCaller {
  call(call: ConnectorCall): Promise<ConnectorOutcome>;
  /** At once for what is at hand: each task of each run asks. `undefined`: there is no such action. */
  findAction(
    address: Pick<ConnectorCall, 'workspaceId' | 'connector' | 'action' | 'version'>,
  ): ActionFacts | undefined | Promise<ActionFacts | undefined>;
}
/** What the engine must know of an action before it calls it. */
export interface ActionFacts {
  readonly effects: 'read' | 'write';
  readonly timeoutSeconds?: number;
  /** That a call begins must be kept before it does: what is done after a crash depends on it. */
  readonly isMarked?: boolean;
  /** It may pause: it is given an address that ends a pause. */
  readonly canPause?: boolean;
}

/** One call of code that somebody wrote into a workflow. */
export interface SandboxCall {
  readonly workspaceId: string;
  /** An ES module that exports a function by default, or the function's own text. */
  readonly source: string;
  readonly input: JsonValue;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}
export interface SandboxOutcome {
  readonly log: readonly StepLogLine[];
  readonly end:
    | { readonly kind: 'returned'; readonly output: JsonValue }
    /** What the code threw, or `Sandbox.Timeout`, `.OutOfMemory`, `.OutputTooLarge`, `.Crashed`, `.Busy`, `.Unavailable`. */
    | { readonly kind: 'threw'; readonly error: string; readonly cause: string };
}
/** Runs code without network, files, environment or a way out. Resolves for whatever the code does. */
export interface Sandbox {
  run(call: SandboxCall): Promise<SandboxOutcome>;
  close(): Promise<void>;
}

/** Evaluates at once, within budgets: half a second at worst. Throws `{ error, cause }` of the machine's shape. */
export interface Evaluator {
  evaluate(request: {
    readonly expression: string;
    /** Variable name (without `$`) -> value; `states` among them. */
    readonly bindings: Readonly<Record<string, JsonValue | undefined>>;
    /** `$now()`, `$millis()`. */
    readonly nowMs: number;
    /** Decides `$random()` and `$uuid()`. */
    readonly seed: string;
  }): JsonValue | undefined;
}

export interface FileReference {
  /** `sha256:<hex>`. */
  readonly $file: string;
  readonly name: string;
  readonly type: string;
  readonly size: number;
}
/** Content-addressed files. Writing the same bytes twice keeps them once. */
export interface FileStore {
  write(request: {
    readonly name: string;
    readonly type: string;
    readonly data: AsyncIterable<Uint8Array>;
    /** `file.too_large` past it; nothing is kept. */
    readonly maxBytes: number;
  }): Promise<FileReference>;
  /** `file.not_found`. */
  read(reference: Pick<FileReference, '$file'>): Promise<AsyncIterable<Uint8Array>>;
}

export interface Clock {
  /** Epoch milliseconds. */
  nowMs(): number;
  /** Milliseconds that never go back, from an arbitrary start. */
  monotonicMs(): number;
  /** Calls back once after the delay; returns how to stop it. */
  schedule(delayMs: number, callback: () => void): () => void;
}

/** The one thread that all runs of a process compute on, beside all else that it does. */
export interface Thread {
  /**
   * Asked by a run wherever it could pause. `undefined`: it may go on. A promise: others have the thread first, and the run
   * goes on when it resolves. Never rejects.
   */
  giveWay(): Promise<void> | undefined;
  /** Whether this process has too little memory left to take on more runs. */
  isShortOfMemory?(): boolean;
}

export interface Ids {
  /** A UUIDv7, rising within a process. */
  runId(): string;
}

/** What happens to runs while it happens. Best effort, in process: the record is the store. */
export interface RunFeed {
  publish(event: RunFeedEvent): void;
  /** Whether anybody listens: events of steps, which are many, need not be made for nobody. */
  isHeard(): boolean;
  subscribe(
    filter: { readonly workspaceId: string; readonly runId?: string },
    listener: (event: RunFeedEvent) => void,
  ): () => void;
}
export type RunFeedEvent = {
  readonly workspaceId: string;
  readonly runId: string;
  readonly workflowName: string;
  /** Absent: a draft. */
  readonly version?: number;
  readonly atMs: number;
  readonly isTest?: true;
} & (
  | { readonly kind: 'run.accepted' | 'run.started' | 'run.compensating' }
  | { readonly kind: 'run.waiting'; readonly untilMs: number }
  | { readonly kind: 'run.ended'; readonly status: RunStatus }
  | { readonly kind: 'step.started'; readonly path: string; readonly state: string }
  | { readonly kind: 'step.ended'; readonly step: StepRecord }
);
