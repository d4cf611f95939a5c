import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { createOutboundGuard } from '@millrace/security';
import { hasDenoFor } from '../testing/deno.ts';
import { connectorSource, testContext } from '../testing/published-connector.ts';
import { createPublishedSandbox } from './published-sandbox.ts';
import { SocketRelays } from './socket-relays.ts';

const describeWithDeno = hasDenoFor('sockets of published connectors') ? describe : describe.skip;
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** Says what it is told, and counts who came. */
async function echo(): Promise<{
  readonly port: number;
  readonly came: () => number;
  readonly left: () => Promise<void>;
}> {
  let count = 0;
  let onLeft: () => void = () => undefined;
  const left = new Promise<void>((resolve) => (onLeft = resolve));
  const server: Server = createServer((socket) => {
    count += 1;
    socket.on('error', () => undefined).on('close', onLeft);
    socket.pipe(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => new Promise((resolve) => server.close(resolve)));
  return { port: (server.address() as AddressInfo).port, came: () => count, left: () => left };
}

/** One name, which is this machine. */
const guardOf = (allow: readonly string[]) => {
  const guard = createOutboundGuard({ allow, resolve: () => Promise.resolve([{ address: '127.0.0.1', family: 4 }]) });
  closing.push(() => guard.close());
  return guard;
};

describeWithDeno('a connector whose manifest names sockets', () => {
  const run = async (code: string, sockets: readonly string[], allow = ['127.0.0.1']): Promise<unknown> => {
    const sandbox = createPublishedSandbox({ guard: guardOf(allow) });
    closing.push(() => sandbox.close());
    const source = connectorSource({ runs: { run: `async (context) => { ${code} }` } });
    const about = { workspaceId: 'a', name: 'desk', version: '1.0.0', memoryMiB: 256, source, sockets };
    return sandbox.open(about)({ kind: 'action', member: 'run', arguments: [testContext(), {}] });
  };
  const byDeno = (host: string, port: number): string =>
    `const connection = await Deno.connect({ hostname: '${host}', port: ${port} });
     await connection.write(new TextEncoder().encode('hello'));
     const buffer = new Uint8Array(10); const count = await connection.read(buffer); connection.close();
     return count === null ? 'closed' : new TextDecoder().decode(buffer.subarray(0, count))`;
  const byNet = (host: string, port: number): string =>
    `const connection = await context.net.connect('${host}', ${port});
     await connection.write('hello'); const bytes = await connection.read();
     return bytes === null ? 'closed' : new TextDecoder().decode(bytes)`;
  const byNode = (arguments_: string): string =>
    `const { connect, Socket } = await import('node:net');
     return await new Promise((resolve, reject) => { const socket = ${arguments_};
       socket.on('error', reject).on('close', () => resolve('closed')).on('data', (data) => { resolve(String(data)); socket.destroy() }); socket.write('hello') })`;

  test('reaches them by name, with what it likes', async () => {
    const { port } = await echo();
    const sockets = [`db.example:${port}`];
    expect(await run(byNet('db.example', port), sockets)).toBe('hello');
    expect(await run(byDeno('db.example', port), sockets)).toBe('hello');
    expect(await run(byNode(`connect(${port}, 'db.example')`), sockets)).toBe('hello');
    expect(await run(byNode(`connect({ host: 'db.example', port: ${port} })`), sockets)).toBe('hello');
    expect(await run(byNode(`new Socket().connect(${port}, 'db.example')`), sockets)).toBe('hello');
  });

  test('reaches nothing else, by name or by address', async () => {
    const [named, other] = [await echo(), await echo()];
    const sockets = [`db.example:${named.port}`];
    await expect(run(byDeno('db.example', other.port), sockets)).rejects.toThrow('Requires net access');
    await expect(run(byDeno('127.0.0.1', named.port), sockets)).rejects.toThrow('Requires net access');
    await expect(run(byNode(`connect(${other.port}, '127.0.0.1')`), sockets)).rejects.toThrow();
    const refused = { connectorFailure: 'fatal', detail: { code: 'outbound.socket_not_permitted' } };
    await expect(run(byNet('db.example', other.port), sockets)).rejects.toMatchObject(refused);
    expect([named.came(), other.came()]).toEqual([0, 0]);
  });

  test('what a call has left open ends with it', async () => {
    const { port, left } = await echo();
    await run(`await context.net.connect('db.example', ${port})`, [`db.example:${port}`]);
    await left();
  });

  test('does not get past the outbound guard', async () => {
    const { port, came } = await echo();
    expect(await run(byDeno('db.example', port), [`db.example:${port}`], []).catch(() => 'closed')).toBe('closed');
    expect(came()).toBe(0);
  });

  test('may import the modules for them, and others may not', async () => {
    const sandbox = createPublishedSandbox({ guard: guardOf([]) });
    closing.push(() => sandbox.close());
    const source = connectorSource({
      before: "import { connect } from 'node:net';",
      runs: { run: '() => typeof connect' },
    });
    const about = { workspaceId: 'a', name: 'desk', version: '1.0.0', memoryMiB: 256, source };
    const call = (sockets: readonly string[]) =>
      sandbox.open({ ...about, sockets })({ kind: 'action', member: 'run', arguments: [testContext(), {}] });
    await expect(call([])).rejects.toMatchObject({ errorName: 'Sandbox.SourceInvalid' });
    await sandbox.describe({ workspaceId: 'a', version: '1.0.0', source, signal: new AbortController().signal });
    expect(
      await sandbox.open({ ...about, version: '1.0.1', sockets: ['db.example:5432'] })({
        ...{ kind: 'action', member: 'run', arguments: [testContext(), {}] },
      }),
    ).toBe('function');
  });
});

test('there is a door for what can be read as host and port', async () => {
  const relays = new SocketRelays(guardOf([]));
  closing.push(() => relays.close());
  const opened = await relays.open(['a.example:1', 'a.example', 'a.example:0', 'a.example:70000', 'a b:1', '[::1]:5']);
  expect(opened.map(([target]) => target)).toEqual(['a.example:1', '[::1]:5']);
});
