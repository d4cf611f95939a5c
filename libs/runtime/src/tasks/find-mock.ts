import type { TaskCall, TaskResult } from '@millrace/machine';
import type { WorkflowVersionDocument } from '../workflow.ts';

/** What stands in for a task of a test; nothing is called then. Versions have no such thing. */
export function findMock(
  { test }: Pick<WorkflowVersionDocument, 'test'>,
  { state, thread }: Pick<TaskCall, 'state' | 'thread'>,
): Exclude<TaskResult, { kind: 'awaited' | 'again' }> | undefined {
  // What undoes a step is in a thread that has the step's path, and is no state of the document.
  if (test === undefined || (thread !== '' && !thread.endsWith(']'))) return undefined;
  const mock = Object.hasOwn(test.mocks, state) ? test.mocks[state] : undefined;
  if (mock === undefined) return undefined;
  if (mock.kind === 'returns') return { kind: 'returned', output: mock.output };
  return { kind: 'threw', error: { error: mock.error, cause: mock.cause } };
}
