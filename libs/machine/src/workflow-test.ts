import type { JsonValue } from './json.ts';

/** One test of a workflow: what starts it, what plays the outside, and what is expected. Kept in the document. */
export interface WorkflowTest {
  /** Unique in the document. */
  readonly name: string;
  /** The machine's input; default `{}`. */
  readonly input?: JsonValue;
  /** Id of the trigger that starts it, for `$states.context.Trigger`; default: by hand. */
  readonly trigger?: string;
  readonly mocks?: TaskMocks;
  readonly expect: TestExpectation;
}

/** State name -> what each attempt gives, in the order in which they are made; the last one repeats. */
export type TaskMocks = Readonly<Record<string, readonly TaskMock[]>>;
/** What one attempt of a task ends with. */
export type TaskMock =
  { readonly return: JsonValue } | { readonly throw: { readonly error: string; readonly cause?: string } };

/** Values are equal as JSON. One that is wholly `{ "$match": … }` names what must be there, at every depth, and no more. */
export interface TestExpectation {
  readonly status: 'succeeded' | 'failed';
  /** Of a run that succeeds. */
  readonly output?: JsonValue;
  /** Name of the error that a run fails with. */
  readonly error?: string;
  /** State name -> what every visit of it has, or a list of what each visit has: as many as there are, items of a Map in order. */
  readonly steps?: Readonly<Record<string, StepExpectation | readonly VisitExpectation[]>>;
}

export interface VisitExpectation {
  readonly input?: JsonValue;
  /** What a task is called with. */
  readonly arguments?: JsonValue;
  readonly output?: JsonValue;
}
export interface StepExpectation extends VisitExpectation {
  /** How often it is entered; 0: never. Default: once at least. */
  readonly visits?: number;
}
