import type { JsonObject, JsonValue } from './json.ts';

/** What the expressions of a field may read. */
export interface Scope {
  /**
   * Name without `$` -> value: the variables, and `states` with `input`, `context` and, where there is one, `result` or
   * `errorOutput`. One object may serve many evaluations: it must not be written to.
   */
  readonly bindings: Readonly<Record<string, JsonValue>>;
  /** The time that all expressions of a step read: when it was entered. The same in every execution of the run. */
  readonly nowMs: number;
}
export type Variables = Readonly<Record<string, JsonValue>>;

/** Names one evaluation, so that `$random()` and `$uuid()` inside it give the same values every time. */
export interface EvaluationSite {
  /** The step's path, e.g. `Charge#2`. */
  readonly path: string;
  /** Which field, e.g. `Output/total`. */
  readonly field: string;
}

/** An error as a machine sees it: a name that `Retry` and `Catch` match, and a human or JSON cause. */
export interface MachineError {
  readonly error: string;
  readonly cause: string;
  /** The earliest moment for another attempt, in milliseconds from now, as asked by the other side. */
  readonly retryAfterMs?: number;
}

export interface TaskCall {
  /**
   * Names one execution of one state: `Charge`, `Charge#2` (second visit), `Each order[17]/Charge`. A `#`, `[` or `/` in a
   * state's name is doubled.
   */
  readonly path: string;
  /** The thread that the state belongs to: empty for the top level, else as in `Each order[17]`. */
  readonly thread: string;
  /** The attempts of the composite states around it, outermost first (`2/1`); empty at the top level. */
  readonly within: string;
  readonly state: string;
  readonly resource: string;
  readonly connection?: string;
  readonly arguments: JsonValue;
  /** 1 for the first. */
  readonly attempt: number;
  /** The document's own limit. */
  readonly timeoutSeconds?: number;
  /** How long there may be no sign of life of it. */
  readonly heartbeatSeconds?: number;
  /** What is left of the whole run. */
  readonly leftSeconds?: number;
  /** What answers the task later. Only for a resource that ends in `.waitForTaskToken`. */
  readonly token?: string;
}
/** An attempt that was called, and whose answer comes from elsewhere: by a token, or from another run. */
export interface PendingCall extends TaskCall {
  readonly startedAtMs: number;
  /** The run that will answer it. */
  readonly answerer?: string;
  /** Why it stands still. */
  readonly pause?: TaskPause;
  /** What somebody says that it has given back: nothing was called, so its arguments are not known. */
  readonly given?: JsonValue;
}
/** An attempt that stands still: because its action wants to, or because a failure needs somebody who decides. */
export interface TaskPause {
  /** What ends it. Absent: only time does. */
  readonly token?: string;
  /** When it ends by itself, epoch milliseconds. */
  readonly untilMs?: number;
  /** What the action goes on with. Absent: the attempt has failed, and somebody decides what becomes of it. */
  readonly state?: JsonValue;
  /** Of this attempt, from 1. */
  readonly number: number;
}

/** How one attempt of a task ended. A host that no longer owns the run rejects instead, which ends interpretation. */
export type TaskResult =
  | { readonly kind: 'returned'; readonly output: JsonValue }
  | { readonly kind: 'threw'; readonly error: MachineError }
  /**
   * The answer will come from elsewhere. `beatAtMs`: the last sign of life, if there was one. `startedAtMs`: when the attempt
   * began, if an earlier execution of the run had begun it. `answerer`: as in `PendingCall`.
   */
  | {
      readonly kind: 'awaited';
      readonly beatAtMs?: number;
      readonly startedAtMs?: number;
      readonly answerer?: string;
      /** The attempt stands still. */
      readonly pause?: TaskPause;
    }
  /** Somebody decided that a failed attempt is made again. Only answers a pause without a state. */
  | { readonly kind: 'again' };

/** Durable position of a run: about to enter `state` with `input`. */
export interface Checkpoint {
  readonly state: string;
  readonly input: JsonValue;
  readonly variables: Variables;
  /** Times each state has been entered so far, for paths and limits. */
  readonly visits: Readonly<Record<string, number>>;
  /** When the state is entered, which is what its expressions take for now. Absent: when it comes to that. */
  readonly enteredAtMs?: number;
  /** Set while a state is suspended half-way: a Wait that has begun, or a Task between two attempts. */
  readonly pending?: PendingStep;
}
/** `untilMs`: when somebody must look again, if nothing happens before. */
export type PendingStep =
  | { readonly kind: 'wait'; readonly untilMs: number; readonly enteredAtMs: number }
  | (TriedStep & { readonly kind: 'retry' })
  /** Called, and answered from elsewhere. */
  | (TriedStep & { readonly kind: 'answer'; readonly call: PendingCall; readonly heartbeatSeconds?: number })
  /** All threads of a composite state wait; where they stand is in the journal. */
  | { readonly kind: 'threads'; readonly untilMs: number; readonly enteredAtMs: number };
/** How far a step with `Retry` has come. */
export interface TriedStep {
  readonly untilMs: number;
  readonly enteredAtMs: number;
  /** Attempts made so far, of this step. */
  readonly attempt: number;
  /** Retries used, by index of the retrier. */
  readonly retries: Readonly<Record<string, number>>;
  /** The newest hundred. */
  readonly attempts?: readonly AttemptRecord[];
}

/**
 * What outlives a crash inside a composite state, by path: of the state itself under its own path (`Each order`), of a
 * thread under the thread's (`Each order[17]`). The newest entry of a path replaces the one before. `within` names the
 * attempts of the composite states around it, outermost first (`2/1`): what another attempt left does not count.
 */
export type JournalEntry = { readonly within: string } & (
  | (Omit<TriedStep, 'untilMs'> & {
      readonly kind: 'composite';
      /** Set when it suspends: threads below this index have been told of, even those that left nothing. */
      readonly begun?: number;
      /** Of what the host alone knows: what its expressions are random by, in a run that goes on where another has left off. */
      readonly seed?: string;
    })
  /** A thread on its way; the variables are its own, without those around it. */
  | { readonly kind: 'thread'; readonly at: Checkpoint }
  | { readonly kind: 'ended'; readonly output: JsonValue }
  /** `at`: the step that failed, its visit counted, for whoever takes it up again. */
  | { readonly kind: 'failed'; readonly error: MachineError; readonly at?: FailedAt }
);
export interface FailedAt extends Pick<Checkpoint, 'input' | 'variables' | 'visits'> {
  readonly name: string;
  /** Of what the host alone knows: the task was taken as done, and what somebody gave as its result could not be used. */
  readonly given?: { readonly resource: string; readonly result: JsonValue };
}

/** One finished (or entered) state, for records and traces. */
export interface StepEvent {
  readonly kind: 'entered' | 'exited' | 'failed';
  readonly path: string;
  readonly state: string;
  readonly type: string;
  /** Tasks only. */
  readonly resource?: string;
  readonly input: JsonValue;
  readonly output?: JsonValue;
  /** Variables assigned by this step. */
  readonly assigned?: Variables;
  readonly error?: MachineError;
  /** The state that follows, when there is one. */
  readonly next?: string;
  readonly attempts?: readonly AttemptRecord[];
  /** What the task was called with, after evaluation. Tasks only. */
  readonly arguments?: JsonValue;
  /** What undoes the step, when its state has a `Compensate`. */
  readonly compensation?: Compensation;
  readonly startedAtMs: number;
  readonly endedAtMs?: number;
}
/** The undoing of one finished step. Its arguments were evaluated when the step ended, while all that they read was there. */
export interface Compensation {
  /** Of the step to undo. A later one of the same path replaces it. */
  readonly path: string;
  readonly state: string;
  readonly arguments: JsonValue;
}
export interface AttemptRecord {
  readonly attempt: number;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  readonly error?: MachineError;
  /** Delay chosen before the next attempt. */
  readonly delayMs?: number;
}

/**
 * All that an interpreter asks of the outside. Nothing else in `libs/machine` touches a clock, randomness, a database or
 * a connector. What a method throws or rejects with, other than the errors of `evaluate`, means that the run must be
 * dropped here: interpretation rejects with it.
 */
export interface Host {
  /**
   * Evaluates one expression (without its `{% %}`), within bounds of time that are the host's. `undefined` is JSONata's
   * "nothing". Throws `{ error: 'States.QueryEvaluationError', cause }` shaped as {@link MachineError}.
   */
  evaluate(expression: string, scope: Scope, site: EvaluationSite): JsonValue | undefined;
  /** Performs one attempt of a task. Never rejects for a failure of the task itself. */
  callTask(call: TaskCall): Promise<TaskResult>;
  /** A token that answers this attempt; the same one when it is asked again after a crash. */
  openToken(site: Pick<TaskCall, 'path' | 'within' | 'attempt'>): Promise<string>;
  /** Asks for the answer of an attempt that was `awaited`. */
  findAnswer(call: PendingCall): Promise<TaskResult>;
  /**
   * An attempt has failed, and no rule of its state takes the error. Resolves with a pause when somebody shall decide what becomes
   * of it; `findAnswer` then tells. Absent: nobody ever does.
   */
  hold?(call: PendingCall, error: MachineError): Promise<TaskPause | undefined>;
  /** What lies below this path, and the calls of this path itself, are of no use to the thread any more: they end soon, somehow. */
  abandon(path: string, thread: string): void;
  /** What an earlier execution left under a path, told once. */
  recall(path: string): Promise<JournalEntry | undefined> | JournalEntry | undefined;
  /** Keeps an entry. As with `checkpoint`, a promise must be awaited before the thread goes on. */
  keep(path: string, entry: JournalEntry): Promise<void> | void;
  /**
   * An expression of this thread reads the time, and what the thread does next may follow from it. Where it stands, and since
   * when, was told just before: that must be durable before a task with effects is called.
   */
  noteTimeRead(thread: string): void;
  /** As `checkpoint`, where there is nothing to keep: inside threads that only compute, and between them. */
  giveWay(): Promise<void> | void;
  /** Resolves when the answer of an awaited call may be there. Asked for while other threads keep the run here. */
  answerArrived(): Promise<void>;
  /** Whether a thread need not be looked after, because nothing came that it waits for. Absent: each is. */
  isAsleep?(pending: PendingStep): boolean;
  /**
   * Called after every transition of the top level, before the next state is entered. The interpreter goes on at once when no
   * promise is returned, so a host that shares its thread must let others have it here now and then: states that only
   * compute wait for nothing, and there may be a hundred thousand of them.
   */
  checkpoint(checkpoint: Checkpoint): Promise<void> | void;
  /** Told of every state entered, exited and failed, in order. */
  record(event: StepEvent): void;
  /** Milliseconds since the epoch. */
  nowMs(): number;
  /** In [0, 1), the same for one site in every execution of a run: jitter. */
  random(site: EvaluationSite): number;
  /** Waits in process. Only asked for delays up to {@link InterpretOptions.inlineDelayMs}. */
  sleepUntil(epochMs: number): Promise<void>;
  /** Members of `$states.context` other than `State`: `Execution`, `StateMachine`, `Trigger`, … */
  readonly context: JsonObject;
  /** What this run allows. */
  readonly options?: InterpretOptions;
}

export interface InterpretOptions {
  /** Waits and retry delays up to this are slept in process; longer ones suspend. Default 5,000. */
  readonly inlineDelayMs?: number;
  /** What is not named has the default. */
  readonly limits?: Partial<RunLimits>;
  /** Threads of a Map at once, where its document sets no limit. Default 40. */
  readonly mapConcurrency?: number;
  /** When the run began, epoch milliseconds: what its length counts from. Absent: no limit. */
  readonly startedAtMs?: number;
  /** Names of states that hand their input on and assign nothing. */
  readonly skip?: readonly string[];
  /** Names of states after which the machine that they are in ends, whatever they lead to. */
  readonly endAfter?: readonly string[];
}

/** What a run may grow to. Reaching one ends it, with a JSON cause `{ code, message, limit, actual, setting, hint }`. */
export interface RunLimits {
  /** Of one input, result, output or variable, in characters of JSON: `States.DataLimitExceeded`. Default 16 Mi. */
  readonly value: RunLimit;
  /** The same of all variables that a thread reads. Default 64 Mi. */
  readonly variables: RunLimit;
  /** States that a thread may enter: `States.Runtime`. Default 100,000. */
  readonly transitions: RunLimit;
  /** Items of one Map: `States.Runtime`. Default 100,000. */
  readonly mapItems: RunLimit;
  /** Seconds that a run may take, its waits and its tokens with it: `States.Timeout`. Default: 365 days. */
  readonly runSeconds: RunLimit;
}
/** What is there, in the unit of its limit. */
export interface Counted {
  readonly limit: RunLimit;
  readonly actual: number;
}
export interface RunLimit {
  readonly most: number;
  /** What whoever runs this installation moves it by. */
  readonly setting?: string;
}

export type Outcome =
  | { readonly kind: 'succeeded'; readonly output: JsonValue }
  | { readonly kind: 'failed'; readonly error: string; readonly cause: string }
  | { readonly kind: 'timed_out'; readonly error: 'States.Timeout'; readonly cause: string }
  | { readonly kind: 'suspended'; readonly untilMs: number; readonly checkpoint: Checkpoint };
