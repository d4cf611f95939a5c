import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { until } from '@millrace/testing';
import { hasDenoFor, isAlive } from '../testing/deno.ts';
import { connectorSource, testContext, type SourceParts, type TestContext } from '../testing/published-connector.ts';
import {
  createPublishedSandbox,
  type PublishedCode,
  type PublishedSandbox,
  type PublishedSandboxOptions,
} from './published-sandbox.ts';
import type { QuarantineNotice } from './quarantine.ts';

const describeWithDeno = hasDenoFor('hostile connectors') ? describe : describe.skip;
const onlyOnLinux = process.platform === 'linux' ? test : test.skip;
const containing = (text: string): unknown => expect.stringContaining(text);
const failed = (name: string, more: object = {}): object => ({ errorName: `Sandbox.${name}`, ...more });

describeWithDeno('a connector that means harm, or is broken', () => {
  let sandbox: PublishedSandbox;
  const notices: QuarantineNotice[] = [];
  const openSandbox = (options: PublishedSandboxOptions = {}): void => {
    sandbox = createPublishedSandbox({
      ...{ pingMs: 100, blockedMs: 5000, graceMs: 300 },
      onQuarantine: (notice) => notices.push(notice),
      ...options,
    });
  };
  beforeEach(() => {
    notices.length = 0;
    openSandbox();
  });
  afterEach(() => sandbox.close());

  type Run = (member: string, context?: TestContext, input?: unknown) => Promise<unknown>;
  const open = (parts: SourceParts, code: Partial<PublishedCode> = {}): Run => {
    const { name = 'desk' } = parts;
    const source = connectorSource(parts);
    const invoke = sandbox.open({ workspaceId: 'a', name, version: '1.0.0', memoryMiB: 256, source, ...code });
    return (member, context = testContext(), input = {}) =>
      invoke({ kind: 'action', member, arguments: [context, input] });
  };
  const run = (code: string, context?: TestContext): Promise<unknown> => open({ runs: { run: code } })('run', context);
  const failure = (work: Promise<unknown>): Promise<unknown> =>
    work.then(
      (value) => ({ returned: value }),
      (error: unknown) => error,
    );

  describe('crashes:', () => {
    test('what a timer or a microtask throws is the failure of its call, and of no other', async () => {
      const call = open({
        runs: {
          timer: "() => { setTimeout(() => { throw new Error('late') }, 5); return new Promise(() => {}) }",
          micro: "() => { queueMicrotask(() => { throw new Error('soon') }); return new Promise(() => {}) }",
          good: '() => new Promise((resolve) => setTimeout(resolve, 50, Number(process.pid)))',
        },
      });
      const good = call('good');
      expect(await failure(call('timer'))).toMatchObject({ message: 'late' });
      expect(await failure(call('micro'))).toMatchObject({ message: 'soon' });
      expect(await good).toBe(await call('good'));
    });

    test('what it throws when its call is over hurts nobody', async () => {
      const call = open({
        runs: {
          leave:
            "() => { setTimeout(() => { throw new Error('after') }, 1); Promise.reject(new Error('lost')); return 1 }",
          wait: '() => new Promise((resolve) => setTimeout(resolve, 30))',
        },
      });
      expect(await call('leave')).toBe(1);
      // Long enough for what was left behind to happen.
      await call('wait');
      expect(await call('leave')).toBe(1);
    });

    test('endless recursion is a failure of its own', async () => {
      expect(await failure(run('function f() { return f() + 1 }'))).toMatchObject({
        message: containing('call stack'),
      });
    });

    test.each([
      ['Deno.exit(3)', 'exit code 3'],
      ['process.exit(4)', 'exit code 4'],
    ])('%s ends its own process', async (code, how) => {
      expect(await failure(run(`() => { ${code} }`))).toMatchObject(failed('Crashed', { message: containing(how) }));
    });

    test('of its calls, those that had done nothing are done elsewhere, and the others say what is known', async () => {
      const call = open(
        {
          runs: {
            exit: '() => new Promise(() => setTimeout(() => Deno.exit(3), 200))',
            idle: '(ctx, { pid }) => new Promise((resolve) => setTimeout(() => resolve(process.pid), 600))',
            reader: "async ({ http }) => { await http.get('/a'); await new Promise(() => {}) }",
            writer: "async ({ http }) => { await http.post('/a', { json: 1 }); return 'done' }",
            keyed: "({ http }) => http.post('/a', { json: 1 })",
            refused: "({ http }) => http.post('/b', { json: 1 })",
          },
        },
        { keyedActions: new Set(['keyed']) },
      );
      // The answer comes long after the process has ended.
      const context = testContext({
        answer: (path, { method }) =>
          new Promise((resolve, reject) => {
            const refusal = Object.assign(new Error('409'), { connectorFailure: 'fatal' });
            setTimeout(() => (path === '/b' ? reject(refusal) : resolve({})), method === 'GET' ? 0 : 500);
          }),
      });
      const names = ['idle', 'exit', 'reader', 'writer', 'keyed', 'refused'];
      const ends = await Promise.all(names.map((name) => failure(call(name, context))));
      expect(ends).toMatchObject([
        { returned: expect.any(Number) as number },
        failed('Crashed'),
        failed('Crashed'),
        { isOutcomeUnknown: true, detail: { code: 'sandbox.crashed' } },
        failed('Crashed'),
        failed('Crashed'),
      ]);
      expect(context.requests.filter(({ call: { method } }) => method === 'POST')).toHaveLength(3);
    });

    test('a write that was answered before leaves no doubt', async () => {
      const context = testContext();
      const code = "async ({ http }) => { await http.post('/a'); Deno.exit(1) }";
      expect(await failure(run(code, context))).toMatchObject(failed('Crashed'));
      expect(context.requests).toHaveLength(1);
    });

    test('a version that crashes again and again rests, and other versions do not', async () => {
      const runs = { exit: '() => Deno.exit(1)', good: '() => 1' };
      const call = open({ runs });
      for (let round = 0; round < 3; round += 1) expect(await failure(call('exit'))).toMatchObject(failed('Crashed'));
      expect(await failure(call('good'))).toMatchObject(
        failed('Quarantined', { connectorFailure: 'retryable', detail: { code: 'sandbox.quarantined' } }),
      );
      const { retryAfterMs } = (await failure(call('good'))) as { readonly retryAfterMs: number };
      expect(retryAfterMs).toBeGreaterThan(50_000);
      expect(Number.isInteger(retryAfterMs)).toBe(true);
      expect(notices).toEqual([
        { workspaceId: 'a', name: 'desk', version: '1.0.0', isTrial: false, forMs: 60_000, reason: 'exit code 1' },
      ]);
      expect(await open({ runs }, { version: '1.0.1' })('good')).toBe(1);
      expect(await open({ runs }, { workspaceId: 'b' })('good')).toBe(1);
    });
  });

  describe('hangs:', () => {
    beforeEach(async () => {
      await sandbox.close();
      openSandbox({ blockedMs: 600, loadMs: 1500 });
    });

    test('a loop is found and ended', async () => {
      expect(await failure(run('() => { for (;;); }'))).toMatchObject(
        failed('Timeout', { message: containing('loop'), detail: { hint: containing('await') } }),
      );
    });

    test('a loop that comes with a good call costs that call a moment', async () => {
      const call = open({
        runs: {
          loop: '() => new Promise(() => setTimeout(() => { for (;;); }, 50))',
          good: '() => new Promise((resolve) => setTimeout(resolve, 300, 1))',
        },
      });
      const [loop, good] = await Promise.all([failure(call('loop')), failure(call('good'))]);
      expect(good).toEqual({ returned: 1 });
      expect(loop).toMatchObject(failed('Timeout', { message: containing('loop') }));
    });

    test('a promise that is never settled ends with its process when its time is up', async () => {
      const controller = new AbortController();
      const context = testContext({ signal: controller.signal });
      const call = open({
        runs: {
          pid: '() => Number(process.pid)',
          stuck: "({ log }) => { log.info('begun'); return new Promise(() => {}) }",
        },
      });
      const pid = Number(await call('pid'));
      const stuck = failure(call('stuck', context));
      await until(() => context.lines.length > 0);
      controller.abort(new DOMException('The time is up.', 'TimeoutError'));
      expect(await stuck).toMatchObject(failed('Timeout'));
      await until(() => !isAlive(pid));
    });

    test('one that looks at its signal ends by itself, and its process stays', async () => {
      const controller = new AbortController();
      const context = testContext({ signal: controller.signal });
      const call = open({
        runs: {
          pid: '() => Number(process.pid)',
          polite:
            "(ctx) => new Promise((_, reject) => ctx.signal.addEventListener('abort', () => reject(new Error('stopped'))))",
        },
      });
      const pid = await call('pid');
      const polite = failure(call('polite', context));
      const reason = new DOMException('The time is up.', 'TimeoutError');
      setTimeout(() => controller.abort(reason), 50);
      expect(await polite).toBe(reason);
      expect(await call('pid')).toBe(pid);
    });

    test.each([
      ['loops', 'for (;;);'],
      ['waits for ever', 'await new Promise(() => {});'],
    ])('code that %s while it is loaded is given up', async (_, before) => {
      const { signal } = new AbortController();
      expect(await failure(open({ before, runs: { run: '() => 1' } })('run'))).toMatchObject(failed('Timeout'));
      const source = connectorSource({ before });
      expect(await failure(sandbox.describe({ workspaceId: 'a', version: '1.0.0', source, signal }))).toMatchObject(
        failed('SourceInvalid'),
      );
    });

    test('a call that was given up before it began costs nothing', async () => {
      const signal = AbortSignal.abort(new Error('never mind'));
      expect(await failure(run('() => 1', testContext({ signal })))).toMatchObject({ message: 'never mind' });
      expect(sandbox.pids.length).toBe(0);
    });

    test('a call that gets no process in time says so', async () => {
      await sandbox.close();
      openSandbox({ maxChildren: 1, queueWaitMs: 2000 });
      const controller = new AbortController();
      const context = testContext({ signal: controller.signal });
      const runs = { run: "({ log }) => { log.info('begun'); return new Promise(() => {}) }" };
      const stuck = failure(open({ name: 'one', runs })('run', context));
      await until(() => context.lines.length > 0);
      expect(await failure(open({ name: 'two', runs: { run: '() => 1' } })('run'))).toMatchObject(failed('Busy'));
      controller.abort();
      await stuck;
    });
  });

  describe('takes memory:', () => {
    beforeEach(async () => {
      await sandbox.close();
      // It keeps its process busy for longer than a loop may.
      openSandbox({ blockedMs: 20_000 });
    });

    test('the heap is bounded', async () => {
      const code = 'async () => { const all = []; for (;;) { all.push(new Array(1e5).fill(1)); await null } }';
      expect(await failure(run(code))).toMatchObject(failed('OutOfMemory', { detail: { limit: 256 } }));
    });

    onlyOnLinux('memory outside of the heap is bounded, and ours does not grow', async () => {
      const before = process.memoryUsage().rss;
      const code = 'async () => { const all = []; for (;;) { all.push(new Uint8Array(1e7).fill(1)); await null } }';
      expect(await failure(run(code))).toMatchObject(failed('OutOfMemory', { detail: { limit: 512 } }));
      expect(process.memoryUsage().rss - before).toBeLessThan(128 * 1024 * 1024);
    });

    onlyOnLinux('workers without end are memory, and end with their process', async () => {
      const code = `(ctx) => {
        const address = URL.createObjectURL(new Blob(['for (;;);'], { type: 'text/javascript' }));
        setInterval(() => new Worker(address, { type: 'module' }), 1);
        return new Promise(() => {})
      }`;
      const end = failure(run(code));
      const pid = await until(() => sandbox.pids[0]);
      expect(await end).toMatchObject({ errorName: expect.stringMatching(/OutOfMemory|Crashed|Timeout/) as string });
      await until(() => !isAlive(pid));
    });
  });

  describe('lies:', () => {
    const frame = (header: string): string => `(() => {
      const text = new TextEncoder().encode(${header});
      const bytes = new Uint8Array(5 + text.length);
      new DataView(bytes.buffer).setUint32(0, text.length + 1);
      bytes.set(text, 5);
      Deno.stdout.writeSync(bytes);
    })()`;

    test('with a result for a call that is not its own, and only its own calls fail', async () => {
      const liar = open({
        name: 'liar',
        runs: { run: `() => { ${frame(`'{"type":"returned","id":77}\\n"mine"'`)}; return new Promise(() => {}) }` },
      });
      const neighbour = open({
        name: 'neighbour',
        runs: { run: '() => new Promise((resolve) => setTimeout(resolve, 300, 1))' },
      });
      const [lied, honest] = await Promise.all([failure(liar('run')), failure(neighbour('run'))]);
      expect(lied).toMatchObject(failed('Protocol'));
      expect(honest).toEqual({ returned: 1 });
    });

    test('by writing where its frames go', async () => {
      const code = "() => { process.stdout.write('hello'.repeat(1000)); return new Promise(() => {}) }";
      expect(await failure(run(code))).toMatchObject(failed('Protocol'));
    });

    test('by using what a call was given when the call is over', async () => {
      const context = testContext();
      const call = open({
        before: 'let kept;',
        runs: {
          keep: '(ctx) => { kept = ctx; return 1 }',
          use: "async () => { try { await kept.http.post('/x') } catch (error) { kept.log.info('still'); kept.addSecret('x'); return error.message } }",
        },
      });
      await call('keep', context);
      expect(await call('use')).toContain('over');
      expect(context).toMatchObject({ requests: [], lines: [], secrets: [] });
    });

    test('with a flood of log lines, of which two hundred are kept', async () => {
      const context = testContext();
      await run("async () => { for (let n = 0; n < 20000; n += 1) console.log(n, 'x'.repeat(10000)) }", context);
      expect(context.lines).toHaveLength(201);
      expect(context.lines[0]?.[1].length).toBe(4000);
    });

    test('with a flood of requests, which does not keep this process from its work', async () => {
      const context = testContext();
      const code = "async ({ http }) => { for (let n = 0; n < 5000; n += 1) await http.get('/x'); return 1 }";
      const startedAt = performance.now();
      expect(await run(code, context)).toBe(1);
      // Two thousand in a second, and not more.
      expect(performance.now() - startedAt).toBeGreaterThan(1500);
    });

    test('with requests that are none', async () => {
      const context = testContext();
      const code = `async ({ http, files }) => {
        const all = [() => http.request(5), () => http.get('/x', { headers: { a: 1 } }), () => http.request('/x', { method: 'A B' }), () => http.get('/x', { ok: 'some' }),
          () => files.read({ $file: '../../etc/passwd' }), () => files.write({ name: 5, data: [] })];
        return Promise.all(all.map((make) => make().catch((error) => error.detail.code)))
      }`;
      expect(await run(code, context)).toEqual(Array.from({ length: 6 }, () => 'connector.request_invalid'));
      expect(context.requests).toEqual([]);
    });

    test('with an error that carries what it sent, of which nothing but the message comes here', async () => {
      const code = `() => { const error = new Error('Request failed with status 401'); error.config = { headers: { Authorization: 'Bearer t0ken' } };
        error.request = { _header: 'Authorization: Bearer t0ken' }; error.response = { data: 't0ken' }; throw error }`;
      const thrown = (await failure(run(code))) as { readonly message: string };
      expect(thrown.message).toBe('Request failed with status 401');
      expect(JSON.stringify({ ...thrown })).not.toContain('t0ken');
    });

    test('in its manifest: what it says of itself is read as data and checked', async () => {
      const { signal } = new AbortController();
      const describeOf = (source: string) =>
        failure(sandbox.describe({ workspaceId: 'a', version: '1.0.0', source, signal }));
      const lies = [
        "export default { sdk: 1, name: '../x', title: 'x', description: 'x', categories: ['x'], actions: {} }",
        'export default { get actions() { Deno.exit(0) } }',
        'export default { toJSON() { return { actions: 5 } }, actions: {} }',
        'const a = { actions: {} }; a.a = a; export default a',
        `export default { sdk: 1, name: 'x2', title: 'x', description: 'x', categories: ['x'], actions: {}, permissions: { memoryMiB: 1e9 } }`,
      ];
      for (const lie of lies) expect(await describeOf(lie)).toMatchObject(failed('SourceInvalid'));
      const polluting = connectorSource({ more: `tables: JSON.parse('{"__proto__":{"polluted":1}}'),` });
      await describeOf(polluting);
      expect(({} as { readonly polluted?: unknown }).polluted).toBeUndefined();
    });
  });

  describe('tries to get out:', () => {
    let connections = 0;
    let port = 0;
    const server = createServer((socket) => {
      connections += 1;
      socket.destroy();
    });
    beforeAll(async () => {
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      port = (server.address() as { readonly port: number }).port;
    });
    afterAll(() => void server.close());
    // Put together: those who read imports read them in texts too.
    const importOf = (name: string): string => ['import', `("${name}")`].join('');
    const attempt = (code: string): Promise<unknown> =>
      run(
        `async () => { try { return ['GOT', await (async () => { ${code} })()] } catch (error) { return [error.name, error.message] } }`,
      );

    test.each([
      ['read a file', "return Deno.readTextFileSync('/etc/passwd')"],
      ['read a file as Node does', "return (await import('node:fs')).readFileSync('/etc/passwd', 'utf8')"],
      ['import a file', "return (await import('file:///etc/passwd', { with: { type: 'text' } })).default"],
      ['import from the network', `return await ${importOf('https://example.org/x.js')}`],
      ['import a package', `return await ${importOf('npm:left-pad')}`],
      ['write a file', "Deno.writeTextFileSync('/tmp/pwn', 'x')"],
      ['start a program', "return new Deno.Command('/bin/true').outputSync().code"],
      [
        'start a program as Node does',
        "const child = (await import('node:child_process')).spawn('/bin/true'); return await new Promise((resolve, reject) => child.on('error', reject).on('exit', resolve))",
      ],
      [
        'fork',
        "const child = (await import('node:child_process')).fork('/bin/true'); return await new Promise((resolve, reject) => child.on('error', reject).on('exit', resolve))",
      ],
      ['load a library', "return Deno.dlopen('libc.so.6', {})"],
      ['ask the system', 'return Deno.hostname()'],
      ['signal its parent', "return Deno.kill(Deno.ppid, 'SIGTERM')"],
      ['resolve a name', "return await Deno.resolveDns('example.org', 'A')"],
      ['resolve a name as Node does', "return await (await import('node:dns/promises')).lookup('example.org')"],
      ['eval', "return eval('1')"],
      ['make a function from text', "return new Function('return 1')()"],
      ['make one by way of a constructor', "return (async () => {}).constructor('return 1')()"],
    ])('%s', async (_, code) => {
      const [name, message] = (await attempt(code)) as readonly string[];
      expect(name).not.toBe('GOT');
      expect(message).toMatch(/Requires|not allowed|disallowed|cached|npm|remote|permission|denied|failed|EPERM/i);
      expect(existsSync('/tmp/pwn')).toBe(false);
    });

    test('see an environment', async () => {
      const said = JSON.stringify(
        await attempt('return [Object.keys(process.env), Deno.env.get("PATH") ?? null, process.env.HOME ?? null]'),
      );
      expect(said).not.toMatch(/PATH|HOME|DENO_DIR|\/root|\/usr/);
    });

    test.each([
      ['Deno.connect', (to: number) => `return await Deno.connect({ hostname: '127.0.0.1', port: ${to} })`],
      ['Deno.listen', () => "return Deno.listen({ hostname: '127.0.0.1', port: 0 })"],
      [
        'the socket of Node',
        (to: number) =>
          `const { connect } = await import('node:net'); return await new Promise((resolve, reject) => connect(${to}, '127.0.0.1', resolve).on('error', reject))`,
      ],
      [
        'a built-in module',
        (to: number) =>
          `const { connect } = process.getBuiltinModule('net'); return await new Promise((resolve, reject) => connect(${to}, '127.0.0.1', resolve).on('error', reject))`,
      ],
      [
        'an internal binding',
        (to: number) =>
          `const { TCP, TCPConnectWrap, constants } = process.binding('tcp_wrap'); const socket = new TCP(constants.SOCKET); const request = new TCPConnectWrap();
           return await new Promise((resolve, reject) => { request.oncomplete = (status) => status === 0 ? resolve(1) : reject(new Error('denied ' + status));
           const status = socket.connect(request, '127.0.0.1', ${to}); if (status !== 0) reject(new Error('denied ' + status)) })`,
      ],
      [
        'datagrams',
        (to: number) =>
          `const socket = (await import('node:dgram')).createSocket('udp4'); return await new Promise((resolve, reject) => { socket.on('error', reject); socket.send('x', ${to}, '127.0.0.1', (error) => error ? reject(error) : resolve(1)) })`,
      ],
      [
        'a socket for the web',
        (to: number) =>
          `const socket = new WebSocket('ws://127.0.0.1:${to}'); return await new Promise((resolve, reject) => { socket.onopen = resolve; socket.onerror = () => reject(new Error('denied')) })`,
      ],
      [
        'the HTTP of Node',
        (to: number) =>
          `const { get } = await import('node:http'); return await new Promise((resolve, reject) => get('http://127.0.0.1:${to}/', resolve).on('error', reject))`,
      ],
      [
        'a worker',
        (to: number) =>
          `const code = "fetch('http://127.0.0.1:${to}/').then(() => postMessage('GOT'), (error) => postMessage(error.message))";
           const worker = new Worker(URL.createObjectURL(new Blob([code], { type: 'text/javascript' })), { type: 'module' });
           const said = await new Promise((resolve) => { worker.onmessage = ({ data }) => resolve(data) }); worker.terminate(); if (said !== 'GOT') throw new Error(said)`,
      ],
    ])('%s reaches nobody', async (_, code) => {
      // Some say no where nobody can catch it: then it is the call that fails.
      const said = await attempt(code(port)).catch((error: unknown) => [error]);
      expect((said as readonly unknown[])[0]).not.toBe('GOT');
      expect(connections).toBe(0);
    });

    describePayloads();
    function describePayloads(): void {
      const file = new URL('../../../../../shared/data/payloads.json', import.meta.url);
      if (!existsSync(file)) {
        process.stdout.write('payloads of connectors: skipped, shared/data/payloads.json is not here\n');
        return;
      }
      const rows = JSON.parse(readFileSync(file, 'utf8')) as { area: string; name: string; input: string }[];
      // Those of the packages themselves concern who unpacks them.
      const code = rows.filter(({ area, input }) => area === 'connector-package' && /process\.|Deno\./.test(input));
      test.each(code.map(({ name, input }) => [name, input]))('%s', async (_, input) => {
        for (const attempt of input.split(' ; ').map((text) => text.replace('<sink>', String(port))))
          await failure(run(`async () => { const got = await (${attempt}); return typeof got }`));
        expect(connections).toBe(0);
      });
    }
  });
});
