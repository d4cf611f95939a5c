/** Code -> whose fault. What keeps a machine from being run offline to its end. */
export const WORKFLOW_TEST_ERRORS = {
  'test.mock_missing': 'caller',
  'test.too_many_steps': 'caller',
  'test.too_slow': 'caller',
} as const;
export type WorkflowTestErrorCode = keyof typeof WORKFLOW_TEST_ERRORS;

/** Ends a run offline for a reason that no rule of its workflow may handle. */
export class WorkflowTestError extends Error {
  override readonly name = 'WorkflowTestError';
  readonly code: WorkflowTestErrorCode;
  /** The state that it came to, where there is one. */
  readonly state: string | undefined;

  constructor(code: WorkflowTestErrorCode, message: string, state?: string) {
    super(message);
    this.code = code;
    this.state = state;
  }
}
