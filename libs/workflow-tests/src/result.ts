import type { JsonValue } from '@millrace/machine';
import type { TestedStep } from './visits.ts';

/** Why a test failed, one place at a time. */
export interface TestFailure {
  /** JSON Pointer into the test: `/expect/output/total`, `/mocks/Charge`. */
  readonly path: string;
  /** Absent: nothing is expected there. */
  readonly expected?: JsonValue;
  /** Absent: nothing is there. */
  readonly actual?: JsonValue;
  /** A sentence: what is, what should be, and where it helps what to do. */
  readonly message: string;
}

/** How the run of a test ended. */
export type TestOutcome =
  | { readonly status: 'succeeded'; readonly output: JsonValue }
  | { readonly status: 'failed'; readonly error: string; readonly cause: string };

/** What became of one test. */
export interface WorkflowTestResult {
  readonly name: string;
  readonly status: 'passed' | 'failed';
  /** Empty for a test that passed. */
  readonly failures: readonly TestFailure[];
  /** Absent when its run came to no end: a mock is missing, or a limit was reached. */
  readonly outcome?: TestOutcome;
  /** The visits of all states, in the order in which they were entered; the first five hundred. */
  readonly trace: readonly TestedStep[];
  /** Real milliseconds. */
  readonly durationMs: number;
}
