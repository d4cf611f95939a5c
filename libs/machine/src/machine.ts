/**
 * The Amazon States Language in JSONata mode, as types.
 *
 * Glossary: the words of the whole product.
 * - workflow: a named document; what people edit and publish.
 * - version: a published, frozen workflow document.
 * - run: one execution of a version.
 * - machine: the ASL part of a document. state: one node of it.
 * - step: one execution of one state inside a run, with its attempts. path: what names it (`Charge`, `Charge#2`).
 * - task: the work a Task state asks of the outside. connector, action: who does it, and which of its abilities.
 * - trigger: what starts a run. connection: stored credentials for a connector.
 * - variable: a value kept by `Assign`. checkpoint: a run's durable position between two states.
 *
 * Specification: https://states-language.net/ and AWS's "Transforming data with JSONata in Step Functions".
 */
import type { JsonObject, JsonValue } from './json.ts';

/** A JSON template: strings that are wholly `{% … %}` are JSONata expressions, at any depth. */
export type Template = JsonValue;

export interface Machine {
  readonly Comment?: string;
  readonly QueryLanguage?: 'JSONata';
  readonly Version?: string;
  readonly StartAt: string;
  /** Whole seconds from the run's start, after which it ends as `timed_out`. */
  readonly TimeoutSeconds?: number;
  readonly States: Readonly<Record<string, State>>;
}

export type State =
  PassState | TaskState | ChoiceState | WaitState | SucceedState | FailState | ParallelState | MapState;
export type StateType = State['Type'];

interface StateBase {
  readonly Comment?: string;
  readonly QueryLanguage?: 'JSONata';
}
interface Transition {
  readonly Next?: string;
  readonly End?: true;
}
interface Assigning {
  /** Variable name -> template. */
  readonly Assign?: JsonObject;
}
interface Producing {
  readonly Output?: Template;
}
interface Guarded {
  readonly Retry?: readonly Retrier[];
  readonly Catch?: readonly Catcher[];
}

export interface PassState extends StateBase, Transition, Assigning, Producing {
  readonly Type: 'Pass';
}

export interface TaskState extends StateBase, Transition, Assigning, Producing, Guarded {
  readonly Type: 'Task';
  /** `connector:<name>/<action>`, and from later versions on `workflow:`, `code:`, `sql:`, `event:`. */
  readonly Resource: string;
  readonly Arguments?: Template;
  readonly Credentials?: { readonly Connection?: string };
  /** Seconds, or an expression giving them. */
  readonly TimeoutSeconds?: number | string;
  readonly HeartbeatSeconds?: number | string;
  /** What undoes this task's effect. Not in the Amazon States Language; without it the machine is one that is. */
  readonly Compensate?: Compensate;
}

/** Shaped like a Task that leads nowhere. `$states.result` is the result of the step that it undoes. */
export type Compensate = Pick<
  TaskState,
  'Comment' | 'Resource' | 'Arguments' | 'Credentials' | 'TimeoutSeconds' | 'HeartbeatSeconds' | 'Retry'
>;

export interface ChoiceState extends StateBase, Assigning, Producing {
  readonly Type: 'Choice';
  readonly Choices: readonly ChoiceRule[];
  readonly Default?: string;
}
export interface ChoiceRule extends Assigning, Producing {
  readonly Comment?: string;
  /** A boolean, or an expression giving one. */
  readonly Condition: string | boolean;
  readonly Next: string;
}

export interface WaitState extends StateBase, Transition, Assigning, Producing {
  readonly Type: 'Wait';
  /** Seconds, or an expression giving them. */
  readonly Seconds?: number | string;
  /** An RFC 3339 time, or an expression giving one. */
  readonly Timestamp?: string;
}

export interface SucceedState extends StateBase, Producing {
  readonly Type: 'Succeed';
}

export interface FailState extends StateBase {
  readonly Type: 'Fail';
  readonly Error?: string;
  readonly Cause?: string;
}

export interface ParallelState extends StateBase, Transition, Assigning, Producing, Guarded {
  readonly Type: 'Parallel';
  readonly Arguments?: Template;
  readonly Branches: readonly Machine[];
}

export interface MapState extends StateBase, Transition, Assigning, Producing, Guarded {
  readonly Type: 'Map';
  readonly Items?: Template;
  readonly ItemSelector?: Template;
  readonly ItemProcessor: Machine & { readonly ProcessorConfig?: JsonObject };
  /** How many at once, or an expression giving it; 0 is as many as the installation allows. */
  readonly MaxConcurrency?: number | string;
  readonly ItemBatcher?: {
    /** Items in a batch, or an expression giving it. */
    readonly MaxItemsPerBatch?: number | string;
    readonly MaxInputBytesPerBatch?: number | string;
    /** Given to each batch beside its `Items`. */
    readonly BatchInput?: JsonObject;
  };
  /** More failed items than this fail the state; default 0. */
  readonly ToleratedFailureCount?: number | string;
  readonly ToleratedFailurePercentage?: number | string;
  readonly Label?: string;
}

export interface Retrier {
  readonly ErrorEquals: readonly string[];
  /** Seconds before the first retry; default 1. */
  readonly IntervalSeconds?: number;
  /** Retries after the first attempt; default 3, 0 means never. */
  readonly MaxAttempts?: number;
  /** Factor per retry; default 2. */
  readonly BackoffRate?: number;
  readonly MaxDelaySeconds?: number;
  readonly JitterStrategy?: 'FULL' | 'NONE';
  readonly Comment?: string;
}

export interface Catcher extends Assigning, Producing {
  readonly ErrorEquals: readonly string[];
  readonly Next: string;
  readonly Comment?: string;
}
