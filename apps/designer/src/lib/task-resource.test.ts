import { expect, test } from '@jest/globals';
import { isAnsweredLater, readResource, waitOf, workflowResource } from './task-resource.ts';

test.each([
  ['connector:http/request', { kind: 'connector', connector: 'http', action: 'request', awaitsToken: false }],
  ['connector:a.b/c/d', { kind: 'connector', connector: 'a.b', action: 'c/d', awaitsToken: false }],
  [
    'connector:http/request.waitForTaskToken',
    { kind: 'connector', connector: 'http', action: 'request', awaitsToken: true },
  ],
  ['code:javascript', { kind: 'code', awaitsToken: false }],
  ['code:javascript.waitForTaskToken', { kind: 'code', awaitsToken: true }],
  ['code:python', { kind: 'unknown', awaitsToken: false }],
  ['workflow:ship', { kind: 'workflow', name: 'ship', isAwaited: true, awaitsToken: false }],
  ['workflow:ship.fireAndForget', { kind: 'workflow', name: 'ship', isAwaited: false, awaitsToken: false }],
  ['workflow:ship.waitForTaskToken', { kind: 'workflow', name: 'ship', isAwaited: false, awaitsToken: true }],
  [
    'workflow:ship.fireAndForget.waitForTaskToken',
    { kind: 'workflow', name: 'ship', isAwaited: false, awaitsToken: true },
  ],
  ['workflow:', { kind: 'workflow', name: '', isAwaited: true, awaitsToken: false }],
  ['connector:http', { kind: 'unknown', awaitsToken: false }],
  ['', { kind: 'unknown', awaitsToken: false }],
])('%s is read', (text, resource) => {
  expect(readResource(text)).toEqual(resource);
});

test.each(['end', 'token', 'nothing'] as const)(
  'a workflow that is waited for by its %s is read as it was written',
  (wait) => {
    const resource = readResource(workflowResource('ship', wait));
    expect(resource).toMatchObject({ kind: 'workflow', name: 'ship' });
    expect(resource.kind === 'workflow' && waitOf(resource)).toBe(wait);
  },
);

test.each([
  ['workflow:ship', true],
  ['workflow:ship.fireAndForget', false],
  ['connector:http/request', false],
  ['connector:http/request.waitForTaskToken', true],
])('%s is answered later: %s', (text, isLater) => {
  expect(isAnsweredLater(text)).toBe(isLater);
});
