import type { TaskCall, TaskMock, TaskMocks, TaskResult } from '@millrace/machine';
import { WorkflowTestError } from './errors.ts';

/** What plays the outside: gives what one attempt of a task ends with, or throws to end the run. */
export type AnswerTask = (call: TaskCall) => TaskMock;

/** Answers the attempts of each state with its mocks, in the order in which they are made; the last one repeats. */
export function answersFrom(mocks: TaskMocks): AnswerTask {
  const attempts = new Map<string, number>();
  return ({ state }) => {
    const attempt = attempts.get(state) ?? 0;
    attempts.set(state, attempt + 1);
    const own = Object.hasOwn(mocks, state) ? (mocks[state] ?? []) : [];
    const mock = own[Math.min(attempt, own.length - 1)];
    if (mock !== undefined) return mock;
    const message = `The task "${state}" has no mock. Say what it gives: "mocks": { "${state}": [ { "return": … } ] }.`;
    throw new WorkflowTestError('test.mock_missing', message, state);
  };
}

/** A mock as the interpreter hears of it. */
export function resultOf(mock: TaskMock): TaskResult {
  if ('return' in mock) return { kind: 'returned', output: mock.return };
  return { kind: 'threw', error: { error: mock.throw.error, cause: mock.throw.cause ?? '' } };
}
