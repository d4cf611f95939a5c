import { readResource } from './resource.ts';

test.each([
  ['connector:http/request', { kind: 'connector', connector: 'http', action: 'request' }],
  ['connector:http/request.waitForTaskToken', { kind: 'connector', connector: 'http', action: 'request' }],
  ['workflow:send-mail', { kind: 'workflow', name: 'send-mail', isAwaited: true }],
  ['workflow:send-mail.fireAndForget', { kind: 'workflow', name: 'send-mail', isAwaited: false }],
  ['workflow:send-mail.waitForTaskToken', { kind: 'workflow', name: 'send-mail', isAwaited: false }],
  ['code:javascript', { kind: 'code' }],
  ['code:javascript.waitForTaskToken', { kind: 'code' }],
])('%s', (text, expected) => expect(readResource(text)).toEqual(expected));

test.each(['code:python', 'workflow:', 'workflow:a.sync', 'arn:aws:states:::lambda:invoke', 'connector:http', ''])(
  'nothing here is called "%s"',
  (text) => expect(readResource(text)).toBeUndefined(),
);
