import { invokeConnector, type InvocationKind } from '@millrace/connector-sdk/platform';
import type { Connector } from '@millrace/connector-sdk';
import { findMember } from './guest/load.ts';
import { memberPathOf, takesContext } from './member-path.ts';

const KINDS: readonly InvocationKind[] = [
  ...([
    'action',
    'verify',
    'options',
    'schema',
    'test',
    'exchange',
    'sign',
    'poll',
    'migrateCursor',
    'stream',
  ] as const),
  ...(['identity', 'create', 'find', 'renew', 'remove', 'account', 'handshake', 'verifySignature', 'receive'] as const),
];

/** Each function gives its own place. */
const at = (place: string) => () => place;
const subscription = Object.fromEntries(
  ['identity', 'create', 'find', 'renew', 'remove'].map((name) => [name, at(name)]),
);
const connector = {
  actions: { x: { kind: 'code', run: at('action'), idempotency: { verify: at('verify') } } },
  auth: { x: { kind: 'custom', test: at('test'), exchange: at('exchange'), sign: at('sign') } },
  options: { x: at('options') },
  schemas: { x: at('schema') },
  triggers: {
    polled: { kind: 'polling', by: 'code', poll: at('poll'), migrateCursor: at('migrateCursor') },
    streamed: { kind: 'stream', stream: at('stream') },
    called: {
      ...{ kind: 'webhook', subscription, account: at('account'), handshake: at('handshake') },
      ...{ verify: at('verifySignature'), receive: at('receive') },
    },
  },
} as unknown as Connector;
const memberOf = (kind: InvocationKind): string =>
  ['poll', 'migrateCursor'].includes(kind)
    ? 'polled'
    : kind === 'stream'
      ? 'streamed'
      : KINDS.indexOf(kind) > KINDS.indexOf('stream')
        ? 'called'
        : 'x';

test.each(KINDS)('"%s" is where the SDK finds it', async (kind) => {
  const member = memberOf(kind);
  const found = findMember(connector as unknown as Readonly<Record<string, unknown>>, memberPathOf(kind, member));
  expect(found()).toBe(kind);
  expect(await invokeConnector(connector, { kind, member, arguments: [] })).toBe(kind);
});

test('those that only compute get no context', () => {
  expect(KINDS.filter((kind) => !takesContext(kind))).toEqual([
    ...['sign', 'migrateCursor', 'identity', 'account', 'handshake', 'verifySignature'],
  ]);
});
