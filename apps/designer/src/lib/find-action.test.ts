import { expect, test } from '@jest/globals';
import type { ConnectorDescription } from './contract.ts';
import { describeTask, findAction, outputSchemaOf } from './find-action.ts';

const output = { type: 'object' };
const connectors = [
  { name: 'http', title: 'HTTP', actions: [{ name: 'request', title: 'Request', output }] },
] as unknown as ConnectorDescription[];
const word = (key: string, values: Readonly<Record<string, string>> = {}): string =>
  [key, ...Object.values(values)].join(' ');

test.each(['connector:http/request', 'connector:http/request.waitForTaskToken'])(
  'the action of %j is found',
  (text) => {
    expect(findAction(connectors, text)?.action.name).toBe('request');
  },
);

test.each(['connector:http/other', 'connector:ftp/request', 'workflow:orders', 'code:javascript', ''])(
  '%j has no action',
  (resource) => {
    expect(findAction(connectors, resource)).toBeUndefined();
  },
);

test.each([
  ['connector:http/request', 'HTTP · Request'],
  ['connector:http/request.waitForTaskToken', 'task.token HTTP · Request'],
  ['connector:ftp/put', 'ftp · put'],
  ['workflow:ship', 'task.workflow ship'],
  ['workflow:ship.fireAndForget', 'task.started ship'],
  ['workflow:ship.waitForTaskToken', 'task.token task.workflow ship'],
  ['code:javascript', 'task.code'],
  ['sql:query', 'sql:query'],
])('%s is called %s', (text, words) => {
  expect(describeTask(text, connectors, word)).toBe(words);
});

test('what answers a token is not known before', () => {
  expect(outputSchemaOf(connectors, 'connector:http/request')).toBe(output);
  expect(outputSchemaOf(connectors, 'connector:http/request.waitForTaskToken')).toBeUndefined();
});
