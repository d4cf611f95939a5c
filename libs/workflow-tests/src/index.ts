export { WORKFLOW_TEST_ERRORS, WorkflowTestError, type WorkflowTestErrorCode } from './errors.ts';
export { problemsOf } from './problems.ts';
export { runWorkflowTest, type WorkflowTestOptions } from './run-workflow-test.ts';
export type { TestLimits } from './test-budget.ts';
export type { TestFailure, TestOutcome, WorkflowTestResult } from './result.ts';
export { saveAsTest, type RecordedRun, type RecordedStep, type SavedTest } from './save-as-test.ts';
export { answersFrom, type AnswerTask } from './task-mocks.ts';
export { VirtualHost } from './virtual-host.ts';
export type { TestedStep } from './visits.ts';
