// What authors are shown by the test platform is what this host does: the same calls, the same faults, the same ends.
import { action, defineConnector, t, type Connector, type Idempotency } from '@millrace/connector-sdk';
import { fakeApi, harness, type FakeApi, type Fault } from '@millrace/connector-sdk/testing';
import { describeConnector } from '@millrace/connector-sdk/platform';
import { createOutboundGuard } from '@millrace/security';
import { createConnectorHost } from './connector-host.ts';

const guard = createOutboundGuard({ allow: ['127.0.0.1'] });
afterAll(() => guard.close());
const notUsed = (): Promise<never> => Promise.reject(new Error('No files in this test.'));

const deskAt = (base: string): FakeApi<{ made: string[] }> =>
  fakeApi<{ made: string[] }>({
    ...{ base, state: () => ({ made: [] }) },
    routes: {
      'GET /tickets': () => ({ json: { tickets: [] } }),
      'PUT /tickets': () => ({ json: {} }),
      'POST /tickets': ({ headers }, { state }) => {
        state.made.push(headers['idempotency-key'] ?? '');
        return { status: 201, json: { id: state.made.length } };
      },
    },
  });

const connectorAt = (base: string): Connector => {
  const make = (method: string, idempotency?: Idempotency) =>
    action({
      ...{ title: 'Try', input: t.Object({}, { additionalProperties: false }), output: t.Unknown(), sample: null },
      ...(idempotency === undefined ? { effects: 'read' as const } : { effects: 'write' as const, idempotency }),
      run: async ({ http }) => (await http.request('/tickets', { method, as: 'json' })).body,
    });
  return defineConnector({
    ...{ name: 'desk', title: 'Desk', description: 'A desk.', categories: ['support'], baseUrl: base },
    permissions: { hosts: [new URL(base).hostname] },
    actions: {
      read: make('GET'),
      method: make('PUT', 'method'),
      keyed: make('POST', { header: 'Idempotency-Key' }),
      once: make('POST', { none: 'a letter' }),
    },
  });
};

interface End {
  readonly error: string;
  readonly status: unknown;
  readonly code: unknown;
  readonly retryAfterMs: number | undefined;
  readonly requests: number;
  readonly made: readonly string[];
}

async function endInHost(name: string, fault: Fault, times: number): Promise<End> {
  const fake = deskAt('http://127.0.0.1');
  const served = await fake.serve();
  fake.fail(fault, { times });
  const connector = connectorAt(served.url);
  const host = createConnectorHost({
    connectors: [
      { origin: 'built-in', connector, icon: '', readme: '', manifest: describeConnector(connector, '1.0.0') },
    ],
    ...{ guard, files: { read: notUsed, write: notUsed }, evaluate: () => undefined },
  });
  const outcome = await host.call({
    ...{
      workspaceId: 'w',
      connector: 'desk',
      action: name,
      arguments: {},
      idempotencyKey: 'k'.repeat(52),
      timeoutMs: 20_000,
    },
    run: { id: 'r', workflow: 'w', state: 'Try', path: '/Try', attempt: 1 },
    signal: new AbortController().signal,
  });
  await served.close();
  const { status, code } = outcome.kind === 'threw' ? (JSON.parse(outcome.cause) as Record<string, unknown>) : {};
  const { error = 'none', retryAfterMs } = outcome.kind === 'threw' ? outcome : {};
  return { error, status, code, retryAfterMs, requests: fake.requests.length, made: fake.state.made };
}

async function endInTest(name: string, fault: Fault, times: number): Promise<End> {
  const fake = deskAt('https://desk.example');
  fake.fail(fault, { times });
  const outcome = await harness(connectorAt('https://desk.example'), { fake }).action(
    name,
    {},
    { idempotencyKey: 'k'.repeat(52) },
  );
  const { status, code } = outcome.kind === 'threw' ? outcome.cause : {};
  const { error = 'none', retryAfterMs } = outcome.kind === 'threw' ? outcome : {};
  return { error, status, code, retryAfterMs, requests: fake.requests.length, made: fake.state.made };
}

const FAULTS: readonly (readonly [string, Fault, number])[] = [
  ...[400, 401, 403, 404, 409, 422, 500, 503].map(
    (status) => [`${status}`, { kind: 'status', status } satisfies Fault, 9] as const,
  ),
  ['500 once', { kind: 'status', status: 500 }, 1],
  ['429, a minute', { kind: 'status', status: 429, headers: { 'retry-after': '60' } }, 9],
  ['403, a minute', { kind: 'status', status: 403, headers: { 'retry-after': '60' } }, 9],
  ['429, garbage', { kind: 'status', status: 429, headers: { 'retry-after': 'soon' } }, 9],
  ['reset before the work', { kind: 'reset', work: 'before' }, 1],
  ['reset after the work', { kind: 'reset', work: 'after' }, 1],
  ['reset after the work, always', { kind: 'reset', work: 'after' }, 9],
  ['broken JSON', { kind: 'truncated' }, 9],
  ['HTML', { kind: 'html' }, 9],
  ['a redirect', { kind: 'redirect', location: 'https://other.example/' }, 9],
];

describe.each(FAULTS)('%s', (_, fault, times) => {
  test.each(['read', 'method', 'keyed', 'once'])('met by "%s"', async (name) => {
    const { code, ...expected } = await endInHost(name, fault, times);
    const { code: told, ...end } = await endInTest(name, fault, times);
    expect(end).toEqual(expected);
    // Of broken sockets the code is undici's own.
    if (fault.kind !== 'reset') expect(told).toBe(code);
  });
});
