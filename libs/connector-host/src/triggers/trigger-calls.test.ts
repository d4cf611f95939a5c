// What connectors declare of their triggers, called through the host.
import {
  defineConnector,
  FatalError,
  PauseError,
  pollingTrigger,
  RetryableError,
  streamTrigger,
  t,
  webhookTrigger,
  type DeliveredRequest,
  type PollContext,
} from '@millrace/connector-sdk';
import { describeConnector, signDelivery } from '@millrace/connector-sdk/platform';
import { createOutboundGuard } from '@millrace/security';
import { createConnectorHost } from '../connector-host.ts';
import type { InstalledConnector } from '../installed-connector.ts';
import { TriggerCalls, type TriggerCall } from './trigger-calls.ts';

const guard = createOutboundGuard();
afterAll(() => guard.close());

const Ticket = t.Object({ id: t.String() });
const shared = { input: t.Object({ queue: t.Optional(t.String()) }, { additionalProperties: false }), output: Ticket };
const usual = { ...shared, sample: { id: 'T-1' } };
const seen: unknown[] = [];
const hmac = { hmac: 'sha256', header: 'x-signature', encoding: 'hex' } as const;

/** What a poll gives, decided by the test. */
let polled: () => unknown = () => ({ items: [], cursor: { at: 1 } });
const aConnector = (cursor = t.Object({ at: t.Integer() }), migrate?: (old: unknown) => { at: number }) =>
  defineConnector({
    ...{ name: 'desk', title: 'Desk', description: 'Tickets.', categories: ['support'], actions: {} },
    triggers: {
      told: webhookTrigger({
        ...{ ...usual, title: 'Ticket told', verify: hmac },
        subscription: {
          identity: ({ queue = '' }) => ({ queue }),
          create: (_, wanted) => {
            seen.push(wanted);
            if (wanted.identity === 'leak') throw new FatalError(`It did not like ${wanted.secret}.`);
            return { remoteId: wanted.identity === 'nameless' ? '' : 'r-1', expiresAt: '2030-01-01T00:00:00Z' };
          },
          remove: (_, current) => seen.push(current),
        },
        handshake: ({ query }) => (query.challenge === 'yes' ? { body: 'yes' } : null),
        receive: (_, request) => request.json as never,
      }),
      app: webhookTrigger({
        ...{ ...usual, title: 'Ticket told to the app', verify: { none: 'a test' } },
        account: ({ headers }) => headers['x-account'] ?? null,
        receive: () => [],
      }),
      signed: webhookTrigger({ ...usual, title: 'Ticket signed', verify: 'standard-webhooks', receive: () => [] }),
      found: pollingTrigger({
        ...{ ...usual, title: 'Ticket found', everySeconds: 20, cursor },
        poll: async ({ store }: PollContext, request) => {
          seen.push(request);
          if (request.limit === 1) await store.increment('polls');
          return polled() as never;
        },
        ...(migrate === undefined ? {} : { migrateCursor: migrate }),
      }),
      streamed: streamTrigger({
        ...{ ...usual, title: 'Ticket streamed', cursor: t.Object({ at: t.Integer() }) },
        stream: async (_, { cursor: at, emit }) => {
          seen.push(at);
          await emit({ id: 'a', data: { id: 'a' } }, { at: 2 });
          await emit({ id: 'b', data: { id: 'b' } });
          await emit({ id: 'c', data: {} as never });
        },
      }),
    },
  });
function callsOf(connector = aConnector(), origin: InstalledConnector['origin'] = 'built-in'): TriggerCalls {
  const manifest = describeConnector(connector, '1.2.0');
  const host = createConnectorHost({
    connectors: [{ origin, connector, manifest, icon: '', readme: '' }],
    files: { read: () => Promise.reject(new Error('No files.')), write: () => Promise.reject(new Error('No files.')) },
    ...{ guard, evaluate: () => undefined },
  });
  return new TriggerCalls(host, () => undefined);
}
const call = (trigger: string): TriggerCall => ({
  ...{ workspaceId: 'w', connector: 'desk', trigger, timeoutMs: 5000, signal: new AbortController().signal },
});
const poll = (calls: TriggerCalls, more: Partial<Parameters<TriggerCalls['poll']>[0]> = {}) =>
  calls.poll({ ...call('found'), input: {}, startMs: 0, limit: 10, ...more });
const request = (changes: Partial<DeliveredRequest> = {}): DeliveredRequest => ({
  ...{ method: 'POST', headers: {}, query: {}, bytes: Buffer.from('{}'), text: '{}', json: [] },
  ...changes,
});
const failed = (code: string) => ({ kind: 'threw', cause: expect.stringContaining(`"code":"${code}"`) as string });

beforeEach(() => {
  seen.length = 0;
  polled = () => ({ items: [], cursor: { at: 1 } });
});

test('what a trigger is', async () => {
  const calls = callsOf();
  const facts = async (trigger: string) => {
    const described = await calls.describe(call(trigger));
    return described.kind === 'returned' ? described.value : described;
  };
  const plain = { canFind: false, canRenew: false, isStandardSecret: false };
  expect(await facts('told')).toEqual({ ...plain, kind: 'subscription' });
  expect(await facts('app')).toEqual({ ...plain, kind: 'app' });
  expect(await facts('signed')).toEqual({ ...plain, kind: 'manual', isStandardSecret: true });
  expect(await facts('found')).toEqual({ ...plain, kind: 'polling', everySeconds: 20 });
  expect(await facts('streamed')).toEqual({ ...plain, kind: 'stream' });
  expect(await facts('none')).toMatchObject(failed('connector.trigger_unknown'));
  expect(await calls.describe({ ...call('told'), connector: 'none' })).toMatchObject(
    failed('connector.connector_unknown'),
  );
});

describe('subscriptions', () => {
  test('are created with what they need, and their answers read', async () => {
    const calls = callsOf();
    expect(await calls.identity({ ...call('told'), input: { queue: 'q' } })).toEqual({
      kind: 'returned',
      value: { queue: 'q' },
    });
    expect(await calls.identity({ ...call('told'), input: { other: 1 } })).toMatchObject(
      failed('connector.arguments_invalid'),
    );
    const wanted = { url: 'https://here.example/h', secret: 'secret-value', identity: { queue: 'q' } };
    const created = await calls.create({ ...call('told'), ...wanted });
    expect(created).toEqual({ kind: 'returned', value: { remoteId: 'r-1', expiresAtMs: Date.parse('2030-01-01') } });
    const current = { remoteId: 'r-1', expiresAtMs: Date.parse('2030-01-01') };
    expect(await calls.remove({ ...call('told'), current })).toEqual({ kind: 'returned', value: null });
    expect(seen).toEqual([wanted, { remoteId: 'r-1', expiresAt: '2030-01-01T00:00:00.000Z' }]);
  });

  test('without an id could not be removed; secrets are in no message', async () => {
    const calls = callsOf();
    const wanted = { url: 'https://here.example/h', secret: 'secret-value' };
    const nameless = await calls.create({ ...call('told'), ...wanted, identity: 'nameless' });
    expect(nameless).toMatchObject(failed('connector.output_mismatch'));
    const leaking = await calls.create({ ...call('told'), ...wanted, identity: 'leak' });
    expect(leaking).toMatchObject({ kind: 'threw', error: 'Connector.Fatal' });
    expect(JSON.stringify(leaking)).not.toContain('secret-value');
  });

  test('what is no subscription is said to be none', async () => {
    expect(await callsOf().identity({ ...call('app'), input: {} })).toMatchObject({ kind: 'threw' });
    expect(await callsOf().identity({ ...call('found'), input: {} })).toMatchObject(
      failed('connector.trigger_unknown'),
    );
  });
});

describe('deliveries', () => {
  test('are the service’s, or not', async () => {
    const calls = callsOf();
    const bytes = Buffer.from('[]');
    const headers = signDelivery(hmac, { bytes }, { secret: 's3cret', nowMs: 0 });
    const verify = (given: DeliveredRequest, secrets = ['s3cret']) =>
      calls.verify({ ...call('told'), request: given, secrets, nowMs: 0 });
    expect(await verify(request({ bytes, headers }))).toMatchObject({ value: { kind: 'valid' } });
    expect(await verify(request({ bytes }))).toMatchObject({ value: { kind: 'missing' } });
    expect(await verify(request({ bytes, headers }), ['other'])).toMatchObject({ value: { kind: 'invalid' } });
    expect(await verify(request({ bytes, headers }), [])).toMatchObject({ value: { kind: 'unusable' } });
  });

  test('are questions, or for somebody', async () => {
    const calls = callsOf();
    const ask = (challenge: string) => calls.handshake({ ...call('told'), request: request({ query: { challenge } }) });
    expect(await ask('yes')).toEqual({ kind: 'returned', value: { body: 'yes' } });
    expect(await ask('no')).toEqual({ kind: 'returned', value: null });
    expect(await calls.handshake({ ...call('app'), request: request() })).toEqual({ kind: 'returned', value: null });
    const accountOf = (headers: Record<string, string>) =>
      calls.account({ ...call('app'), request: request({ headers }) });
    expect(await accountOf({ 'x-account': 'T-1' })).toEqual({ kind: 'returned', value: 'T-1' });
    expect(await accountOf({})).toEqual({ kind: 'returned', value: null });
  });

  test.each<[string, unknown, unknown]>([
    [
      'items',
      [{ id: 7, data: { id: 'a' }, at: 'x', key: 3, more: 1 }],
      [{ id: '7', data: { id: 'a' }, at: 'x', key: '3' }],
    ],
    ['no list', { id: 'a' }, undefined],
    ['an item without id', [{ data: { id: 'a' } }], undefined],
    ['an item with an empty id', [{ id: '', data: { id: 'a' } }], undefined],
    ['an item that does not fit', [{ id: 'a', data: { id: 1 } }], undefined],
  ])('%s', async (_, json, expected) => {
    const received = await callsOf().receive({ ...call('told'), request: request({ json: json as never }), input: {} });
    if (expected === undefined) expect(received).toMatchObject(failed('connector.output_mismatch'));
    else expect(received).toEqual({ kind: 'returned', value: expected });
  });

  test('of what others have described from outside a misfit is a warning', async () => {
    const json = [{ id: 'a', data: { id: 1 } }];
    const received = await callsOf(aConnector(), 'piece').receive({
      ...call('told'),
      request: request({ json }),
      input: {},
    });
    expect(received).toEqual({ kind: 'returned', value: json });
  });
});

describe('polls', () => {
  test('go on where they stood', async () => {
    const calls = callsOf();
    polled = () => ({ items: [{ id: 'a', data: { id: 'a' } }], cursor: { at: 5 }, more: true });
    const first = await poll(calls, { input: { queue: 'q' }, startMs: 86_400_000 });
    expect(first).toMatchObject({ value: { items: [{ id: 'a' }], cursor: { value: { at: 5 } }, more: true } });
    if (first.kind === 'threw') throw new Error(first.cause);
    await poll(calls, { cursor: first.value.cursor });
    expect(seen).toEqual([
      { input: { queue: 'q' }, start: new Date(86_400_000), limit: 10 },
      { input: {}, start: new Date(0), limit: 10, cursor: { at: 5 } },
    ]);
  });

  test('that fail say how', async () => {
    const calls = callsOf();
    const fail = async (thrown: Error) => {
      polled = () => {
        throw thrown;
      };
      return poll(calls);
    };
    expect(await fail(new RetryableError('Later.', { retryAfterMs: 9000 }))).toMatchObject({
      ...{ error: 'Connector.Retryable', retryAfterMs: 9000 },
    });
    expect(await fail(new PauseError('Sign in.'))).toMatchObject({ error: 'Connector.Auth' });
    expect(await fail(new TypeError('A defect.'))).toMatchObject({ error: 'States.TaskFailed' });
    polled = () => ({ items: [], cursor: { at: 'no' } });
    expect(await poll(calls)).toMatchObject(failed('connector.output_mismatch'));
    expect(await poll(calls, { input: { other: 1 } })).toMatchObject(failed('connector.arguments_invalid'));
  });

  test('of another version take up its cursor, moved if it can be moved', async () => {
    const first = await poll(callsOf(aConnector(t.Object({ since: t.String() }) as never)), {});
    expect(first).toMatchObject(failed('connector.output_mismatch'));
    const old = { value: { since: '7' }, schema: 'of an older version' };
    expect(await poll(callsOf(), { cursor: old })).toMatchObject(failed('trigger.cursor_invalid'));
    const moving = aConnector(undefined, (given) => ({ at: Number((given as { since: string }).since) }));
    expect(await poll(callsOf(moving), { cursor: old })).toMatchObject({ kind: 'returned' });
    // One that fits is as good as one of its own.
    expect(await poll(callsOf(), { cursor: { value: { at: 3 }, schema: 'older' } })).toMatchObject({
      kind: 'returned',
    });
    expect(seen.slice(1)).toMatchObject([{ cursor: { at: 7 } }, { cursor: { at: 3 } }]);
  });
});

test('streams tell items, and end with the first that is none', async () => {
  const told: unknown[] = [];
  const ended = await callsOf().stream({
    ...{ ...call('streamed'), input: {}, cursor: { value: { at: 1 }, schema: '' } },
    emit: (item, cursor) => {
      told.push([item.id, cursor?.value]);
      return Promise.resolve();
    },
  });
  expect(seen).toEqual([{ at: 1 }]);
  expect(told).toEqual([
    ['a', { at: 2 }],
    ['b', undefined],
  ]);
  expect(ended).toMatchObject(failed('connector.output_mismatch'));
});

test('what a poll keeps comes with its items, for whoever commits them', async () => {
  const answer = { items: [], cursor: { value: { at: 1 } }, more: false };
  const store = [{ kind: 'increment', key: 'polls', by: 1 }];
  expect(await poll(callsOf(), { limit: 1 })).toMatchObject({ kind: 'returned', value: { ...answer, store } });
  expect(await poll(callsOf())).not.toHaveProperty('value.store');
});
