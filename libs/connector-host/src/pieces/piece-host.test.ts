import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '@millrace/testing';
import { createOutboundGuard } from '@millrace/security';
import { TEST_AUTHORITY } from '../testing/certificates.ts';
import { isAlive } from '../testing/deno.ts';
import { FakeService } from '../testing/fake-service.ts';
import { tinyAction, tinyContext, tinyPiece, TinyPieces, VERSION } from '../testing/tiny-pieces.ts';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const opened of open.splice(0).reverse()) await opened.close();
});
const pieces = (options: ConstructorParameters<typeof TinyPieces>[0] = {}): TinyPieces => {
  const made = new TinyPieces(options);
  open.push(made);
  return made;
};
const service = async (isStranger = false): Promise<FakeService> => {
  const made = await FakeService.start({ isStranger });
  open.push(made);
  return made;
};
/** Calls the only action of a piece that has one. */
async function run(
  made: TinyPieces,
  body: string,
  options: { before?: string; input?: object } = {},
): Promise<unknown> {
  const code = tinyPiece({ actions: tinyAction('go', `async (context) => { ${body} }`), before: options.before ?? '' });
  const invoke = await made.open(code);
  return invoke({ kind: 'action', member: 'go', arguments: [tinyContext().context, options.input ?? {}] });
}

describe('what a piece finds', () => {
  test('an environment of four names, and nothing of ours', async () => {
    process.env.MILLRACE_TEST_SECRET = 'hush';
    const found = await run(pieces(), 'return { ...process.env };');
    delete process.env.MILLRACE_TEST_SECRET;
    expect(Object.keys(found as object).sort()).toEqual(['HOME', 'LANG', 'NODE_ENV', 'TZ']);
  });

  test('the checking of certificates cannot be switched off, in any way of writing a variable', async () => {
    const name = 'NODE_TLS_REJECT_UNAUTHORIZED';
    const body = `
      process.env['${name}'] = '0';
      Object.defineProperty(process.env, '${name}', { value: '0', writable: true, enumerable: true, configurable: true });
      Object.assign(process.env, { ${name}: '0', OTHER: 'kept' });
      let replaced = 'no';
      try { process.env = { ${name}: '0' }; } catch { replaced = 'refused'; }
      return [process.env.${name} ?? null, process.env.OTHER, replaced];`;
    expect(await run(pieces(), body)).toEqual([null, 'kept', expect.any(String)]);
  });

  test.each([
    ['files', "require('node:fs').readFileSync('/etc/passwd')"],
    ['its own main file as something to write', "require('node:fs').writeFileSync(__filename, '')"],
    ['programs', "require('node:child_process').execSync('true')"],
    ['threads', "new (require('node:worker_threads').Worker)('1', { eval: true })"],
    ['bindings', "process.binding('tcp_wrap')"],
    ['servers', "require('node:net').createServer()"],
    ['datagrams', "require('node:dgram').createSocket('udp4')"],
  ])('no %s', async (_, attempt) => {
    const body = `try { ${attempt}; return 'done'; } catch (error) { return error.code; }`;
    expect(await run(pieces(), body)).toMatch(/^(?:ERR_ACCESS_DENIED|outbound\.scheme_blocked)$/);
  });

  test('nobody’s rights, where the system can do that', async () => {
    const body = 'return [process.getuid(), process.getgroups()];';
    const found = await run(pieces(), body);
    const isConfined = process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/setpriv');
    if (isConfined) expect(found).toEqual([65_534, [65_534]]);
    else expect(found).toEqual([process.getuid?.(), expect.any(Array)]);
  });

  test('its own files can be read', async () => {
    expect(await run(pieces(), "return require('node:fs').readFileSync(__filename, 'utf8').length > 0;")).toBe(true);
  });
});

describe('where a piece may connect to', () => {
  const attempts: readonly [string, string][] = [
    ['fetch', "await fetch('http://127.0.0.1:' + port + '/')"],
    ['fetch by name', "await fetch('http://localhost:' + port + '/')"],
    ['http', "await new Promise((r, j) => require('node:http').get({ port, host: '127.0.0.1' }, r).on('error', j))"],
    ['a socket', "await new Promise((r, j) => require('node:net').connect(port, '127.0.0.1', r).on('error', j))"],
    [
      'an old socket',
      "await new Promise((r, j) => new (require('node:net').Socket)().connect({ port }, r).on('error', j))",
    ],
    ['TLS', "await new Promise((r, j) => require('node:tls').connect(port, '127.0.0.1', r).on('error', j))"],
    ['a socket file', "await new Promise((r, j) => require('node:net').connect('/tmp/x.sock', r).on('error', j))"],
    ['a name', "await require('node:dns').promises.lookup('localhost')"],
    [
      'a name by callback',
      "await new Promise((r, j) => require('node:dns').lookup('localhost', (e) => e ? j(e) : r()))",
    ],
    ['the metadata of a cloud', "await fetch('http://169.254.169.254/latest/')"],
  ];
  test.each(attempts)('%s does not reach this machine', async (_, attempt) => {
    const sink = await service();
    const { port } = sink.hosts('x').get('x')!;
    const body = `const port = ${port}; try { ${attempt}; return 'reached'; } catch (error) { return (error.cause ?? error).code; }`;
    expect(await run(pieces(), body)).toMatch(/^outbound\.(?:address|scheme)_blocked$/);
    expect(sink.requests).toEqual([]);
  });

  test('what the operator has opened is reached', async () => {
    const sink = await service();
    const { port } = sink.hosts('x').get('x')!;
    const made = pieces({ guard: createOutboundGuard({ allow: ['127.0.0.1'] }), testCertificate: TEST_AUTHORITY });
    const body = `const socket = require('node:tls').connect({ port: ${port}, host: '127.0.0.1', servername: 'service.example' });
      await new Promise((resolve, reject) => socket.on('secureConnect', resolve).on('error', reject));
      socket.destroy(); return 'reached';`;
    expect(await run(made, body)).toBe('reached');
  });

  test('a refusal that nobody caught is the step’s failure, with the code', async () => {
    await expect(run(pieces(), "await fetch('http://10.0.0.1/');")).rejects.toMatchObject({
      connectorFailure: 'fatal',
      detail: { code: 'outbound.address_blocked' },
    });
  });

  test('what a client keeps to itself is found out: no answer is no 500', async () => {
    const made = pieces({ guard: createOutboundGuard({ allow: ['127.0.0.1'] }) });
    const sink = await service();
    const { port } = sink.hosts('x').get('x')!;
    await sink.close();
    open.splice(open.indexOf(sink), 1);
    const body = `await fetch('https://127.0.0.1:${port}/').catch(() => {}); throw new Error(JSON.stringify({ response: { status: 500 } }));`;
    await expect(run(made, body)).rejects.toMatchObject({
      ...{ connectorFailure: 'retryable', detail: { code: 'ECONNREFUSED' } },
    });
  });

  test('a stranger with a certificate of his own gets no byte of a request', async () => {
    const stranger = await service(true);
    const made = pieces({ testHosts: stranger.hosts('slack.com'), testCertificate: TEST_AUTHORITY });
    const body = `process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
      await fetch('https://slack.com/api/auth.test', { headers: { authorization: 'Bearer token' } });`;
    await expect(run(made, body)).rejects.toMatchObject({
      connectorFailure: 'retryable',
      detail: { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' },
    });
    expect(stranger.requests).toEqual([]);
  });
});

describe('what a piece may cost', () => {
  test('a crash is its own call’s failure, and the next call finds a new process', async () => {
    const made = pieces();
    const code = tinyPiece({
      actions: tinyAction(
        'go',
        'async ({ propsValue }) => { if (propsValue.crash) process.exit(7); return process.pid; }',
      ),
    });
    const invoke = await made.open(code);
    const call = (input: object) => invoke({ kind: 'action', member: 'go', arguments: [tinyContext().context, input] });
    const first = await call({});
    expect(await call({})).toBe(first);
    // The input is what the schema lets through; here there is none.
    const crashing = await made.open(code.replace('propsValue.crash', 'true'));
    await expect(
      crashing({ kind: 'action', member: 'go', arguments: [tinyContext().context, {}] }),
    ).rejects.toMatchObject({
      errorName: 'Sandbox.Crashed',
    });
    await until(() => made.host.pids.length === 1);
  });

  test('after something may have been sent, the outcome of a crash is not known', async () => {
    const fake = await service();
    fake.routes = { 'POST service.example/orders': () => ({ body: { id: 1 } }) };
    const made = pieces({ testHosts: fake.hosts('service.example'), testCertificate: TEST_AUTHORITY });
    const body =
      "await fetch('https://service.example/orders', { method: 'POST', body: '{}' }); process.kill(process.pid, 'SIGKILL');";
    await expect(run(made, body)).rejects.toMatchObject({ isOutcomeUnknown: true });
    expect(fake.requests).toHaveLength(1);
  });

  test('a loop is ended, and says so', async () => {
    await expect(run(pieces(), 'for (;;);')).rejects.toMatchObject({ errorName: 'Sandbox.Timeout' });
  });

  test('code that never ends is not loaded, and its process is gone', async () => {
    const made = pieces({ startMs: 2000 });
    await expect(made.install('for (;;);')).rejects.toThrow(/./);
    expect(made.host.pids).toEqual([]);
  });

  test('memory outside of the heap has its end too', async () => {
    const body =
      'const kept = []; for (;;) { kept.push(Buffer.alloc(8 * 1024 * 1024, 1)); await new Promise(setImmediate); }';
    await expect(run(pieces({ residentMiB: 200 }), body)).rejects.toMatchObject({
      errorName: 'Sandbox.OutOfMemory',
    });
  });

  test('the heap has its end', async () => {
    const body = 'const kept = []; for (;;) kept.push(Array.from({ length: 1e5 }, () => ({ a: Math.random() })));';
    await expect(run(pieces({ heapMiB: 40 }), body)).rejects.toMatchObject({ errorName: 'Sandbox.OutOfMemory' });
  });

  test('a call that is given up takes its process with it', async () => {
    const made = pieces();
    const invoke = await made.open(
      tinyPiece({ actions: tinyAction('go', "() => { console.log('begun'); return new Promise(() => {}); }") }),
    );
    const { context, abort, lines } = tinyContext();
    const call = invoke({ kind: 'action', member: 'go', arguments: [context, {}] });
    await until(() => lines.length > 0);
    const [pid] = made.host.pids;
    abort(new Error('The time is up.'));
    await expect(call).rejects.toThrow('The time is up.');
    await until(() => !isAlive(pid!));
  });

  test('whose time is up takes no call of others with it', async () => {
    const made = pieces();
    const run = `async ({ propsValue: { waits } }) => { console.log('begun'); return waits ? new Promise(() => {}) : new Promise((resolve) => setTimeout(resolve, 300, process.pid)); }`;
    const invoke = await made.open(
      tinyPiece({
        actions: tinyAction('go', run, "waits: { type: 'CHECKBOX', displayName: 'Waits', required: false }"),
      }),
    );
    const call = (context: unknown, waits: boolean) =>
      invoke({ kind: 'action', member: 'go', arguments: [context, { waits }] });
    const { context, abort, lines } = tinyContext();
    const late = call(context, true);
    const sibling = call(tinyContext().context, false);
    await until(() => lines.length > 0);
    const [pid] = made.host.pids;
    abort(new Error('The time is up.'));
    await expect(late).rejects.toThrow('The time is up.');
    expect(await sibling).toBe(pid);
    await until(() => !isAlive(pid!));
    expect(await call(tinyContext().context, false)).not.toBe(pid);
  });

  test('only hosts that the operator permits, where there is such a list', async () => {
    const fake = await service();
    fake.routes = { 'GET service.example/': () => ({ body: { here: true } }) };
    const testHosts = fake.hosts('service.example', 'slack.com');
    const made = pieces({
      testHosts,
      testCertificate: TEST_AUTHORITY,
      permittedHosts: () => ['*.example.com', 'Service.Example'],
    });
    expect(await run(made, "return (await fetch('https://service.example/')).json();")).toEqual({ here: true });
    await expect(run(made, "await fetch('https://slack.com/');")).rejects.toMatchObject({
      ...{ connectorFailure: 'fatal', detail: { code: 'connection.host_not_allowed' } },
    });
  });

  test('calls at once share a process, and each has its own log', async () => {
    const made = pieces();
    const code = tinyPiece({
      actions: tinyAction(
        'go',
        `async ({ propsValue: { name } }) => {
        console.log('begin', name); await new Promise(setImmediate); console.log('end', name); return process.pid; }`,
        "name: { type: 'SHORT_TEXT', displayName: 'Name', required: true }",
      ),
    });
    const invoke = await made.open(code);
    const calls = ['a', 'b', 'c'].map((name) => ({ name, ...tinyContext() }));
    const pids = await Promise.all(
      calls.map(({ context, name }) => invoke({ kind: 'action', member: 'go', arguments: [context, { name }] })),
    );
    expect(new Set(pids).size).toBe(1);
    for (const { name, lines } of calls) expect(lines).toEqual([`begin ${name}`, `end ${name}`]);
  });

  test('workspaces do not share a process; what is unused is ended; a full house lets the oldest go', async () => {
    const made = pieces({ maxChildren: 1, idleMs: 300 });
    const piece = await made.install(tinyPiece({ actions: tinyAction('go', 'async () => process.pid') }));
    const call = (workspaceId: string) =>
      made.host.open({ ...piece, workspaceId })({
        kind: 'action',
        member: 'go',
        arguments: [tinyContext().context, {}],
      });
    const first = (await call('w1')) as number;
    const second = (await call('w2')) as number;
    expect(second).not.toBe(first);
    await until(() => !isAlive(first) && made.host.pids.length === 1);
    await until(() => made.host.pids.length === 0);
  });

  test('what somebody tries ends no process of runs, and takes none of their places', async () => {
    const made = pieces({ maxChildren: 1 });
    const body = `async ({ propsValue: { ends } }) => { if (ends) process.exit(1); await new Promise((r) => setTimeout(r, 300)); return process.pid; }`;
    const piece = await made.install(
      tinyPiece({
        actions: tinyAction('go', body, "ends: { type: 'CHECKBOX', displayName: 'Ends', required: false }"),
      }),
    );
    const call = (isTrial: boolean, ends: boolean): Promise<unknown> =>
      made.host.open({ ...piece, isTrial })({
        kind: 'action',
        member: 'go',
        arguments: [tinyContext().context, { ends }],
      });
    const underWay = call(false, false);
    for (let round = 0; round < 3; round += 1) await expect(call(true, true)).rejects.toThrow();
    const pid = await underWay;
    expect(await call(false, false)).toBe(pid);
    const [inUse, tried] = await Promise.all([call(false, false), call(true, false)]);
    expect(inUse).toBe(pid);
    expect(tried).not.toBe(pid);
  });

  test('one byte more or less is not loaded', async () => {
    const made = pieces();
    const invoke = await made.open(tinyPiece({ actions: tinyAction('go', 'async () => 1') }));
    const file = join(made.packageFolder(VERSION), 'index.js');
    writeFileSync(file, `${readFileSync(file, 'utf8')} `);
    await expect(
      invoke({ kind: 'action', member: 'go', arguments: [tinyContext().context, {}] }),
    ).rejects.toMatchObject({
      detail: { code: 'piece.integrity_mismatch' },
    });
  });
});
