import { readCause } from './read-cause.ts';

test.each([
  [undefined, ''],
  ['card declined', 'card declined'],
  ['{"code":"T2001","message":"not a number"}', 'not a number'],
  ['{"code":"x"}', '{"code":"x"}'],
  ['{"cut', '{"cut'],
])('%s reads as %s', (cause, message) => expect(readCause(cause).message).toBe(message));

const run = (runId: string, more: object): string =>
  JSON.stringify({ runId, workflow: 'ship', status: 'failed', ...more });

test('of a run that has failed it says what that run says, and names it', () => {
  const read = readCause(run('r2', { error: 'Rejected', cause: '{"message":"no stock"}' }));
  expect(read).toMatchObject({ message: 'Rejected: no stock', child: { runId: 'r2', workflow: 'ship' } });
  expect(JSON.parse(read.technical)).toMatchObject({ cause: { message: 'no stock' } });
});

test('of a run that failed because of another it says what the innermost says, and names the next', () => {
  const inner = run('r3', { error: 'Rejected', cause: 'no stock' });
  const read = readCause(run('r2', { error: 'States.TaskFailed', cause: inner }));
  expect(read).toMatchObject({ message: 'Rejected: no stock', child: { runId: 'r2' } });
});

test('of a run that was cancelled it says so', () => {
  expect(readCause(run('r2', { status: 'cancelled', error: null, cause: null })).message).toBe('cancelled');
});
