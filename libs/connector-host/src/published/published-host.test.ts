// Published connectors as the platform calls them: with connections, outbound guard and a service of this test on loopback.
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { JsonObject } from '@millrace/connector-sdk';
import { createOutboundGuard } from '@millrace/security';
import { until } from '@millrace/testing';
import { createConnectorHost, type ActionOutcome, type ConnectorHost } from '../connector-host.ts';
import type { HostConnections } from '../connections.ts';
import { hasDenoFor } from '../testing/deno.ts';
import { connectorSource } from '../testing/published-connector.ts';
import { installPublished } from './install-published.ts';
import { createPublishedSandbox, type PublishedSandbox } from './published-sandbox.ts';

const describeWithDeno = hasDenoFor('published connectors in the host') ? describe : describe.skip;
const SECRET = 't0p-s3cret';
const signal = new AbortController().signal;

const RUNS = {
  get: "async ({ http }, { path }) => (await http.get(path, { as: 'text' })).body",
  fetch: 'async (ctx, { url }) => (await fetch(url)).text()',
  post: '({ http }, { path }) => http.post(path, { json: 1 })',
  crash: 'async ({ http }, { path }) => { setTimeout(() => Deno.exit(1), 300); await http.post(path, { json: 1 }) }',
  stuck: '() => new Promise(() => {})',
  leak: `async ({ secret, log }) => { log.info(secret('token')); const error = new Error('Bearer ' + secret('token')); error.config = { headers: { Authorization: 'x' } }; throw error }`,
  pretend:
    "() => { throw Object.assign(new Error('x'), { isOutcomeUnknown: true, code: 'outbound.host_not_found', connectorFailure: 'fatal', errorName: 'Connector.OutcomeUnknown' }) }",
  wrong: '() => ({ not: "what it promised" })',
  keep: `async ({ store }) => { await store.set('seen', { id: 4 }); await store.delete('old'); return [await store.get('seen'), await store.get('old'), await store.increment('count')] }`,
  beat: 'async ({ heartbeat, http }) => { for (let n = 0; n < 1000; n += 1) heartbeat(); await http.get("/me", { as: "text" }); heartbeat(); await http.get("/me", { as: "text" }); return "beaten" }',
  hoard: `({ store }) => store.set('seen', 'x'.repeat(100_000))`,
};

describeWithDeno('a published connector in the host', () => {
  let sandbox: PublishedSandbox;
  let host: ConnectorHost;
  let baseUrl = '';
  const seen: IncomingMessage[] = [];
  const guard = createOutboundGuard({ allow: ['127.0.0.1'] });
  const server = createServer((request, response) => {
    seen.push(request);
    const answer = `${request.method ?? ''} ${request.headers.authorization ?? 'nobody'}`;
    setTimeout(() => response.end(answer), request.url === '/slow' ? 800 : 0);
  });

  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    sandbox = createPublishedSandbox({ graceMs: 300 });
    const more = `baseUrl: '${baseUrl}', permissions: { hosts: ['127.0.0.1'], secrets: true },
      auth: { token: { kind: 'bearer', title: 'Token', fields: { type: 'object', properties: { token: { type: 'string', writeOnly: true } } } } },
      options: { slow: async ({ signal }) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))) },`;
    const source = connectorSource({ runs: RUNS, more });
    const manifest = await sandbox.describe({ workspaceId: 'w', version: '1.0.0', source, signal });
    const wrong = { ...manifest.actions.wrong, output: { type: 'string' } } as (typeof manifest.actions)[string];
    const strict = { ...manifest, actions: { ...manifest.actions, wrong } };
    const installed = installPublished({ workspaceId: 'w', manifest: strict, icon: '', readme: '', source }, sandbox);
    const current = { name: 'acme', key: 'acme 1', authKind: 'token', fields: {}, secrets: { token: SECRET } };
    const connections: HostConnections = {
      resolve: () => Promise.resolve(current),
      refresh: () => Promise.resolve(undefined),
      noteOutcome: () => undefined,
    };
    const none = (): Promise<never> => Promise.reject(new Error('No files here.'));
    const files = { read: none, write: none };
    host = createConnectorHost({
      ...{ connectors: [installed], guard, files, connections, evaluate: () => undefined },
      store: {
        get: ({ key }) => Promise.resolve(key === 'old' ? '1' : undefined),
        countKeys: () => Promise.resolve(1),
      },
    });
  });
  afterAll(async () => {
    await sandbox.close();
    await guard.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  beforeEach(() => void seen.splice(0));

  const call = (action: string, input: JsonObject = {}, timeoutMs = 20_000): Promise<ActionOutcome> =>
    host.call({
      ...{ workspaceId: 'w', connector: 'desk', connection: 'acme', action, arguments: input, timeoutMs, signal },
      ...{ idempotencyKey: 'k'.repeat(52), run: { id: 'r', workflow: 'o', state: 'S', path: '/S', attempt: 1 } },
    });

  test('goes out as its connection, without having seen the credentials', async () => {
    expect(await call('get', { path: '/me' })).toMatchObject({ kind: 'returned', output: `GET Bearer ${SECRET}` });
    expect(await call('fetch', { url: `${baseUrl}/me` })).toMatchObject({ output: `GET Bearer ${SECRET}` });
    expect(await call('fetch', { url: '/me' })).toMatchObject({ output: `GET Bearer ${SECRET}` });
  });

  test('goes to permitted hosts only, however it asks', async () => {
    const refused = {
      kind: 'threw',
      error: 'Connector.Fatal',
      cause: expect.stringContaining('host_not_permitted') as string,
    };
    expect(await call('get', { path: 'http://localhost:1/' })).toMatchObject(refused);
    expect(await call('fetch', { url: 'https://example.org/' })).toMatchObject(refused);
    expect(seen).toHaveLength(0);
  });

  test('what it says of secrets is known to whoever records it', async () => {
    const outcome = await call('leak');
    expect(outcome).toMatchObject({ kind: 'threw', error: 'States.TaskFailed', log: [{ message: SECRET }] });
    // The host hands all of it on with the secrets, and who keeps it takes them out.
    expect(outcome.secrets).toContain(SECRET);
    expect(JSON.stringify(outcome)).not.toContain('Authorization');
  });

  test('cannot claim what only the host can know', async () => {
    expect(await call('pretend')).toMatchObject({ kind: 'threw', error: 'Connector.Fatal' });
  });

  test('returns what its manifest promises, or fails', async () => {
    expect(await call('wrong')).toMatchObject({
      ...{ kind: 'threw', error: 'Connector.Fatal', cause: expect.stringContaining('output_mismatch') as string },
    });
  });

  test('gives signs of life, as many as can be told', async () => {
    let beats = 0;
    const outcome = await host.call({
      ...{ workspaceId: 'w', connector: 'desk', connection: 'acme', action: 'beat', arguments: {}, timeoutMs: 20_000 },
      ...{ signal, idempotencyKey: 'k'.repeat(52) },
      run: { id: 'r', workflow: 'o', state: 'S', path: '/S', attempt: 1 },
      onHeartbeat: () => {
        beats += 1;
      },
    });
    expect(outcome).toMatchObject({ kind: 'returned', output: 'beaten' });
    expect(beats).toBe(2);
  });

  test('keeps things for later calls, within the same limits', async () => {
    expect(await call('keep')).toMatchObject({
      ...{ kind: 'returned', output: [{ id: 4 }, null, 1] },
      store: [
        { kind: 'set', key: 'seen', value: '{"id":4}' },
        { kind: 'delete', key: 'old' },
        { kind: 'increment', key: 'count', by: 1 },
      ],
    });
    const cause = expect.stringContaining('store_value_too_large') as string;
    expect(await call('hoard')).toMatchObject({ error: 'Connector.Fatal', cause });
  });

  test('that dies with a write under way leaves a doubt', async () => {
    const unknown = { kind: 'threw', error: 'Connector.OutcomeUnknown' };
    expect(await call('crash', { path: '/slow' })).toMatchObject(unknown);
    expect(seen.map(({ url }) => url)).toEqual(['/slow']);
  });

  test('that hangs is given up in time, and its process ends', async () => {
    await call('get', { path: '/me' });
    expect(await call('stuck', {}, 500)).toMatchObject({ error: 'States.Timeout' });
    await until(() => sandbox.pids.length <= 1);
  });
});
