import { FatalError, type JsonValue } from '@millrace/connector-sdk';
import { OutcomeUnknownError, type InvocationKind, type Invoke, type Manifest } from '@millrace/connector-sdk/platform';
import { until } from '@millrace/testing';
import { noteReadableSecrets } from '../readable-secrets.ts';
import { hasDenoFor, isAlive } from '../testing/deno.ts';
import { connectorSource, testContext, type SourceParts, type TestContext } from '../testing/published-connector.ts';
import { installPublished } from './install-published.ts';
import { createPublishedSandbox, type PublishedSandbox } from './published-sandbox.ts';

const describeWithDeno = hasDenoFor('published connectors') ? describe : describe.skip;
const containing = (text: string): unknown => expect.stringContaining(text);
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const signal = new AbortController().signal;

describeWithDeno('a published connector', () => {
  let sandbox: PublishedSandbox;
  beforeAll(() => {
    sandbox = createPublishedSandbox();
  });
  afterAll(() => sandbox.close());
  const open = (parts: SourceParts): Invoke =>
    sandbox.open({
      ...{ workspaceId: 'a', name: 'desk', version: '1.0.0', memoryMiB: 256 },
      source: connectorSource(parts),
    });
  const run = (code: string, context: TestContext = testContext(), input: JsonValue = {}): Promise<unknown> =>
    open({ runs: { run: code } })({ kind: 'action', member: 'run', arguments: [context, input] });

  describe('is called as if it were here:', () => {
    test('its input comes in, its output goes out', async () => {
      expect(await run('(ctx, input) => ({ ...input, b: [2, null] })', testContext(), { a: 'ü' })).toEqual({
        ...{ a: 'ü', b: [2, null] },
      });
      expect(await run('() => undefined')).toBeUndefined();
      expect(await run("() => ({ $wire: 'bytes', base64: 'AA' })")).toEqual({ $wire: 'bytes', base64: 'AA' });
    });

    test('a request is made by the parent', async () => {
      const context = testContext({ answer: () => Promise.resolve({ status: 201, body: { id: 7 } }) });
      const code =
        "async ({ http }, input) => (await http.post('/tickets/{id}', { path: { id: 'x y' }, query: { all: true }, json: input })).body.id";
      expect(await run(code, context, { subject: 'Fire' })).toBe(7);
      expect(context.requests).toEqual([
        {
          path: '/tickets/{id}',
          call: { method: 'POST', path: { id: 'x y' }, query: { all: true }, json: { subject: 'Fire' } },
        },
      ]);
    });

    test('bytes of a body stay bytes', async () => {
      const context = testContext();
      await run("async ({ http }) => { await http.put('/x', { body: new Uint8Array([0, 255, 10]) }) }", context);
      expect(context.requests[0]?.call.body).toEqual(new Uint8Array([0, 255, 10]));
    });

    test('fetch goes the same way, to relative and to absolute addresses', async () => {
      const answer = { status: 404, headers: { 'x-a': 'b', 'content-encoding': 'gzip' }, body: base64('not here') };
      const context = testContext({ answer: () => Promise.resolve(answer) });
      const code = `async () => {
        const first = await fetch('/a?b={c}');
        const second = await fetch(new Request('https://desk.example/b', { method: 'POST', body: JSON.stringify({ n: 1 }), headers: { 'content-type': 'application/json', 'x-b': 'c' } }));
        return [first.ok, first.status, first.headers.get('x-a'), first.headers.get('content-encoding'), await first.text(), second.url]
      }`;
      expect(await run(code, context)).toEqual([false, 404, 'b', null, 'not here', 'https://desk.example/b']);
      expect(context.requests.map(({ path }) => path)).toEqual(['/a?b=%7Bc%7D', 'https://desk.example/b']);
      expect(context.requests[1]?.call).toMatchObject({
        ...{ method: 'POST', headers: { 'x-b': 'c' }, contentType: 'application/json', ok: 'any', as: 'base64' },
        body: new Uint8Array(Buffer.from('{"n":1}')),
      });
    });

    test('fetch gives up when its signal says so', async () => {
      const context = testContext({ answer: () => new Promise(() => undefined) });
      const code =
        "async () => { try { await fetch('/slow', { signal: AbortSignal.timeout(20) }) } catch (error) { return error.name } }";
      expect(await run(code, context)).toBe('TimeoutError');
    });

    test('a file of several parts is read and written', async () => {
      const context = testContext();
      const $file = `sha256:${'b'.repeat(64)}`;
      context.stored.set($file, Buffer.alloc(700_000, 'abc'));
      const code = `async ({ files }, file) => {
        const copy = async function* () { for await (const part of await files.read(file)) yield part };
        return files.write({ name: 'copy', type: 'text/plain', data: copy() })
      }`;
      const file = { $file, name: 'x', type: 'text/plain', size: 700_000 };
      const written = (await run(code, context, file)) as { readonly $file: string; readonly size: number };
      expect(written.size).toBe(700_000);
      expect(context.stored.get(written.$file)?.equals(context.stored.get($file) ?? Buffer.from(''))).toBe(true);
    });

    test('a file of which only the beginning is read is let go of', async () => {
      let isOpen = true;
      const source = async function* (): AsyncIterable<Uint8Array> {
        try {
          for (;;) yield await Promise.resolve(new Uint8Array(10));
        } finally {
          isOpen = false;
        }
      };
      const files = { read: () => Promise.resolve(source()), write: () => Promise.reject(new Error('no')) };
      const code = 'async ({ files }, file) => { for await (const part of await files.read(file)) return part.length }';
      const input = { $file: `sha256:${'c'.repeat(64)}`, name: 'x', type: 'x/y', size: 1 };
      expect(await run(code, testContext({ more: { files } }), input)).toBe(10);
      await until(() => !isOpen);
    });

    test('a file that cannot be stored, or not be read to its end, fails the call that wanted it', async () => {
      const full = new FatalError('The store is full.', { name: 'Store.Full' });
      const files = { read: () => Promise.reject(full), write: () => Promise.reject(full) };
      const write =
        "({ files }) => files.write({ name: 'a', type: 'b/c', data: (async function* () { yield new Uint8Array(5) })() })";
      await expect(run(write, testContext({ more: { files } }))).rejects.toBe(full);
      const broken = `({ files }) => files.write({ name: 'a', type: 'b/c', data: (async function* () { yield new Uint8Array(5); throw new TypeError('torn') })() })`;
      await expect(run(broken)).rejects.toThrow('torn');
    });

    test('log lines, also those of the console, are its call’s', async () => {
      const context = testContext();
      await run(
        "({ log }) => { log.warn('low', { left: 3 }); console.log('seen', { a: [1] }); console.table(1) }",
        context,
      );
      expect(context.lines).toEqual([
        ['warn', 'low', { left: 3 }],
        ['info', 'seen { a: [ 1 ] }'],
        ['info', '1'],
      ]);
    });

    test('each of the calls in flight has its own console and fetch', async () => {
      const code = `async (ctx, { n }) => {
        for (let turn = 0; turn < 3; turn += 1) { await new Promise((go) => setTimeout(go, 5)); console.log(n) }
        return (await fetch('/' + n)).url
      }`;
      const invoke = open({ runs: { run: code } });
      const all = await Promise.all(
        Array.from({ length: 40 }, async (_, n) => {
          const context = testContext();
          const url = await invoke({ kind: 'action', member: 'run', arguments: [context, { n }] });
          return { url, said: context.lines.map(([, text]) => text) };
        }),
      );
      expect(all).toEqual(Array.from({ length: 40 }, (_, n) => ({ url: `/${n}`, said: [n, n, n].map(String) })));
    });

    test('the rest of its context is there', async () => {
      const context = testContext({ more: { clock: { nowMs: () => Date.now() + 1_000_000 } } });
      noteReadableSecrets(context, { token: 's3cret' });
      const code = `(ctx) => { ctx.addSecret('derived'); return [ctx.connection, ctx.idempotencyKey, ctx.run.state, ctx.deadlineMs, ctx.secret('token'),
        ctx.clock.nowMs() - Date.now() > 900_000, ctx.signal.aborted] }`;
      expect(await run(code, context)).toEqual([
        ...[{ subdomain: 'acme' }, 'key', 'Find', 5_000_000_000_000, 's3cret', true, false],
      ]);
      expect(context.secrets).toEqual(['derived']);
    });

    test('secrets are there only for who may read them', async () => {
      const error = { connectorFailure: 'fatal', detail: { code: 'connector.permission_missing' } };
      await expect(run("(ctx) => ctx.secret('token')")).rejects.toMatchObject(error);
    });

    test('modules of Node that only compute can be imported', async () => {
      const names = 'assert buffer crypto events path querystring stream string_decoder url util zlib'.split(' ');
      const before = names.map((name, index) => `import * as m${index} from 'node:${name}';`).join('\n');
      const invoke = open({
        before,
        runs: { run: "() => m2.createHash('sha256').update('a').digest('hex').length + m10.gzipSync('a').length" },
      });
      expect(await invoke({ kind: 'action', member: 'run', arguments: [testContext(), {}] })).toBeGreaterThan(64);
    });
  });

  describe('what it throws is what it meant:', () => {
    test.each([
      [
        "Object.assign(new Error('gone'), { connectorFailure: 'fatal', errorName: 'Desk.NoTicket', detail: { id: 1 } })",
        { connectorFailure: 'fatal', message: 'gone', errorName: 'Desk.NoTicket', detail: { id: 1 } },
      ],
      [
        "Object.assign(new Error('later'), { connectorFailure: 'retryable', retryAfterMs: 500 })",
        { connectorFailure: 'retryable', retryAfterMs: 500 },
      ],
      ["Object.assign(new Error('sign in'), { connectorFailure: 'pause' })", { connectorFailure: 'pause' }],
      [
        "Object.assign(new Error('x'), { connectorFailure: 'fatal', errorName: 'States.Timeout' })",
        { errorName: undefined },
      ],
      ["Object.assign(new Error('x'), { isOutcomeUnknown: true, connectorFailure: 'else' })", { message: 'x' }],
      ["'a text'", { message: 'a text' }],
      ['null', { message: 'null' }],
      ['{ get message() { throw 1 } }', { message: containing('cannot be described') }],
    ])('%s', async (thrown, expected) => {
      const failure: unknown = await run(`() => { throw ${thrown} }`).catch((error: unknown) => error);
      expect(failure).toMatchObject(expected);
      expect(failure).not.toHaveProperty('isOutcomeUnknown');
    });

    test('a defect has the lines that are in its own file', async () => {
      const failure = (await run('() => { null.x }').catch((error: unknown) => error)) as { detail: { stack: string } };
      expect(failure).toMatchObject({ message: containing('null'), detail: { name: 'TypeError' } });
      expect(failure.detail.stack).toMatch(/^at .*index\.js:\d+:\d+/);
    });

    test('a failure of a request that it lets pass is the very same, and one that it catches is its own', async () => {
      const unknown = new OutcomeUnknownError('Nobody can tell.', { host: 'desk.example' });
      const context = testContext({ answer: () => Promise.reject(unknown) });
      await expect(run("({ http }) => http.post('/x')", context)).rejects.toBe(unknown);
      const caught =
        "async ({ http }) => { try { await http.post('/x') } catch (error) { return [error.isOutcomeUnknown, error.detail.host, error instanceof Error] } }";
      expect(await run(caught, context)).toEqual([true, 'desk.example', true]);
    });

    test('what cannot be returned is refused with the reason', async () => {
      const invalid = { errorName: 'Sandbox.OutputInvalid' };
      await expect(run('() => ({ a: { b() {} } })')).rejects.toMatchObject({ ...invalid, message: containing('"b"') });
      await expect(run('() => { const a = []; a.push(a); return a }')).rejects.toMatchObject(invalid);
      await expect(run('() => 1n')).rejects.toMatchObject(invalid);
      const small = createPublishedSandbox({ maxValueBytes: 1000, maxChildren: 1 });
      const source = connectorSource({ runs: { run: "(ctx, n) => 'ü'.repeat(n)" } });
      const invoke = small.open({ workspaceId: 'a', name: 'desk', version: '1.0.0', source, memoryMiB: 256 });
      const returned = (n: unknown) => invoke({ kind: 'action', member: 'run', arguments: [testContext(), n] });
      expect(await returned(400)).toHaveLength(400);
      await expect(returned(600)).rejects.toMatchObject({ errorName: 'Sandbox.OutputTooLarge' });
      await expect(returned(2000)).rejects.toMatchObject({ errorName: 'Sandbox.OutputTooLarge' });
      await expect(returned('x'.repeat(1000))).rejects.toMatchObject({ errorName: 'Sandbox.InputTooLarge' });
      await small.close();
    });
  });

  describe('all kinds of its functions are reached:', () => {
    const more = `
      auth: { signed: { kind: 'custom', title: 'Signed', fields: { type: 'object' },
        test: async ({ http }) => ({ label: (await http.get('/me')).body.name }),
        exchange: (ctx, { key }) => ({ secrets: { token: key + '!' } }),
        sign: (request, { key }) => ({ ...request, headers: { 'x-signature': key, size: String(request.body.bytes.length) } }) } },
      options: { agents: (ctx, { search, cursor }) => ({ items: [{ value: 1, label: search }], next: cursor === undefined ? null : 'x' }) },
      schemas: { fields: () => ({ type: 'object' }) },
      triggers: {
        created: { kind: 'webhook', title: 'Created', input: { type: 'object' }, output: {}, sample: null,
          subscription: { identity: (input) => ({ queue: input.queue }), create: (ctx, { url }) => ({ remoteId: url }), find: () => null, remove: () => undefined },
          verify: (request, secret) => request.headers.signature === secret && request.bytes.length === 3,
          handshake: (request) => request.method === 'GET' ? { body: 'hello' } : null,
          receive: async (ctx, request, input) => [{ id: request.json.id, data: [request.bytes instanceof Uint8Array, request.text, input] }] },
        polled: { kind: 'polling', by: 'code', title: 'Polled', input: { type: 'object' }, output: {}, sample: null, cursor: { type: 'object' },
          poll: (ctx, { cursor, start, limit }) => ({ items: [{ id: '1', data: limit }], cursor: { at: start.toISOString(), before: cursor ?? null } }),
          migrateCursor: (cursor) => ({ at: cursor }) },
        streamed: { kind: 'stream', title: 'Streamed', input: { type: 'object' }, output: {}, sample: null,
          stream: async (ctx, { emit }) => {
            for (let n = 0; n < 3; n += 1) await emit({ id: String(n), data: n }, { n });
            // It may have been aborted while the last item was kept, before anybody listened.
            ctx.signal.throwIfAborted();
            await new Promise((_, reject) => ctx.signal.addEventListener('abort', () => reject(ctx.signal.reason)));
          } },
      },`;
    let manifest: Manifest;
    const install = () =>
      installPublished(
        { workspaceId: 'a', manifest, icon: '<svg/>', readme: '', source: connectorSource({ more }) },
        sandbox,
      );
    const call = (kind: InvocationKind, member: string, ...given: unknown[]): Promise<unknown> => {
      const source = connectorSource({ more });
      const code = { workspaceId: 'a', name: 'desk', version: '1.0.0', memoryMiB: 256, source };
      return sandbox.open(code)({ kind, member, arguments: given });
    };
    beforeAll(async () => {
      manifest = await sandbox.describe({
        workspaceId: 'a',
        version: '1.0.0',
        source: connectorSource({ more }),
        signal,
      });
    });

    test('it describes itself, functions and all', () => {
      expect(manifest).toMatchObject({
        ...{ name: 'desk', version: '1.0.0', options: ['agents'], schemas: ['fields'] },
        auth: { signed: { test: 'code', hasExchange: true, hasSign: true } },
        triggers: {
          created: { delivery: 'subscription', verify: 'code', canFind: true, hasHandshake: true },
          polled: { canMigrateCursor: true },
        },
      });
    });

    test('options, schemas, a test of a connection, an exchange', async () => {
      const { connector } = install();
      const context = testContext({ answer: () => Promise.resolve({ body: { name: 'Ada' } }) });
      expect(await connector.options?.agents?.(context, { input: {}, search: 'A' })).toEqual({
        items: [{ value: 1, label: 'A' }],
        next: null,
      });
      expect(await call('schema', 'fields', context, { input: {} })).toEqual({ type: 'object' });
      expect(await call('test', 'signed', context)).toEqual({ label: 'Ada' });
      expect(await call('exchange', 'signed', context, { key: 'k' })).toEqual({ secrets: { token: 'k!' } });
    });

    test('a signature, of a request with bytes', async () => {
      const request = { method: 'PUT', url: '/x', body: { kind: 'bytes', bytes: new Uint8Array([1, 2]) } };
      expect(await call('sign', 'signed', request, { key: 'k' })).toEqual({
        ...request,
        headers: { 'x-signature': 'k', size: '2' },
      });
    });

    test('a delivery: its signature, its handshake, its items', async () => {
      const request = {
        method: 'POST',
        headers: { signature: 's' },
        bytes: new Uint8Array(3),
        text: 'abc',
        json: { id: '9' },
      };
      expect(await call('verifySignature', 'created', request, 's')).toBe(true);
      expect(await call('verifySignature', 'created', request, 'other')).toBe(false);
      expect(await call('handshake', 'created', { ...request, method: 'GET' })).toEqual({ body: 'hello' });
      expect(await call('handshake', 'created', request)).toBeNull();
      expect(await call('receive', 'created', testContext(), request, { a: 1 })).toEqual([
        { id: '9', data: [true, 'abc', { a: 1 }] },
      ]);
      expect(await call('identity', 'created', { queue: 'q' })).toEqual({ queue: 'q' });
      const wanted = { url: 'https://here.example/hooks/1', secret: 's', identity: null };
      expect(await call('create', 'created', testContext(), wanted)).toEqual({ remoteId: wanted.url });
      expect(await call('remove', 'created', testContext(), { remoteId: '1' })).toBeUndefined();
    });

    test('a poll, whose start is a moment', async () => {
      const start = new Date(5);
      const request = { input: {}, cursor: undefined, start, limit: 10 };
      expect(await call('poll', 'polled', testContext(), request)).toEqual({
        items: [{ id: '1', data: 10 }],
        cursor: { at: start.toISOString(), before: null },
      });
      expect(await call('migrateCursor', 'polled', '7')).toEqual({ at: '7' });
    });

    test('a stream, which waits for each item to be kept and ends with its signal', async () => {
      const controller = new AbortController();
      const emitted: unknown[] = [];
      let atOnce = 0;
      const emit = async (...given: unknown[]): Promise<void> => {
        atOnce += 1;
        expect(atOnce).toBe(1);
        await Promise.resolve();
        emitted.push(given);
        atOnce -= 1;
      };
      const context = testContext({ signal: controller.signal });
      const stream = call('stream', 'streamed', context, { input: {}, emit });
      await until(() => emitted.length === 3);
      expect(emitted[2]).toEqual([{ id: '2', data: 2 }, { n: 2 }]);
      const reason = new Error('enough');
      controller.abort(reason);
      await expect(stream).rejects.toBe(reason);
    });

    test('an item that cannot be kept fails the stream with the platform’s own reason', async () => {
      const full = new FatalError('No room.', { name: 'Trigger.Full' });
      const emit = () => Promise.reject(full);
      await expect(call('stream', 'streamed', testContext(), { input: {}, emit })).rejects.toBe(full);
    });

    test('there is no function where the manifest has none, and none by inheritance', async () => {
      await expect(call('action', 'nothing', testContext(), {})).rejects.toThrow('no function');
      await expect(call('options', 'constructor', testContext(), {})).rejects.toThrow('no function');
      await expect(call('options', '__proto__', testContext(), {})).rejects.toThrow('no function');
    });
  });

  describe('processes:', () => {
    const pid = '() => Number(process.pid)';
    const pidOf = (code: Partial<Parameters<PublishedSandbox['open']>[0]> = {}, own = sandbox): Promise<unknown> => {
      const source = connectorSource({ name: 'pids', runs: { run: pid } });
      const invoke = own.open({ workspaceId: 'a', name: 'pids', version: '1.0.0', memoryMiB: 256, source, ...code });
      return invoke({ kind: 'action', member: 'run', arguments: [testContext(), {}] });
    };

    test('a version of a workspace has its own, for all of its calls', async () => {
      const own = createPublishedSandbox({ maxChildren: 8 });
      const first = await pidOf({}, own);
      expect(new Set(await Promise.all(Array.from({ length: 16 }, () => pidOf({}, own))))).toEqual(new Set([first]));
      const others = [
        await pidOf({ workspaceId: 'b' }, own),
        await pidOf({ version: '1.0.1' }, own),
        await pidOf({ source: connectorSource({ name: 'pids', runs: { run: `${pid} ` } }) }, own),
        await pidOf({ memoryMiB: 128 }, own),
      ];
      expect(new Set([first, ...others]).size).toBe(4);
      await own.close();
    });

    test('what needs another heap gets one', async () => {
      const code =
        'async () => { const all = []; for (let n = 0; n < 40; n += 1) { all.push(new Array(1e6).fill(n)); await null } return all.length }';
      const source = connectorSource({ name: 'big', runs: { run: code } });
      const call = (memoryMiB: number) =>
        sandbox
          .open({ workspaceId: 'a', name: 'big', version: `1.0.${memoryMiB}`, memoryMiB, source })
          .call(undefined, { kind: 'action', member: 'run', arguments: [testContext(), {}] });
      await expect(call(256)).rejects.toMatchObject({ errorName: 'Sandbox.OutOfMemory' });
      expect(await call(1024)).toBe(40);
    });

    test('closing leaves none behind, and calls that run are given up', async () => {
      const own = createPublishedSandbox({ maxChildren: 3 });
      const source = connectorSource({ runs: { run: '() => new Promise(() => {})', quick: '() => 1' } });
      const invoke = own.open({ workspaceId: 'a', name: 'desk', version: '1.0.0', source, memoryMiB: 256 });
      await invoke({ kind: 'action', member: 'quick', arguments: [testContext(), {}] });
      const running = invoke({ kind: 'action', member: 'run', arguments: [testContext(), {}] });
      const failed = expect(running).rejects.toMatchObject({ errorName: 'Sandbox.Aborted' });
      const pids = own.pids;
      expect(pids.length).toBeGreaterThan(0);
      await own.close();
      await failed;
      expect(pids.filter(isAlive)).toEqual([]);
      await expect(pidOf({}, own)).rejects.toMatchObject({ errorName: 'Sandbox.Aborted' });
    });
  });

  test('a module that is no connector is refused, and says why', async () => {
    const refusal = async (source: string): Promise<unknown> =>
      sandbox.describe({ workspaceId: 'a', version: '1.0.0', source, signal }).catch((error: unknown) => error);
    const invalid = { errorName: 'Sandbox.SourceInvalid' };
    expect(await refusal('export default 5')).toMatchObject({ ...invalid, message: containing('default export') });
    expect(await refusal('const a = ;')).toMatchObject({ ...invalid, message: containing('Unexpected token') });
    expect(await refusal("throw new Error('early')")).toMatchObject({ ...invalid, message: containing('early') });
    expect(await refusal('export default { actions: {} }')).toMatchObject({
      ...invalid,
      message: containing('described'),
    });
    expect(await refusal('export default { actions: { a: null } }')).toMatchObject(invalid);
    expect(await refusal("import fs from 'node:fs'; export default { actions: {} }")).toMatchObject({
      ...invalid,
      message: containing('"node:fs"'),
    });
    expect(
      await refusal("import text from 'file:///etc/passwd' with { type: 'text' }; export default { actions: {} }"),
    ).toMatchObject(invalid);
  });
});

test('where there is no Deno, every call says so and what to do', async () => {
  const sandbox = createPublishedSandbox({ command: null });
  const code = { workspaceId: 'a', name: 'desk', version: '1.0.0', memoryMiB: 256, source: '' };
  const call = sandbox.open(code)({ kind: 'action', member: 'run', arguments: [testContext(), {}] });
  await expect(call).rejects.toMatchObject({
    ...{ errorName: 'Sandbox.Unavailable', detail: { code: 'sandbox.unavailable', hint: containing('glibc') } },
  });
  await sandbox.close();
});
