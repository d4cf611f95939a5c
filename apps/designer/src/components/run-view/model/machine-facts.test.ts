import { expect, test } from '@jest/globals';
import type { State, WorkflowDocument } from '@millrace/machine';
import { canCompensate, findState, waitsFor } from './machine-facts.ts';

const task = (Resource: string, more: object = {}): State => ({ Type: 'Task', Resource, End: true, ...more });
const documentOf = (States: Readonly<Record<string, State>>): WorkflowDocument => ({
  millrace: 1,
  name: 'orders',
  machine: { StartAt: Object.keys(States)[0] ?? '', States },
});
const inMap = (States: Readonly<Record<string, State>>): State => ({
  Type: 'Map',
  ItemProcessor: { StartAt: '', States },
  End: true,
});
const inParallel = (States: Readonly<Record<string, State>>): State => ({
  Type: 'Parallel',
  Branches: [
    { StartAt: '', States: {} },
    { StartAt: '', States },
  ],
  End: true,
});
const pay = task('connector:http/request', { Compensate: { Resource: 'connector:http/request' } });
const nested = documentOf({ Each: inMap({ Both: inParallel({ Pay: pay }) }) });

test('a state is found at any depth', () => {
  expect(findState(nested.machine, 'Pay')).toBe(pay);
  expect(findState(nested.machine, 'toString')).toBeUndefined();
});

test('what can be undone is found at any depth', () => {
  expect(canCompensate(nested)).toBe(true);
  expect(canCompensate(documentOf({ Each: inMap({ A: task('connector:http/request') }) }))).toBe(false);
});

test.each([
  ['A', 'time'],
  ['Token', 'answer'],
  ['Child', 'answer'],
  ['Sent', 'time'],
  ['Wait', 'time'],
  ['Asks', 'either'],
  ['Counts', 'time'],
  ['Gone', 'either'],
  [undefined, 'either'],
])('a run at %s waits for: %s', (name, what) => {
  const document = documentOf({
    A: task('connector:http/request'),
    Token: task('connector:http/request.waitForTaskToken'),
    Child: task('workflow:ship'),
    Sent: task('workflow:ship.fireAndForget'),
    Wait: { Type: 'Wait', Seconds: 60, End: true },
    Asks: inMap({ Inner: task('workflow:ship') }),
    Counts: inMap({ Other: task('code:javascript') }),
  });
  expect(waitsFor(document, name)).toBe(what);
});
