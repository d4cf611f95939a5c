/**
 * Every port of the engine. Adapters implement them; `libs/testing` has an in-memory twin and a conformance suite for each.
 * Words: see the glossary in `@millrace/machine`.
 */
import type { Checkpoint, JsonValue, WorkflowDocument } from '@millrace/machine';
import type {
  ClaimedRun,
  Lease,
  NewRun,
  Run,
  RunEnd,
  RunStatus,
  RunWithPayload,
  StepLogLine,
  StepRecord,
} from './run.ts';
import type { LiveWebhook, Workflow, WorkflowDraft, WorkflowVersion, WorkflowVersionDocument } from './workflow.ts';

// ---- Runs ----------------------------------------------------------------------------------------------------------

export type AcceptResult =
  | { readonly kind: 'accepted'; readonly fence: number }
  /** A run with this dedupe key exists inside the window. Nothing was written. */
  | { readonly kind: 'duplicate'; readonly runId: string; readonly sameContent: boolean };

export interface LeaseRequest {
  readonly workerId: string;
  readonly leaseSeconds: number;
}
export interface Progress {
  readonly lease: Lease;
  readonly checkpoint: Checkpoint;
  /** Steps finished since the last write. */
  readonly steps: readonly StepRecord[];
}
export interface Finish {
  readonly lease: Lease;
  readonly end: RunEnd;
  readonly steps: readonly StepRecord[];
}
export interface RunFilter {
  readonly workspaceId: string;
  readonly workflowName?: string;
  readonly statuses?: readonly RunStatus[];
  /** Runs accepted in [from, until), epoch milliseconds. */
  readonly acceptedFromMs?: number;
  readonly acceptedUntilMs?: number;
  /** Opaque, from the page before. Newest first. */
  readonly cursor?: string;
  /** 1–200. */
  readonly limit: number;
}
export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor?: string;
}

/** Runs, their positions and their steps. Every promise resolves after the commit it stands for. */
export interface RunStore {
  /** Keeps a new run, leased to the worker or, without a lease, queued. One transaction with its dedupe key. */
  accept(run: NewRun, lease?: Readonly<LeaseRequest>): Promise<AcceptResult>;
  /** Keeps a run that has already ended, with its steps: the put-off insert of a pure synchronous run. */
  acceptFinished(run: NewRun, finish: Readonly<Omit<Finish, 'lease'>>): Promise<AcceptResult>;
  /** Leases due runs: queued or waiting ones whose time has come, running ones whose lease has ended. Raises fences. */
  claimDue(request: Readonly<LeaseRequest & { limit: number }>): Promise<readonly ClaimedRun[]>;
  /** Returns the ids of the runs that are still held; the others were lost. */
  renewLeases(request: Readonly<LeaseRequest & { leases: readonly Lease[] }>): Promise<readonly string[]>;
  /** Moves a run forward. False, and nothing written, when the fence is not the newest or the run has ended. */
  advance(progress: Readonly<Progress>): Promise<boolean>;
  /**
   * Moves forward, gives up the lease, and makes the run due at the time given, or at once when somebody has asked to
   * cancel it meanwhile. False as in `advance`.
   */
  park(progress: Readonly<Progress & { availableAtMs: number }>): Promise<boolean>;
  /** Ends a run, for ever. False as in `advance`. */
  finish(finish: Readonly<Finish>): Promise<boolean>;
  /** Hands runs back so that another worker may claim them at once. */
  release(leases: readonly Lease[]): Promise<void>;
  /**
   * Makes every lease of earlier processes end now. Only for the holder of the single-process lock: it knows that they
   * are dead. Returns how many runs became due.
   */
  expireLeases(request: { readonly exceptWorkerId: string }): Promise<number>;
  /** Queued and waiting runs end at once; a running one is told at its next write or renewal. */
  requestCancel(request: {
    readonly workspaceId: string;
    readonly runId: string;
  }): Promise<'cancelled' | 'requested' | 'already_ended' | 'not_found'>;
  /** Of the runs given, those asked to cancel. */
  findCancelRequests(runIds: readonly string[]): Promise<readonly string[]>;
  find(request: { readonly workspaceId: string; readonly runId: string }): Promise<RunWithPayload | undefined>;
  list(filter: RunFilter): Promise<Page<Run>>;
  /** Recorded steps in order, from `afterSequence` exclusive. `limit` 1–1,000. */
  listSteps(request: {
    readonly workspaceId: string;
    readonly runId: string;
    readonly afterSequence?: number;
    readonly limit: number;
  }): Promise<readonly StepRecord[]>;
  /** Runs by status accepted since the time given: Home and metrics. */
  countByStatus(request: {
    readonly workspaceId?: string;
    readonly acceptedFromMs: number;
  }): Promise<Readonly<Partial<Record<RunStatus, number>>>>;
}

// ---- Workflows -----------------------------------------------------------------------------------------------------

/** Workflows, drafts and versions. Caller faults are `RuntimeError`s: `workflow.name_taken`, `workflow.not_found`, … */
export interface WorkflowStore {
  /** `workflow.name_taken` when the name is in use. */
  create(request: {
    readonly workspaceId: string;
    readonly name: string;
    readonly document: JsonValue;
  }): Promise<WorkflowDraft>;
  list(request: {
    readonly workspaceId: string;
    readonly cursor?: string;
    readonly limit: number;
  }): Promise<Page<Workflow>>;
  find(request: { readonly workspaceId: string; readonly name: string }): Promise<Workflow | undefined>;
  findDraft(request: { readonly workspaceId: string; readonly name: string }): Promise<WorkflowDraft | undefined>;
  /** Replaces the draft. `workflow.draft_changed` when `revision` is not the stored one. */
  replaceDraft(request: {
    readonly workspaceId: string;
    readonly name: string;
    readonly document: JsonValue;
    readonly revision: number;
  }): Promise<WorkflowDraft>;
  /** Freezes a document as the next version and makes it live, with its webhooks, in one transaction. */
  publish(request: {
    readonly workspaceId: string;
    readonly name: string;
    readonly document: WorkflowDocument;
    readonly contentHash: string;
    readonly note: string;
    readonly publishedBy?: string;
  }): Promise<WorkflowVersion>;
  /** Moves the live pointer. `workflow.version_not_found`. */
  activate(request: {
    readonly workspaceId: string;
    readonly name: string;
    readonly number: number;
  }): Promise<WorkflowVersion>;
  listVersions(request: { readonly workspaceId: string; readonly name: string }): Promise<readonly WorkflowVersion[]>;
  findVersion(versionId: string): Promise<WorkflowVersionDocument | undefined>;
  findVersionByNumber(request: {
    readonly workspaceId: string;
    readonly name: string;
    readonly number: number;
  }): Promise<WorkflowVersionDocument | undefined>;
  /** `workflow.hook_taken` is raised by `publish` and `activate` when another workflow's live trigger has the path. */
  findLiveWebhook(request: { readonly workspaceSlug: string; readonly path: string }): Promise<LiveWebhook | undefined>;
  /** Deletes a workflow with its drafts and versions; its runs stay. `workflow.not_found`. */
  remove(request: { readonly workspaceId: string; readonly name: string }): Promise<void>;
}

// ---- People --------------------------------------------------------------------------------------------------------

export interface User {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly passwordHash: string;
}
export type Role = 'owner' | 'admin' | 'builder' | 'operator' | 'viewer';
export interface Workspace {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
}
/** Who is asking, resolved from a session or an API key. */
export interface Actor {
  readonly userId: string;
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly workspace: Workspace;
  /** Permission names; absent for sessions: all that the role has. */
  readonly scopes?: readonly string[];
}
export interface ApiKey {
  readonly id: string;
  readonly name: string;
  /** Public first part: `mlr_<8 characters>`. */
  readonly prefix: string;
  readonly scopes: readonly string[];
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
  readonly lastUsedAtMs?: number;
}

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
  revokeApiKey(request: {
    readonly workspaceId: string;
    readonly userId: string;
    readonly id: string;
  }): Promise<boolean>;
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
  /** Monotonic budget of this attempt. The caller keeps it; the engine leaves a call that is a second over it. */
  readonly timeoutMs: number;
  /** Aborted on cancel, on a lost lease, and when the call is left. */
  readonly signal: AbortSignal;
}
export type ConnectorOutcome = ConnectorReport &
  (
    | { readonly kind: 'returned'; readonly output: JsonValue }
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
  /** Facts about an action that the engine needs before calling it. */
  findAction(
    connector: string,
    action: string,
  ): { readonly effects: 'read' | 'write'; readonly timeoutSeconds?: number } | undefined;
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
}

export interface Ids {
  /** A UUIDv7, rising within a process. */
  runId(): string;
}

/** What happens to runs while it happens. Best effort, in process: the record is the store. */
export interface RunFeed {
  publish(event: RunFeedEvent): void;
  subscribe(
    filter: { readonly workspaceId: string; readonly runId?: string },
    listener: (event: RunFeedEvent) => void,
  ): () => void;
}
export type RunFeedEvent = {
  readonly workspaceId: string;
  readonly runId: string;
  readonly workflowName: string;
  readonly atMs: number;
} & (
  | { readonly kind: 'run.accepted' | 'run.started' }
  | { readonly kind: 'run.waiting'; readonly untilMs: number }
  | { readonly kind: 'run.ended'; readonly status: RunStatus }
  | { readonly kind: 'step.started'; readonly path: string; readonly state: string }
  | { readonly kind: 'step.ended'; readonly step: StepRecord }
);
