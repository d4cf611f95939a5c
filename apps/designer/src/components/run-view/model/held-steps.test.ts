import { expect, test } from '@jest/globals';
import type { HeldStep } from '../../../lib/contract.ts';
import { chosenHeld, statusOfHeld, statusOfRun, withHeld } from './held-steps.ts';

const SINCE = '2026-01-01T00:00:05Z';
const held = (path: string, connection?: string): HeldStep => ({
  ...{ runId: 'r', workflow: 'orders', path, state: path, resource: 'connector:pay/charge', attempt: 1 },
  ...{ error: 'Connector.OutcomeUnknown', cause: '', heldSince: SINCE },
  ...(connection === undefined ? {} : { connection }),
});

test('a held step is no failure: its outcome is unknown, or its connection was refused', () => {
  expect(statusOfHeld(held('A'))).toBe('outcome_unknown');
  expect(statusOfHeld(held('A', 'acme'))).toBe('connection_refused');
});

test.each([
  ['nothing is held', 'waiting', [], 'waiting'],
  ['other steps of it run', 'running', [held('A')], 'running'],
  ['a connection is refused', 'waiting', [held('A', 'acme')], 'connection_refused'],
  ['somebody must decide, too', 'waiting', [held('A', 'acme'), held('B')], 'outcome_unknown'],
] as const)('where %s a run that is %s shows it', (...[, status, steps, expected]) => {
  expect(statusOfRun({ status }, steps)).toBe(expected);
});

test('the held step of the row is looked at, else the oldest', () => {
  const steps = [held('A'), held('B')];
  expect(chosenHeld(steps, 'B')?.path).toBe('B');
  expect(chosenHeld(steps, 'C')?.path).toBe('A');
  expect(chosenHeld([], 'A')).toBeUndefined();
});

test('what is held is in progress, once', () => {
  const running = [{ path: 'A', state: 'A', startedAt: '2026-01-01T00:00:01Z' }];
  expect(withHeld(running, [held('A'), held('B')])).toEqual([...running, { path: 'B', state: 'B', startedAt: SINCE }]);
});
