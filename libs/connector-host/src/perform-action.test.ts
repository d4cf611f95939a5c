import {
  action,
  defineConnector,
  FatalError,
  t,
  type CodeAction,
  type PausingContext,
  type Resumed,
} from '@millrace/connector-sdk';
import { describeConnector } from '@millrace/connector-sdk/platform';
import { createOutboundGuard } from '@millrace/security';
import { createConnectorHost, type ActionCall, type ActionOutcome, type ConnectorHost } from './connector-host.ts';

const guard = createOutboundGuard();
afterAll(() => guard.close());
const ADDRESS = 'https://millrace.example/callbacks/7';
const UNTIL_MS = Date.UTC(2026, 2, 2);

type Idempotency = NonNullable<CodeAction['idempotency']>;
interface Parts {
  readonly run?: (context: PausingContext) => unknown;
  readonly resume?: (context: PausingContext, input: unknown, resumed: Resumed) => unknown;
  readonly idempotency?: Idempotency;
}

/** A host with an action that waits for its callback, or does what a test says. */
function hostOf({ run = waitForCallback, resume, idempotency = { none: 'A test.' } }: Parts = {}): ConnectorHost {
  const facts = {
    ...{ title: 'Ask', effects: 'write' as const, idempotency: { none: 'A test.' } },
    ...{ input: t.Object({ id: t.Optional(t.Integer()) }, { additionalProperties: false }) },
    ...{ output: t.Object({ answer: t.String() }), sample: { answer: 'yes' } },
  };
  const tested = action({ ...facts, run: () => ({ answer: '' }) });
  const actions = {
    ask: { ...tested, idempotency, run, resume: resume ?? (() => ({ answer: 'yes' })) },
    plain: { ...tested, run },
  };
  const connector = defineConnector({
    ...{ name: 'test', title: 'Test', description: 'Tests.', categories: ['test'], actions },
  });
  return createConnectorHost({
    connectors: [
      { origin: 'built-in', connector, icon: '', readme: '', manifest: describeConnector(connector, '1.0.0') },
    ],
    ...{ guard, evaluate: () => undefined, files: { read: notUsed, write: notUsed } },
    store: { get: () => Promise.resolve(undefined), countKeys: () => Promise.resolve(0) },
  });
}
const notUsed = (): Promise<never> => Promise.reject(new Error('No files in this test.'));
const waitForCallback = async ({ callbackUrl, wait, store }: PausingContext): Promise<unknown> => {
  const url = await callbackUrl();
  await store.set('asked', url);
  return wait({ callback: true, until: UNTIL_MS, state: { url } });
};

function callOn(host: ConnectorHost, changes: Partial<ActionCall> = {}): Promise<ActionOutcome> {
  const call: ActionCall = {
    ...{ workspaceId: 'w', connector: 'test', action: 'ask', arguments: {}, idempotencyKey: 'k'.repeat(52) },
    run: { id: 'r', workflow: 'orders', state: 'Ask', path: '/Ask', attempt: 1 },
    ...{ timeoutMs: 5000, signal: new AbortController().signal, openCallback: () => Promise.resolve(ADDRESS) },
    ...changes,
  };
  return host.call(call);
}
const causeOf = (outcome: ActionOutcome): Readonly<Record<string, unknown>> =>
  outcome.kind === 'threw' ? (JSON.parse(outcome.cause) as Readonly<Record<string, unknown>>) : {};

test('an action pauses, with what it keeps', async () => {
  expect(await callOn(hostOf())).toMatchObject({
    ...{ kind: 'paused', untilMs: UNTIL_MS, isCallbackAwaited: true, state: { url: ADDRESS } },
    store: [{ kind: 'set', key: 'asked', value: JSON.stringify(ADDRESS) }],
  });
});

test('it goes on with what it kept and what came, by the same arguments and key', async () => {
  const payload = { method: 'POST', query: {}, headers: {}, body: { isApproved: true } };
  const seen: unknown[] = [];
  const host = hostOf({
    resume: ({ idempotencyKey, heartbeat }, input, resumed) => {
      heartbeat();
      seen.push(idempotencyKey, input, resumed);
      return { answer: 'approved' };
    },
  });
  const onHeartbeat = (): void => void seen.push('alive');
  const resumed = { state: { url: ADDRESS }, payload };
  expect(await callOn(host, { arguments: { id: 4 }, resume: resumed, onHeartbeat })).toMatchObject({
    ...{ kind: 'returned', output: { answer: 'approved' } },
  });
  expect(seen).toEqual(['alive', 'k'.repeat(52), { id: 4 }, resumed]);
});

test('it may pause again', async () => {
  const host = hostOf({ resume: ({ wait }, _, { state }) => wait({ until: UNTIL_MS, state }) });
  expect(await callOn(host, { resume: { state: [1] } })).toEqual({
    ...{ kind: 'paused', untilMs: UNTIL_MS, isCallbackAwaited: false, state: [1], log: [], secrets: [] },
  });
});

test.each([
  ['what does not fit', () => ({ answer: 5 }), 'connector.output_mismatch'],
  [
    'what has a pause in it',
    ({ wait }: PausingContext) => ({ answer: wait({ until: UNTIL_MS, state: 1 }) }),
    'connector.output_mismatch',
  ],
  ['what looks like a pause', () => ({ kind: 'paused', untilMs: 1, state: 1 }), 'connector.output_mismatch'],
  ['a pause of no moment', ({ wait }: PausingContext) => wait({ until: NaN, state: 1 }), 'connector.pause_invalid'],
])('%s ends it, in the call and after a pause', async (_, run, code) => {
  for (const call of [{}, { resume: { state: 1 } }]) {
    const outcome = await callOn(hostOf({ run, resume: run }), call);
    expect([outcome, causeOf(outcome)]).toMatchObject([{ error: 'Connector.Fatal' }, { code }]);
  }
});

test('a failure of what goes on is told as any other', async () => {
  const fail = (): never => {
    throw new FatalError('Rejected.', { name: 'Test.Rejected' });
  };
  expect(await callOn(hostOf({ resume: fail }), { resume: { state: 1 } })).toMatchObject({ error: 'Test.Rejected' });
});

test.each([
  ['an action that would not go on', { action: 'plain' }, 'connector.pause_invalid'],
  ['a call that no run waits for', { openCallback: undefined }, 'connector.pause_unavailable'],
  ['an action whose `resume` is gone', { action: 'plain', resume: { state: 1 } }, 'connector.resume_missing'],
])('%s is refused a pause', async (_, changes, code) => {
  expect(causeOf(await callOn(hostOf(), changes as Partial<ActionCall>))).toMatchObject({ code });
});

test('facts say what may pause', () => {
  const find = (name: string) => hostOf().findAction({ workspaceId: 'w', connector: 'test', action: name });
  expect(find('ask')).toMatchObject({ canPause: true });
  expect(find('plain')).not.toHaveProperty('canPause');
});

describe('when a process died in what went on', () => {
  const lost = { earlier: 'lost', resume: { state: 1 } } as const;

  test('it is looked for first, and what is done otherwise is the rest', async () => {
    const asked: unknown[] = [];
    const verifying = (found: unknown) =>
      hostOf({
        idempotency: {
          verify: (context) => {
            asked.push('wait' in context);
            return found;
          },
        },
      });
    expect(await callOn(verifying({ answer: 'found' }), lost)).toMatchObject({ output: { answer: 'found' } });
    expect(await callOn(verifying(null), lost)).toMatchObject({ output: { answer: 'yes' } });
    expect(asked).toEqual([false, false]);
  });

  test('one that is left to a person is', async () => {
    const host = hostOf({ idempotency: { none: 'A letter.', onCrash: 'unknown' } });
    expect(await callOn(host, lost)).toMatchObject({ error: 'Connector.OutcomeUnknown' });
  });
});
