import { WorkflowTestError } from './errors.ts';

/** What one test may use before it is ended. */
export interface TestLimits {
  /** States entered, all items and branches together. */
  readonly steps: number;
  /** Real milliseconds. */
  readonly durationMs: number;
}
export const DEFAULT_TEST_LIMITS: TestLimits = { steps: 10_000, durationMs: 5000 };

/** Counts what a test uses, and ends one that uses too much. */
export class TestBudget {
  readonly #limits: TestLimits;
  readonly #clock: () => number;
  readonly #startedAtMs: number;
  #steps = 0;

  constructor(limits: TestLimits, clock: () => number) {
    this.#limits = limits;
    this.#clock = clock;
    this.#startedAtMs = clock();
  }

  get usedMs(): number {
    return this.#clock() - this.#startedAtMs;
  }

  /** Called for every state that is entered. */
  takeStep(state: string): void {
    const { steps, durationMs } = this.#limits;
    this.#steps += 1;
    if (this.#steps > steps) {
      const message = `The run entered more than ${steps} states, the last one "${state}": look at the way out of its loops.`;
      throw new WorkflowTestError('test.too_many_steps', message, state);
    }
    if (this.usedMs <= durationMs) return;
    const message = `The run took longer than ${durationMs / 1000} s, and had come to "${state}": give the test less data.`;
    throw new WorkflowTestError('test.too_slow', message, state);
  }
}
