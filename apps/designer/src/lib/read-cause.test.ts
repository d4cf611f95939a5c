import { readCause } from './read-cause.ts';

test.each([
  [undefined, ''],
  ['card declined', 'card declined'],
  ['{"code":"T2001","message":"not a number"}', 'not a number'],
  ['{"code":"x"}', '{"code":"x"}'],
])('%s reads as %s', (cause, message) => expect(readCause(cause).message).toBe(message));
