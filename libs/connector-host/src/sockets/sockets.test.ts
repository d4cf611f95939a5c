// Sockets of connectors that run in this process, to servers of the test on loopback.
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, TLSSocket } from 'node:tls';
import { action, defineConnector, t, type ActionContext, type NetConnection } from '@millrace/connector-sdk';
import { describeConnector } from '@millrace/connector-sdk/platform';
import { createOutboundGuard } from '@millrace/security';
import { createConnectorHost, type CallOutcome } from '../connector-host.ts';
import { SERVICES, STRANGER, TEST_AUTHORITY } from '../testing/certificates.ts';
import { NodeConnection } from './node-connection.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function serve(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => {
    for (const socket of sockets) socket.destroy();
    return new Promise((resolve) => server.close(resolve));
  });
  return (server.address() as AddressInfo).port;
}
const echo = (socket: Socket): void => void socket.on('error', () => undefined).pipe(socket);
const say = async (connection: NetConnection | NodeConnection, text: string): Promise<string> => {
  await connection.write(new TextEncoder().encode(text));
  return new TextDecoder().decode((await connection.read()) ?? undefined);
};

/** Calls an action that may connect to this port of "db.example", which is this machine. */
function call(
  run: (context: ActionContext) => unknown,
  { port, allow = ['127.0.0.1'] }: { readonly port: number; readonly allow?: readonly string[] },
): Promise<CallOutcome> {
  const guard = createOutboundGuard({ allow, resolve: () => Promise.resolve([{ address: '127.0.0.1', family: 4 }]) });
  closing.push(() => guard.close());
  const connector = defineConnector({
    ...{ name: 'db', title: 'Db', description: 'A test.', categories: ['test'] },
    permissions: { sockets: [`db.example:${port}`] },
    actions: {
      ask: action({
        ...{
          title: 'Ask',
          effects: 'read',
          input: t.Object({}, { additionalProperties: false }),
          output: t.Any(),
          sample: null,
          run,
        },
      }),
    },
  });
  const installed = {
    origin: 'built-in',
    connector,
    icon: '',
    readme: '',
    manifest: describeConnector(connector, '1.0.0'),
  } as const;
  const never = (): Promise<never> => Promise.reject(new Error('No files in this test.'));
  const host = createConnectorHost({
    connectors: [installed],
    guard,
    evaluate: () => undefined,
    files: { read: never, write: never },
  });
  return host.call({
    ...{
      workspaceId: 'w',
      connector: 'db',
      action: 'ask',
      arguments: {},
      idempotencyKey: 'k'.repeat(52),
      timeoutMs: 5000,
    },
    run: { id: 'r', workflow: 'orders', state: 'Ask', path: '/Ask', attempt: 1 },
    signal: new AbortController().signal,
  });
}

test('what the manifest names is reached, and what is left open ends with the call', async () => {
  const server = createServer(echo);
  const left = once(server, 'connection').then(([socket]) => once(socket as Socket, 'close'));
  const port = await serve(server);
  const outcome = await call(async ({ net }) => say(await net.connect('db.example', port), 'hello'), { port });
  expect(outcome).toMatchObject({ kind: 'returned', output: 'hello' });
  await left;
});

test('other sockets are refused, and so is what the guard refuses', async () => {
  let came = 0;
  const port = await serve(createServer(() => (came += 1)));
  const elsewhere = await call(({ net }) => net.connect('127.0.0.1', port), { port });
  expect(elsewhere).toMatchObject({ kind: 'threw', error: 'Connector.Fatal' });
  expect((elsewhere as { readonly cause: string }).cause).toContain('outbound.socket_not_permitted');
  const guarded = await call(({ net }) => net.connect('db.example', port), { port, allow: [] });
  expect(guarded).toMatchObject({ kind: 'threw', error: 'Connector.Fatal' });
  expect(came).toBe(0);
});

test('nobody there may be tried again; a connection that breaks may not by itself', async () => {
  const port = await serve(createServer((socket) => socket.on('data', () => socket.resetAndDestroy())));
  const broken = await call(async ({ net }) => say(await net.connect('db.example', port), 'hello'), { port });
  expect(broken).toMatchObject({ kind: 'threw', error: 'Connector.Fatal' });
  expect((broken as { readonly cause: string }).cause).toContain(`The connection to db.example:${port} broke`);
  await (closing.splice(0, 1)[0]?.() as Promise<unknown>);
  expect(await call(({ net }) => net.connect('db.example', port), { port })).toMatchObject({
    error: 'Connector.Retryable',
  });
});

test('a certificate of a stranger is not accepted', async () => {
  const port = await serve(createTlsServer({ ...STRANGER }, echo));
  const outcome = await call(({ net }) => net.connect('db.example', port, { tls: true }), { port });
  expect(outcome).toMatchObject({ kind: 'threw', error: 'Connector.Retryable' });
});

test('TLS begins on a connection that has been used', async () => {
  const port = await serve(
    createServer((socket) => {
      socket.once('data', () => {
        socket.write('go ahead');
        echo(new TLSSocket(socket, { isServer: true, ...SERVICES }));
      });
    }),
  );
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  const plain = new NodeConnection(socket, { host: 'service.example', ca: TEST_AUTHORITY });
  expect(await say(plain, 'STARTTLS')).toBe('go ahead');
  const secured = (await plain.startTls()) as NodeConnection;
  expect(await say(secured, 'hello')).toBe('hello');
  secured.close();
});
