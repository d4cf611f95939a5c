import type { Facts } from '../facts.ts';

/** One broken promise. */
export interface Violation {
  readonly message: string;
  /** Event or run that it is about, by which its log lines are found. */
  readonly id?: string;
  readonly runId?: string;
}
export interface Invariant {
  readonly name: `I${number}`;
  readonly title: string;
  /** Whether it is only looked at in long runs. */
  readonly isLong?: true;
  check(facts: Facts): readonly Violation[];
}
