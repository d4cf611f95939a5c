import { action, httpAction } from '../action.ts';
import { auth } from '../auth.ts';
import { FatalError } from '../failures.ts';
import { t } from '../schema.ts';
import { pollingTrigger } from '../trigger.ts';
import { aDesk, aRead, aWrite, CLOSED, toyFake } from './checks/toy-desk.ts';
import { fakeApi } from './fake/fake-api.ts';
import { harness } from './harness.ts';

const connections = { desk: { auth: 'token', fields: { token: 'toy-token-123' } } };

describe('an action', () => {
  const reading = aRead(async ({ http }) => (await http.get('/tickets', { as: 'json' })).body);

  test('returns, and tells what it has sent', async () => {
    const outcome = await harness(aDesk({ actions: { reading } }), { fake: toyFake(), connections }).action('reading');
    expect(outcome).toMatchObject({
      kind: 'returned',
      output: { tickets: [] },
      secrets: expect.arrayContaining(['toy-token-123']) as unknown,
    });
    expect(outcome.sent.map(({ wire, answer }) => [wire.method, wire.url, answer?.status])).toEqual([
      ['GET', 'https://desk.example/api/tickets', 200],
    ]);
  });

  test('is tried three times when repeating is harmless, with no real time between', async () => {
    const fake = toyFake();
    fake.fail({ kind: 'status', status: 503, headers: { 'retry-after': '4' } }, { times: 2 });
    const test = harness(aDesk({ actions: { reading } }), { fake, connections });
    const beganMs = test.clock.nowMs();
    expect(await test.action('reading')).toMatchObject({ kind: 'returned' });
    expect(fake.requests).toHaveLength(1);
    expect(test.clock.nowMs() - beganMs).toBe(8000);
  });

  test('that never ends is left behind at its deadline', async () => {
    const hanging = { ...aRead(() => new Promise(() => undefined)), timeoutSeconds: 3 };
    const test = harness(aDesk({ actions: { hanging } }), { fake: toyFake(), connections });
    expect(await test.action('hanging')).toMatchObject({ kind: 'threw', error: 'States.Timeout' });
  });

  test.each([
    ['arguments', {}, { unknown: 1 }, 'connector.arguments_invalid'],
    ['output', { output: t.Object({ tickets: t.Null() }) }, {}, 'connector.output_mismatch'],
    ['output that is no JSON', { run: () => ({ run: () => 1 }) }, {}, 'connector.output_mismatch'],
    ['host', { run: aRead(({ http }) => http.get('https://evil.example/')).run }, {}, 'outbound.host_not_permitted'],
    ['secret', { run: aRead(({ secret }) => secret('token')).run }, {}, 'connector.permission_missing'],
  ])('wrong %s', async (...[, changes, input, code]) => {
    const test = harness(aDesk({ actions: { reading: { ...reading, ...changes } } }), { fake: toyFake(), connections });
    expect(await test.action('reading', input)).toMatchObject({ error: 'Connector.Fatal', cause: { code } });
  });

  test('a write of which nobody knows is asked for first', async () => {
    const fake = toyFake();
    const asked: number[] = [];
    const write = aWrite(
      {
        verify: ({ run }) => {
          asked.push(run.attempt);
          return asked.length > 1 ? { found: true } : null;
        },
      },
      async ({ http }) => (await http.post('/tickets', { json: { subject: 'a' } })).body,
    );
    fake.fail({ kind: 'reset', work: 'after' }, { times: 2 });
    const test = harness(aDesk({ actions: { write } }), { fake, connections });
    expect(await test.action('write')).toMatchObject({ error: 'Connector.Retryable' });
    expect(await test.action('write', {}, { attempt: 2 })).toMatchObject({ kind: 'returned', output: { found: true } });
    expect(asked).toEqual([1, 2]);
  });

  test('files come and go', async () => {
    const fake = fakeApi({
      ...{ base: 'https://desk.example/api', state: () => ({ kept: '' }) },
      routes: {
        'POST /files': ({ text }, { state }) => {
          state.kept = text;
          return { bytes: Uint8Array.of(9), headers: { 'content-type': 'image/png' } };
        },
      },
    });
    const copy = action({
      ...{ title: 'Copy a file', effects: 'write', idempotency: { none: 'a copy each time' } },
      ...{ input: t.Object({ file: t.File() }, CLOSED), output: t.Unknown(), sample: null },
      run: async ({ http }, { file }) =>
        (await http.post('/files', { multipart: [{ name: 'doc', value: file }], as: 'file' })).body,
    });
    const test = harness(aDesk({ actions: { copy } }), { fake, connections });
    const file = test.platform.files.keep(new TextEncoder().encode('hello'), { name: 'a.txt', type: 'text/plain' });
    expect(await test.action('copy', { file: { ...file } })).toMatchObject({
      output: { name: 'files', type: 'image/png', size: 1 },
    });
    expect(fake.state.kept).toContain('filename="a.txt"\r\ncontent-type: text/plain\r\n\r\nhello\r\n');
  });

  test('a redirect to another place takes no credentials along', async () => {
    const fake = toyFake();
    fake.fail({ kind: 'redirect', location: 'https://desk.example/api/me' });
    const test = harness(
      aDesk({
        actions: { reading: aRead(async ({ http }) => (await http.get('/tickets', { maxRedirects: 1 })).body) },
      }),
      { fake, connections },
    );
    expect(await test.action('reading')).toMatchObject({ output: { email: 'ada@desk.example' } });
    fake.fail({ kind: 'redirect', location: 'https://evil.example/' });
    const outcome = await test.action('reading');
    expect(outcome.sent.map(({ wire }) => [wire.url, 'authorization' in wire.headers])).toEqual([
      ['https://desk.example/api/tickets', true],
      ['https://evil.example/', false],
      ['https://desk.example/api/tickets', true],
    ]);
  });
});

describe('signing in', () => {
  const sessions = auth.custom({
    ...{ title: 'Session', fields: t.Object({ user: t.String(), password: t.Secret() }, CLOSED) },
    async exchange({ http }, { user, password }) {
      const { body } = await http.post<{ session: string }>('/session', { json: { user, password } });
      return { secrets: { session: body.session } };
    },
    sign: (request, { session = '' }) => ({ ...request, headers: { ...request.headers, 'x-session': session } }),
  });

  test('a session is begun before, and once more when the service has ended it', async () => {
    const fake = fakeApi({
      ...{ base: 'https://desk.example/api', state: () => ({ count: 0 }) },
      routes: {
        'POST /session': (_, { state }) => ({ json: { session: `session-${(state.count += 1)}` } }),
        'GET /tickets': ({ headers }) => (headers['x-session'] === 'session-2' ? { json: [] } : { status: 401 }),
      },
    });
    const test = harness(
      aDesk({
        auth: { session: sessions },
        actions: { read: aRead(async ({ http }) => (await http.get('/tickets')).body) },
      }),
      { fake, connections: { desk: { auth: 'session', fields: { user: 'ada', password: 'pass-word' } } } },
    );
    const outcome = await test.action('read');
    expect(outcome).toMatchObject({ kind: 'returned', output: [], refreshes: 1 });
    expect(outcome.sent.map(({ wire }) => new URL(wire.url).pathname)).toEqual([
      '/api/session',
      '/api/tickets',
      '/api/session',
      '/api/tickets',
    ]);
  });

  test('a connection of a kind that is not there is a mistake of the test', async () => {
    const test = harness(aDesk(), { connections: { desk: { auth: 'oauth', fields: {} } } });
    expect(await test.test()).toMatchObject({
      kind: 'threw',
      message: expect.stringContaining('which desk does not know') as unknown,
    });
  });
});

test('data is run as the host runs it', async () => {
  const list = httpAction({
    ...{
      title: 'Find',
      effects: 'read',
      input: t.Object({ ref: t.Optional(t.String()) }, CLOSED),
      output: t.Unknown(),
      sample: null,
    },
    request: { method: 'GET', path: '/tickets', query: { ref: '{% input.ref %}' } },
    records: 'tickets',
    errors: [{ status: 429, name: 'Busy', message: 'The desk is busy.' }],
  });
  const fake = toyFake();
  const test = harness(aDesk({ actions: { list }, errors: { Busy: 'too much' } }), { fake, connections });
  expect(await test.action('list', { ref: 'a' })).toMatchObject({ output: [] });
  expect(fake.requests[0]?.query).toEqual({ ref: 'a' });
  fake.fail({ kind: 'status', status: 429 });
  expect(await test.action('list')).toMatchObject({ error: 'Desk.Busy', message: 'The desk is busy.' });
});

test('a poll that goes round in circles is stopped', async () => {
  const stuck = pollingTrigger({
    ...{ title: 'Thing done', input: t.Object({}), output: t.String(), sample: 'a', cursor: t.String() },
    poll: () => ({ items: [{ id: '1', data: 'a' }], cursor: 'x', more: true }),
  });
  const poller = harness(aDesk({ triggers: { stuck } })).poll('stuck');
  await expect(poller.tick()).rejects.toThrow('connector.poll_stuck');
  expect(poller.started).toHaveLength(1);
});

test('an error of a trigger is told by its name', async () => {
  const broken = pollingTrigger({
    ...{ title: 'Thing done', input: t.Object({}), output: t.String(), sample: 'a', cursor: t.String() },
    poll: () => {
      throw new FatalError('No such queue.');
    },
  });
  await expect(
    harness(aDesk({ triggers: { broken } }))
      .poll('broken')
      .tick(),
  ).rejects.toThrow('Connector.Fatal: No such queue.');
});
