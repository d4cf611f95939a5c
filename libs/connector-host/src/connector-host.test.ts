import {
  action,
  defineConnector,
  FatalError,
  PauseError,
  RetryableError,
  t,
  type ActionContext,
  type Connector,
  type Idempotency,
} from '@millrace/connector-sdk';
import { describeConnector } from '@millrace/connector-sdk/platform';
import { createOutboundGuard } from '@millrace/security';
import type { ConnectorHost } from './connector-host.ts';
import { createConnectorHost, type ActionCall, type ConnectorHostOptions } from './connector-host.ts';
import type { InstalledConnector } from './installed-connector.ts';

const guard = createOutboundGuard();
afterAll(() => guard.close());

/** An action that does what the test says. */
const behaving = (run: (context: ActionContext, input: unknown) => unknown) =>
  action({
    title: 'Behave',
    description: 'Does what the test says.',
    effects: 'write',
    idempotency: { none: 'A test.' },
    timeoutSeconds: 7,
    input: t.Object(
      { id: t.Optional(t.Integer({ minimum: 1 })), email: t.Optional(t.String({ format: 'email' })) },
      { additionalProperties: false },
    ),
    output: t.Any(),
    sample: null,
    run,
  });

const install = (connector: Connector): InstalledConnector => ({
  origin: 'built-in',
  ...{ connector, icon: '', readme: '' },
  manifest: describeConnector(connector, '2.1.0'),
});

function hostOf(
  run: (context: ActionContext, input: unknown) => unknown,
  limits: ConnectorHostOptions['limits'] = {},
): ConnectorHost {
  const strict = action({
    title: 'Be strict',
    description: 'Promises a text.',
    effects: 'read',
    input: t.Object({}, { additionalProperties: false }),
    output: t.Object({ text: t.String() }),
    sample: { text: '' },
    run: () => ({ text: 5 }) as never,
  });
  const connector = defineConnector({
    name: 'test',
    title: 'Test',
    description: 'Tests.',
    categories: ['test'],
    actions: { behave: behaving(run), be_strict: strict },
  });
  return createConnectorHost({
    ...{ connectors: [install(connector)], guard, limits, evaluate: () => undefined },
    files: { read: notUsed, write: notUsed },
  });
}
const notUsed = (): Promise<never> => Promise.reject(new Error('No files in this test.'));

const aCall = (changes: Partial<ActionCall> = {}): ActionCall => ({
  workspaceId: 'w',
  connector: 'test',
  action: 'behave',
  arguments: {},
  idempotencyKey: 'k'.repeat(52),
  run: { id: 'r', workflow: 'orders', state: 'Pay', path: '/Pay', attempt: 1 },
  timeoutMs: 5000,
  signal: new AbortController().signal,
  ...changes,
});
const causeOf = (outcome: { readonly kind: string; readonly cause?: string }): Record<string, unknown> =>
  JSON.parse(outcome.cause ?? '{}') as Record<string, unknown>;

describe('arguments', () => {
  test('reach the action when they fit, with its surroundings', async () => {
    let seen: { context: ActionContext; input: unknown } | undefined;
    const outcome = await hostOf((context, input) => {
      seen = { context, input };
      context.log.info('Working', { step: 1 });
      context.addSecret('s3cr3t-value');
      return { ok: true };
    }).call(aCall({ arguments: { id: 4 } }));
    expect(outcome).toMatchObject({
      kind: 'returned',
      output: { ok: true },
      log: [{ level: 'info', message: 'Working', data: { step: 1 } }],
      secrets: ['s3cr3t-value'],
    });
    expect(seen?.input).toEqual({ id: 4 });
    expect(seen?.context).toMatchObject({ idempotencyKey: 'k'.repeat(52), run: { id: 'r', attempt: 1 } });
    // RFC 9562 §5.8: of version 8, and the same for the same key.
    expect(seen?.context.idempotencyUuid).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    const first = seen?.context.idempotencyUuid;
    await hostOf((context) => {
      seen = { context, input: null };
    }).call(aCall());
    expect(seen?.context.idempotencyUuid).toBe(first);
  });

  test.each([
    [{ id: 0 }, '/id'],
    [{ id: 'x' }, '/id'],
    [{ email: 'nobody' }, '/email'],
    [{ idd: 1 }, '"idd"'],
    [null, 'object'],
    [[], 'object'],
  ])('%j is refused before the action runs, and the place is named', async (value, place) => {
    let calls = 0;
    const outcome = await hostOf(() => (calls += 1)).call(aCall({ arguments: value }));
    expect(outcome).toMatchObject({ kind: 'threw', error: 'Connector.Fatal' });
    expect(causeOf(outcome)).toMatchObject({
      code: 'connector.arguments_invalid',
      connector: 'test',
      action: 'behave',
    });
    expect(causeOf(outcome).message).toContain(place);
    expect(calls).toBe(0);
  });

  test.each([
    [{ connector: 'nobody' }, 'connector.action_unknown'],
    [{ action: 'nothing' }, 'connector.action_unknown'],
    [{ action: 'constructor' }, 'connector.action_unknown'],
    [{ version: '1.9.0' }, 'connector.version_unknown'],
  ])('%j: %s', async (changes, code) => {
    const outcome = await hostOf(() => null).call(aCall(changes));
    expect(outcome).toMatchObject({ kind: 'threw', error: 'Connector.Fatal' });
    expect(causeOf(outcome)).toMatchObject({ code });
  });

  test('a pin of the same major version is served', async () => {
    expect(await hostOf(() => 1).call(aCall({ version: '2.0.3' }))).toMatchObject({ kind: 'returned' });
  });
});

describe('outputs', () => {
  test.each([
    [undefined, null],
    [{ a: undefined, b: [undefined, 1] }, { b: [null, 1] }],
    [new Date(0), '1970-01-01T00:00:00.000Z'],
    ['\ud800 \u0000 é', '\ud800 \u0000 é'],
    [
      { constructor: 1, prototype: 2 },
      { constructor: 1, prototype: 2 },
    ],
    [JSON.parse('{"__proto__":{"polluted":true},"a":1}'), { a: 1 }],
    [-0, 0],
  ])('%j', async (value, expected) => {
    const outcome = await hostOf(() => value).call(aCall());
    expect(outcome).toMatchObject({ kind: 'returned' });
    expect(JSON.stringify((outcome as { output: unknown }).output)).toBe(JSON.stringify(expected));
  });

  const circle: Record<string, unknown> = {};
  circle.self = circle;
  test.each([
    ['a function', () => () => 1],
    ['a function inside', () => ({ list: [{ run: () => 1 }] })],
    ['a symbol', () => Symbol('s')],
    ['a big integer', () => ({ n: 1n })],
    ['a circle', () => circle],
  ])('%s is no JSON', async (_name, run) => {
    const outcome = await hostOf(run).call(aCall());
    expect(outcome).toMatchObject({ kind: 'threw', error: 'Connector.Fatal' });
    expect(causeOf(outcome)).toMatchObject({ code: 'connector.output_mismatch' });
  });

  test('one may be as long as the limit, and not a character longer', async () => {
    const limits = { output: { most: 1000, setting: 'SETTING' } };
    const returning = (characters: number) => hostOf(() => 'x'.repeat(characters - 2), limits).call(aCall());
    expect(await returning(1000)).toMatchObject({ kind: 'returned' });
    const outcome = await returning(1001);
    expect(outcome).toMatchObject({ kind: 'threw', error: 'States.DataLimitExceeded' });
    expect(causeOf(outcome)).toMatchObject({
      code: 'limit.value',
      limit: 1000,
      actual: 1001,
      setting: 'SETTING',
      hint: 'Ask for less at once, or for a file.',
    });
  });

  test('more than 16 Mi characters are refused unless the installation says otherwise', async () => {
    const outcome = await hostOf(() => 'x'.repeat(16 * 1024 * 1024)).call(aCall());
    expect(causeOf(outcome)).toMatchObject({ code: 'limit.value', limit: 16_777_216 });
  });

  test('an output that breaks its schema is a defect of the connector', async () => {
    const outcome = await hostOf(() => null).call(aCall({ action: 'be_strict' }));
    expect(outcome).toMatchObject({ kind: 'threw', error: 'Connector.Fatal' });
    expect(causeOf(outcome)).toMatchObject({ code: 'connector.output_mismatch' });
  });
});

describe('failures', () => {
  const failing = (thrown: unknown) =>
    hostOf(() => {
      throw thrown;
    }).call(aCall());

  test.each([
    [new FatalError('no'), 'Connector.Fatal'],
    [new FatalError('closed', { name: 'Acme.Closed' }), 'Acme.Closed'],
    [new RetryableError('later', { retryAfterMs: 1500 }), 'Connector.Retryable'],
    [new RetryableError('slow down', { name: 'Connector.RateLimited' }), 'Connector.RateLimited'],
    [new PauseError('who are you'), 'Connector.Auth'],
    [new TypeError('a defect'), 'States.TaskFailed'],
    ['a text', 'States.TaskFailed'],
    [undefined, 'States.TaskFailed'],
    [null, 'States.TaskFailed'],
    [Object.assign(new Error('closed'), { code: 'outbound.address_blocked' }), 'Connector.Fatal'],
    [Object.assign(new Error('who'), { code: 'outbound.host_not_found' }), 'Connector.Retryable'],
    [Object.assign(new Error('gone'), { code: 'file.not_found' }), 'Connector.Fatal'],
    [{ connectorFailure: 'fatal', message: 'from a second copy of the SDK' }, 'Connector.Fatal'],
  ])('%p is %s', async (thrown, error) => {
    const outcome = await failing(thrown);
    expect(outcome).toMatchObject({ kind: 'threw', error });
    expect(typeof causeOf(outcome).message).toBe('string');
  });

  test('a cause is bounded, and says when to come back', async () => {
    const outcome = await failing(
      new RetryableError('x'.repeat(100_000), { retryAfterMs: 1500, detail: { status: 503 } }),
    );
    expect(outcome).toMatchObject({ retryAfterMs: 1500 });
    expect(causeOf(outcome)).toMatchObject({ status: 503, retryAfterMs: 1500 });
    expect(outcome.kind === 'threw' ? outcome.cause.length : 0).toBeLessThan(5000);
  });
});

describe('time', () => {
  test('a hanging action ends at its time-out, though it ignores the signal', async () => {
    const outcome = await hostOf(() => new Promise(() => undefined)).call(aCall({ timeoutMs: 20 }));
    expect(outcome).toMatchObject({ kind: 'threw', error: 'States.Timeout' });
    expect(causeOf(outcome).message).toContain('test/behave did not end within 0.02 s');
  });

  test('a cancelled call ends at once, also one cancelled before it began', async () => {
    const controller = new AbortController();
    const work = hostOf(() => new Promise(() => undefined)).call(aCall({ signal: controller.signal }));
    controller.abort();
    expect(await work).toMatchObject({ kind: 'threw', error: 'States.TaskFailed' });
    expect(await hostOf(() => new Promise(() => undefined)).call(aCall({ signal: controller.signal }))).toMatchObject({
      kind: 'threw',
    });
  });

  test('what an abandoned action does later is nobody’s problem', async () => {
    let fail: ((cause: Error) => void) | undefined;
    const outcome = await hostOf(() => new Promise((_resolve, reject) => (fail = reject))).call(
      aCall({ timeoutMs: 10 }),
    );
    expect(outcome).toMatchObject({ error: 'States.Timeout' });
    fail?.(new Error('too late'));
    await new Promise((resolve) => setImmediate(resolve));
  });
});

test('the log is bounded, and says so', async () => {
  const { log } = await hostOf(({ log }) => {
    log.info('x'.repeat(100_000), { big: 'y'.repeat(100_000) });
    for (let line = 0; line < 1000; line += 1) log.debug(`line ${line}`);
  }).call(aCall());
  expect(log).toHaveLength(201);
  expect(log[0]?.message).toHaveLength(4000);
  expect(log[0]?.data).toMatchObject({ $cut: { characters: 100_010 } });
  expect(log[200]).toMatchObject({ level: 'warn', message: 'More than 200 lines: the rest is left out.' });
});

test('facts about actions', () => {
  const host = hostOf(() => null);
  expect(host.findAction({ workspaceId: 'w', connector: 'test', action: 'behave' })).toEqual({
    effects: 'write',
    timeoutSeconds: 7,
  });
  expect(host.findAction({ workspaceId: 'w', connector: 'test', action: 'be_strict' })).toEqual({
    effects: 'read',
    timeoutSeconds: 120,
  });
  expect(host.findAction({ workspaceId: 'w', connector: 'test', action: 'toString' })).toBeUndefined();
  expect(host.findAction({ workspaceId: 'w', connector: 'nobody', action: 'behave' })).toBeUndefined();
  expect(host.connectors.map(({ manifest }) => manifest.name)).toEqual(['test']);
});

test('a broken schema stops the start, not a run', () => {
  const broken = { ...behaving(() => null), input: { type: 'nonsense' } as never };
  const installed = install(
    defineConnector({
      name: 'broken',
      title: 'Broken',
      description: 'Is broken.',
      categories: ['test'],
      actions: { broken },
    }),
  );
  const surroundings = { guard, evaluate: () => undefined, files: { read: notUsed, write: notUsed } };
  expect(() => createConnectorHost({ connectors: [installed], ...surroundings })).toThrow();
});

describe('a call that may have happened before', () => {
  const hostWith = (idempotency: Idempotency, run: () => unknown): ConnectorHost => {
    const made = action({
      ...{ title: 'Make', effects: 'write', idempotency, sample: null, run },
      ...{ input: t.Object({}, { additionalProperties: false }), output: t.Any() },
    });
    const facts = { title: 'Test', description: 'Tests.', categories: ['test'] };
    const connector = defineConnector({ name: 'test', ...facts, actions: { behave: made } });
    const files = { read: notUsed, write: notUsed };
    return createConnectorHost({ connectors: [install(connector)], guard, files, evaluate: () => undefined });
  };
  const looking = (found: unknown): Idempotency => ({ verify: () => found });

  test('is looked for first, and what is found is the output', async () => {
    const host = hostWith(looking({ id: 4 }), () => ({ id: 5 }));
    expect(await host.call(aCall({ earlier: 'lost' }))).toMatchObject({ kind: 'returned', output: { id: 4 } });
    expect(await host.call(aCall())).toMatchObject({ kind: 'returned', output: { id: 5 } });
  });

  test('is a matter for people where the action says so', async () => {
    const host = hostWith({ none: 'A letter.', onCrash: 'unknown' }, () => 'sent');
    const outcome = await host.call(aCall({ earlier: 'lost' }));
    expect(outcome).toMatchObject({ kind: 'threw', error: 'Connector.OutcomeUnknown' });
    expect(causeOf(outcome)).toMatchObject({ code: 'connector.call_lost', connector: 'test', action: 'behave' });
    expect(await host.call(aCall({ earlier: 'ended' }))).toMatchObject({ kind: 'returned', output: 'sent' });
  });

  test.each<[string, Idempotency, boolean | undefined]>([
    ['verify', looking(null), true],
    ['a natural key with verify', { naturalKey: 'ref', verify: () => null }, true],
    ['onCrash', { none: 'A letter.', onCrash: 'unknown' }, true],
    ['a natural key alone', { naturalKey: 'ref' }, undefined],
    ['a header', { header: 'Idempotency-Key' }, undefined],
    ['none', { none: 'A letter.' }, undefined],
  ])('its beginning is kept for %s: %s', (_, idempotency, isMarked) => {
    const address = { workspaceId: 'w', connector: 'test', action: 'behave' };
    expect(hostWith(idempotency, () => null).findAction(address)).toMatchObject(
      isMarked === undefined ? expect.not.objectContaining({ isMarked: true }) : { isMarked },
    );
  });
});

describe('what an action keeps', () => {
  const storing = (run: (context: ActionContext) => unknown, kept: Readonly<Record<string, string>> = {}) => {
    const asked: unknown[] = [];
    const made = action({
      ...{ title: 'Keep', effects: 'read', sample: null, run: (context: ActionContext) => run(context) },
      ...{ input: t.Object({}, { additionalProperties: false }), output: t.Any() },
    });
    const facts = { title: 'Test', description: 'Tests.', categories: ['test'] };
    const connector = defineConnector({ name: 'test', ...facts, actions: { behave: made } });
    const store: ConnectorHostOptions['store'] = {
      get: ({ key, ...place }) => {
        asked.push(place);
        return Promise.resolve(kept[key]);
      },
      countKeys: () => Promise.resolve(0),
    };
    const files = { read: notUsed, write: notUsed };
    const host = createConnectorHost({
      connectors: [install(connector)],
      guard,
      files,
      store,
      evaluate: () => undefined,
    });
    return { host, asked };
  };

  test('is in its outcome, for whoever commits the step', async () => {
    const { host, asked } = storing(
      async ({ store }) => {
        await store.set('seen', { id: 4 });
        return store.increment('count');
      },
      { count: '6' },
    );
    expect(await host.call(aCall())).toMatchObject({
      ...{ kind: 'returned', output: 7 },
      store: [
        { kind: 'set', key: 'seen', value: '{"id":4}' },
        { kind: 'increment', key: 'count', by: 1 },
      ],
    });
    expect(asked).toContainEqual({ workspaceId: 'w', connector: 'test', connection: '' });
  });

  test('is nothing when it fails, or only reads', async () => {
    const failing = storing(async ({ store }) => {
      await store.set('seen', 1);
      throw new FatalError('No.');
    });
    expect(await failing.host.call(aCall())).not.toHaveProperty('store');
    const reading = storing(({ store }) => store.get('seen'), { seen: '[1]' });
    const outcome = await reading.host.call(aCall());
    expect(outcome).toMatchObject({ output: [1] });
    expect(outcome).not.toHaveProperty('store');
  });
});
