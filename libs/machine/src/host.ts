import type { JsonObject, JsonValue } from './json.ts';

/** What the expressions of a field may read. */
export interface Scope {
  /**
   * Name without `$` -> value: the variables, and `states` with `input`, `context` and, where there is one, `result` or
   * `errorOutput`. One object may serve many evaluations: it must not be written to.
   */
  readonly bindings: Readonly<Record<string, JsonValue>>;
  /** The time that all expressions of a step read: when it was entered. */
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
  /** Names one execution of one state: `Charge`, `Charge#2`. A `#` in a state's name is doubled. */
  readonly path: string;
  readonly state: string;
  readonly resource: string;
  readonly connection?: string;
  readonly arguments: JsonValue;
  /** 1 for the first. */
  readonly attempt: number;
  readonly timeoutSeconds?: number;
}

/** How one attempt of a task ended. A host that no longer owns the run rejects instead, which ends interpretation. */
export type TaskResult =
  { readonly kind: 'returned'; readonly output: JsonValue } | { readonly kind: 'threw'; readonly error: MachineError };

/** Durable position of a run: about to enter `state` with `input`. */
export interface Checkpoint {
  readonly state: string;
  readonly input: JsonValue;
  readonly variables: Variables;
  /** Times each state has been entered so far, for paths and limits. */
  readonly visits: Readonly<Record<string, number>>;
  /** Set while a state is suspended half-way: a Wait that has begun, or a Task between two attempts. */
  readonly pending?: PendingStep;
}
export type PendingStep =
  | { readonly kind: 'wait'; readonly untilMs: number; readonly enteredAtMs: number }
  | {
      readonly kind: 'retry';
      readonly untilMs: number;
      readonly enteredAtMs: number;
      /** Attempts made so far, of this step. */
      readonly attempt: number;
      /** Retries used, by index of the retrier. */
      readonly retries: Readonly<Record<string, number>>;
      /** The newest hundred. */
      readonly attempts?: readonly AttemptRecord[];
    };

/** One finished (or entered) state, for records and traces. */
export interface StepEvent {
  readonly kind: 'entered' | 'exited' | 'failed';
  readonly path: string;
  readonly state: string;
  readonly type: string;
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
  readonly startedAtMs: number;
  readonly endedAtMs?: number;
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
  /**
   * Called after every top-level transition, before the next state is entered. The interpreter goes on at once when no
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
  /** Top-level transitions before `States.Runtime` with cause `limit.transitions`. Default 100,000. */
  readonly maxTransitions?: number;
  /** When the run began, epoch milliseconds: what the machine's `TimeoutSeconds` counts from. Absent: no limit. */
  readonly startedAtMs?: number;
  /** Names of states that hand their input on and assign nothing. */
  readonly skip?: readonly string[];
}

export type Outcome =
  | { readonly kind: 'succeeded'; readonly output: JsonValue }
  | { readonly kind: 'failed'; readonly error: string; readonly cause: string }
  | { readonly kind: 'timed_out'; readonly error: 'States.Timeout'; readonly cause: string }
  | { readonly kind: 'suspended'; readonly untilMs: number; readonly checkpoint: Checkpoint };
