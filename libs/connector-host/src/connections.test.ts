// Connections in calls of a connector, against a service of this test on loopback.
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { action, auth, defineConnector, httpAction, t, type Auth, type JsonValue } from '@millrace/connector-sdk';
import { describeConnector, type CallConnection } from '@millrace/connector-sdk/platform';
import { createOutboundGuard } from '@millrace/security';
import { MemoryRateBudgetStore } from '@millrace/testing';
import { CallBudgets } from './budget/call-budgets.ts';
import { createConnectorHost, type ActionOutcome, type ConnectorHost } from './connector-host.ts';
import { sortFields, type HostConnections } from './connections.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const CLOSED = { additionalProperties: false };
const reads = { effects: 'read', input: t.Object({}, CLOSED), output: t.Json(), sample: null } as const;
const session = auth.custom({
  title: 'Session',
  fields: t.Object({ user: t.String(), password: t.Secret() }, CLOSED),
  test: async ({ http }) => ({ label: (await http.get<{ user: string }>('/me')).body.user, id: 'U1' }),
  exchange: async ({ http }, { user, password }) => {
    const { body } = await http.post<{ token: string }>('/login', { json: { user, password } });
    return { secrets: { token: body.token } };
  },
  sign: (request, { token = '' }) => ({ ...request, headers: { ...request.headers, 'x-session': token } }),
});
const bearer = auth.bearer({
  title: 'Token',
  test: { request: { method: 'GET', path: '/me' }, label: '{% body.user %}' },
});

interface World {
  readonly host: ConnectorHost;
  readonly outcomes: { readonly key: string; readonly refusal?: string }[];
  readonly call: (name: string) => Promise<ActionOutcome>;
}
/** A host with one connector, and one connection `acme` of this kind. */
async function world(answer: RequestListener, kind: Auth, secrets: Record<string, string>): Promise<World> {
  const baseUrl = await serve(answer);
  const connector = defineConnector({
    ...{ name: 'desk', title: 'Desk', description: 'Tickets.', categories: ['support'], baseUrl },
    permissions: { hosts: ['127.0.0.1'] },
    rateLimit: { requests: 1000, perSeconds: 1 },
    auth: { way: kind },
    options: {
      teams: async ({ http }, { search = '' }) => ({
        items: [{ value: search, label: (await http.get<string>('/me')).url }],
      }),
    },
    schemas: { fields: () => ({ type: 'object' }) },
    actions: {
      me: httpAction({ ...reads, title: 'Who am I', request: { method: 'GET', path: '/me' } }),
      echo: action({ ...reads, title: 'Echo a secret', run: ({ secret }) => secret('token') }),
    },
  });
  const guard = createOutboundGuard({ allow: ['127.0.0.1'] });
  closing.push(() => guard.close());
  const outcomes: World['outcomes'] = [];
  let version = 0;
  const get = async (
    { name, tokensOf }: Parameters<HostConnections['resolve']>[0],
    current?: CallConnection,
  ): Promise<CallConnection> => {
    const fields = { user: 'ada' };
    const token = await tokensOf('way')?.({ fields, secrets }, current?.secrets);
    version += 1;
    return { name, key: `c:1:${version}`, authKind: 'way', fields, secrets: { ...secrets, ...token?.secrets } };
  };
  const connections: HostConnections = {
    resolve: (request) => get(request),
    refresh: (request) =>
      request.tokensOf('way') === undefined ? Promise.resolve(undefined) : get(request, request.used),
    noteOutcome: ({ used: { key }, refusal }) => outcomes.push({ key, ...(refusal === undefined ? {} : { refusal }) }),
  };
  const host = createConnectorHost({
    connectors: [
      { origin: 'built-in', connector, manifest: describeConnector(connector, '1.0.0'), icon: '', readme: '' },
    ],
    files: { read: () => Promise.reject(new Error('No files.')), write: () => Promise.reject(new Error('No files.')) },
    evaluate: (expression, root) =>
      expression
        .split('.')
        .reduce<JsonValue | undefined>((value, step) => (value as Record<string, JsonValue> | undefined)?.[step], root),
    budgets: new CallBudgets({
      shared: new MemoryRateBudgetStore({ nowMs: () => Date.now() }),
      schedule: () => () => undefined,
      nowMs: () => Date.now(),
    }),
    ...{ guard, connections },
  });
  const call = (name: string): Promise<ActionOutcome> =>
    host.call({
      ...{ workspaceId: 'w', connector: 'desk', action: name, connection: 'acme', arguments: {}, idempotencyKey: 'k' },
      run: { id: 'r', workflow: 'orders', state: 'Call', path: '/Call', attempt: 1 },
      ...{ timeoutMs: 5000, signal: new AbortController().signal },
    });
  return { host, outcomes, call };
}

/** Logs in for `session-n`, and takes only the newest of them, beginning with the second. */
function sessions(): { readonly answer: RequestListener; readonly logins: () => number } {
  let logins = 0;
  const answer: RequestListener = (request, response) => {
    response.setHeader('content-type', 'application/json');
    if (request.url === '/login') {
      logins += 1;
      response.end(JSON.stringify({ token: `session-${logins}-secret` }));
      return;
    }
    response.statusCode = request.headers['x-session'] === 'session-2-secret' ? 200 : 401;
    response.end(JSON.stringify({ user: 'ada' }));
  };
  return { answer, logins: () => logins };
}

test('what was filled in is exchanged, and exchanged anew when the service takes it no more', async () => {
  const { answer, logins } = sessions();
  const { call, outcomes } = await world(answer, session, { password: 'p4ssw0rd-value' });
  const outcome = await call('me');
  expect(outcome).toMatchObject({ kind: 'returned', output: { user: 'ada' } });
  expect(logins()).toBe(2);
  expect(outcome.secrets).toEqual(expect.arrayContaining(['p4ssw0rd-value', 'session-1-secret', 'session-2-secret']));
  expect(outcomes).toEqual([{ key: 'c:1:2' }]);
});

test('a service that refuses all the same has refused the connection', async () => {
  const { call, outcomes } = await world((_, response) => response.writeHead(401).end(), bearer, {
    token: 'wrong-token',
  });
  expect(await call('me')).toMatchObject({ kind: 'threw', error: 'Connector.Auth' });
  expect(outcomes).toEqual([{ key: 'c:1:1', refusal: expect.stringContaining('401') as string }]);
});

describe('reads for whoever fills in forms', () => {
  const answer: RequestListener = (_, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ user: 'ada' }));
  };
  const about = () => ({
    workspaceId: 'w',
    connector: 'desk',
    connection: 'acme',
    signal: new AbortController().signal,
  });

  test('a connection says whose it is, by a request or by code', async () => {
    const declared = await world(answer, bearer, { token: 'some-token' });
    expect(await declared.host.testConnection(about())).toMatchObject({ kind: 'returned', output: { label: 'ada' } });
    const coded = await world(sessions().answer, session, { password: 'p4ssw0rd-value' });
    expect(await coded.host.testConnection(about())).toMatchObject({ output: { label: 'ada', id: 'U1' } });
    const untested = await world(answer, auth.bearer({ title: 'Token' }), { token: 'some-token' });
    expect(await untested.host.testConnection(about())).toMatchObject({ kind: 'returned', output: {} });
  });

  test('options and schemas', async () => {
    const { host } = await world(answer, bearer, { token: 'some-token' });
    const listed = await host.listOptions({ ...about(), source: 'teams', input: {}, search: 'ops' });
    expect(listed).toMatchObject({ output: { items: [{ value: 'ops' }] } });
    expect(await host.readSchema({ ...about(), source: 'fields', input: {} })).toMatchObject({
      output: { type: 'object' },
    });
    for (const source of ['none', 'toString'])
      expect(await host.listOptions({ ...about(), source, input: {} })).toMatchObject({
        kind: 'threw',
        error: 'Connector.Fatal',
      });
    expect(await host.readSchema({ ...about(), connector: 'crm', source: 'fields', input: {} })).toMatchObject({
      kind: 'threw',
    });
  });
});

test('code reads no secret unless its manifest says so', async () => {
  const { call } = await world((_, response) => response.end(), bearer, { token: 'some-token' });
  const outcome = await call('echo');
  expect(outcome).toMatchObject({ kind: 'threw', error: 'Connector.Fatal' });
  expect(outcome.kind === 'threw' && outcome.cause).toContain('connector.permission_missing');
});

test('fields are sorted into what is shown and what is sealed', () => {
  const given = { user: 'ada', password: 's' };
  expect(sortFields(session, given)).toEqual({ kind: 'fit', fields: { user: 'ada' }, secrets: { password: 's' } });
  expect(sortFields(session, { user: 'ada' })).toMatchObject({
    kind: 'misfit',
    problem: expect.stringContaining('password') as string,
  });
  expect(sortFields(session, { ...given, more: 1 })).toMatchObject({ kind: 'misfit' });
});
