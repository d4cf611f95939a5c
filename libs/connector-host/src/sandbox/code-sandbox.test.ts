import { existsSync, readFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { until } from '@millrace/testing';
import { testSandbox } from '@millrace/testing/suites';
import { hasDenoFor, isAlive } from '../testing/deno.ts';
import { createCodeSandbox, type CodeCall, type CodeSandbox } from './code-sandbox.ts';

const describeWithDeno = hasDenoFor('the sandbox of code steps') ? describe : describe.skip;
const containing = (text: string): unknown => expect.stringContaining(text);
const onlyOnLinux = process.platform === 'linux' ? test : test.skip;

describeWithDeno('code in Deno', () => {
  let sandbox: CodeSandbox;
  beforeAll(() => {
    sandbox = createCodeSandbox();
  });
  afterAll(() => sandbox.close());
  const run = (source: string, call: Partial<CodeCall> = {}) =>
    sandbox.run({
      workspaceId: 'a',
      source,
      input: { n: 5 },
      timeoutMs: 20_000,
      signal: new AbortController().signal,
      ...call,
    });
  const outputOf = async (source: string, call: Partial<CodeCall> = {}) => {
    const { end } = await run(source, call);
    return end.kind === 'returned' ? end.output : end;
  };
  const causeOf = async (source: string, call: Partial<CodeCall> = {}): Promise<Record<string, unknown>> => {
    const { end } = await run(source, call);
    if (end.kind === 'returned') throw new Error(`It returned ${JSON.stringify(end.output)}.`);
    return { ...(JSON.parse(end.cause) as Readonly<Record<string, unknown>>), error: end.error };
  };

  describe('promises what every sandbox does:', () => {
    testSandbox({ setup: () => Promise.resolve(sandbox), teardown: () => Promise.resolve() });
  });

  test('a fault has the line where it is, in each form', async () => {
    const stackOf = async (source: string) => (await causeOf(source)).stack;
    expect(await stackOf('const a = 1;\nconst b = 2;\n  null.x;')).toBe('at code.js:3:8');
    expect(await stackOf('async (input) => {\n  null.x;\n}')).toBe('at code.js:2:8');
    expect(await stackOf('const f = () => null.x;\nexport default function main() {\n  return f() }')).toBe(
      'at f (code.js:1:22)\nat main (code.js:3:10)',
    );
    expect(await stackOf('const a = 1;\nconst b = ;\nreturn a')).toBe('at code.js:2');
    expect(await stackOf('(input) => {\n  const a = {;\n  return a\n}')).toBe('at code.js:2');
  });

  test('what a timer throws ends the call, and a timer that is left does not keep it', async () => {
    expect(
      await causeOf("setTimeout(() => { throw new Error('late') }, 5); await new Promise(() => {})"),
    ).toMatchObject({
      error: 'Sandbox.Error',
      message: 'late',
    });
    expect(await outputOf('setInterval(() => console.log(1), 1); return 1')).toBe(1);
    expect(await outputOf('return await new Promise((resolve) => setTimeout(resolve, 20, 7))')).toBe(7);
  });

  test('a rejection that nobody looked at is a line in the log', async () => {
    const { log, end } = await run(
      "void Promise.reject(new Error('lost')); await new Promise((resolve) => setTimeout(resolve, 20))",
    );
    expect(end).toEqual({ kind: 'returned', output: null });
    expect(log).toMatchObject([{ level: 'warn', message: containing('lost') }]);
  });

  test('has what data is worked on with', async () => {
    const source = `
      const url = new URL('/a b?x=1#top', 'https://example.org:8443');
      url.searchParams.append('q', 'ü & ö'); url.searchParams.set('x', '2'); url.hash = '';
      const copy = structuredClone({ at: new Date(5), list: [1, { deep: new Map([[1, 2]]) }] });
      const bytes = new TextEncoder().encode('€');
      const random = crypto.getRandomValues(new Uint8Array(8));
      return [url.href, url.port, new URLSearchParams({ a: 'b c' }).toString(), URL.canParse('::'), copy.at.getTime(),
        copy.list[1].deep.get(1), [...bytes], new TextDecoder().decode(bytes), atob(btoa('abc')),
        random.some((byte) => byte !== 0), crypto.randomUUID().length, copy.at instanceof Date, bytes instanceof Uint8Array]`;
    expect(await outputOf(source)).toEqual([
      ...['https://example.org:8443/a%20b?x=2&q=%C3%BC+%26+%C3%B6', '8443', 'a=b+c', false, 5],
      ...[2, [226, 130, 172], '€', 'abc', true, 36, true, true],
    ]);
  });

  test('nothing from outside of its realm is within reach', async () => {
    const source = `
      const strangers = [];
      const seen = new Set();
      const look = (value, path) => {
        if ((typeof value !== 'object' && typeof value !== 'function') || value === null || seen.has(value)) return;
        seen.add(value);
        if (!(value instanceof Object) && Object.getPrototypeOf(value) !== null && value !== Object.prototype) strangers.push(path);
        for (const key of Reflect.ownKeys(value)) {
          const found = Object.getOwnPropertyDescriptor(value, key);
          for (const part of ['value', 'get', 'set']) look(found[part], path + '.' + String(key));
        }
        look(Object.getPrototypeOf(value), path + '.__proto__');
      };
      look(globalThis, 'globalThis'); look(input, 'input'); look(context, 'context');
      let resolvers; const { then } = Promise.prototype;
      Promise.prototype.then = function (...given) { resolvers = given; return then.apply(this, given) };
      await { then(...given) { look(given[0], 'resolve'); given[0]() } };
      look(resolvers, 'then');
      return [strangers, seen.size > 500, typeof Deno, typeof process, typeof Buffer]`;
    expect(await outputOf(source)).toEqual([[], true, 'undefined', 'undefined', 'undefined']);
    const module = `
      let resolvers = []; const { then } = Promise.prototype;
      Promise.prototype.then = function (...given) { resolvers.push(...given); return then.apply(this, given) };
      export default async () => resolvers.filter((given) => typeof given === 'function' && !(given instanceof Function)).length`;
    expect(await outputOf(module)).toBe(0);
  });

  // Put together: those who read imports read them in texts too.
  const importOf = (name: string): string => ['await', ' import', `("${name}")`].join('');
  test.each([
    ['a module of Node', "await import('node:fs')", 'Sandbox.PermissionDenied'],
    ['a file', importOf('file:///etc/passwd'), 'Sandbox.PermissionDenied'],
    ['a module of the network', importOf('https://example.org/x.js'), 'Sandbox.PermissionDenied'],
    ['data as a module', importOf('data:text/javascript,export default 1'), 'Sandbox.PermissionDenied'],
    ['a static import', "import fs from 'node:fs'; export default () => 1", 'Sandbox.SourceInvalid'],
    [
      'a file as text',
      "import text from 'file:///etc/passwd' with { type: 'text' }; export default () => text",
      'Sandbox.SourceInvalid',
    ],
    ['the network', "await fetch('http://127.0.0.1/')", 'Sandbox.PermissionDenied'],
    ['require', "require('node:fs')", 'Sandbox.PermissionDenied'],
    ['eval', "eval('1')", 'Sandbox.Error'],
    ['a function from text', "new Function('return 1')()", 'Sandbox.Error'],
    ['a function from text, by way of a constructor', "(async () => {}).constructor('return 1')()", 'Sandbox.Error'],
    ['the environment', 'process.env', 'Sandbox.Error'],
    ['WebAssembly', 'await WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]))', 'Sandbox.Error'],
  ])('%s is refused', async (_, source, error) => {
    expect(await causeOf(source)).toMatchObject({ error });
  });

  test('work that a call leaves behind does not reach the next one', async () => {
    const source = '(async () => { for (;;) await null })(); return 1';
    expect(await outputOf(source)).toBe(1);
    expect(await outputOf(source)).toBe(1);
  });

  test('an output above the limit is refused, by characters and by bytes; one below is not', async () => {
    const small = createCodeSandbox({ maxValueBytes: 1000, maxChildren: 1 });
    const endOf = async (source: string) =>
      (
        await small.run({
          workspaceId: 'a',
          source,
          input: null,
          timeoutMs: 20_000,
          signal: new AbortController().signal,
        })
      ).end;
    expect(await endOf("return 'x'.repeat(998)")).toMatchObject({ kind: 'returned' });
    expect(await endOf("return 'x'.repeat(999)")).toMatchObject({ error: 'Sandbox.OutputTooLarge' });
    expect(await endOf("return 'ü'.repeat(500)")).toMatchObject({ error: 'Sandbox.OutputTooLarge' });
    expect(await endOf(`return '${'x'.repeat(1000)}'`)).toMatchObject({ error: 'Sandbox.InputTooLarge' });
    await small.close();
  });

  test('a result that is nested too deep, or holds a prototype, does no harm', async () => {
    const deep = 'let value = 1; for (let level = 0; level < 100000; level += 1) value = [value]; return value';
    expect(await causeOf(deep)).toMatchObject({ error: 'Sandbox.OutputInvalid' });
    const round = 'const value = {}; value.value = value; return value';
    expect(await causeOf(round)).toMatchObject({ error: 'Sandbox.OutputInvalid' });
    const output = await outputOf(`return JSON.parse('{"__proto__":{"polluted":1},"a":1}')`);
    expect(Object.keys(output as object)).toEqual(['a']);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  test('of a flood of log lines the newest are kept, and the loop of this process stays free', async () => {
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
    const { log, end } = await run("for (let n = 0; ; n += 1) console.log(n, 'x'.repeat(10000))", { timeoutMs: 1500 });
    delay.disable();
    expect(end).toMatchObject({ error: 'Sandbox.Timeout' });
    expect(JSON.stringify(log).length).toBeLessThanOrEqual(257 * 1024);
    expect(log[0]).toMatchObject({ level: 'warn', message: containing('left out') });
    // Its number is higher than there are lines.
    expect(Number.parseInt(log.at(-1)?.message ?? '', 10)).toBeGreaterThan(log.length - 2);
    // Far above what it takes, far below what a parent that parsed all of it would need; the machine may be busy.
    expect(delay.max / 1e6).toBeLessThan(500);
  });

  test('the heap is bounded', async () => {
    expect(await causeOf('const all = []; for (;;) all.push(new Array(1e6).fill(1))')).toMatchObject({
      error: 'Sandbox.OutOfMemory',
      limit: 128,
    });
  });

  onlyOnLinux('memory outside of the heap is bounded, and ours does not grow', async () => {
    const before = process.memoryUsage().rss;
    expect(await causeOf('const all = []; for (;;) all.push(new Uint8Array(1e7).fill(1))')).toMatchObject({
      error: 'Sandbox.OutOfMemory',
      limit: 256,
    });
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * 1024 * 1024);
  });

  test('a loop past its time is found within two seconds', async () => {
    const startedAt = performance.now();
    expect(await causeOf('for (;;) {}', { timeoutMs: 500 })).toMatchObject({
      error: 'Sandbox.Timeout',
      message: containing('loop'),
    });
    expect(performance.now() - startedAt).toBeLessThan(2500);
  });

  test('a loop that is given up ends within five seconds', async () => {
    const controller = new AbortController();
    const outcome = causeOf("console.log('begun'); for (;;) {}", { signal: controller.signal });
    setTimeout(() => controller.abort(), 300);
    const startedAt = performance.now();
    expect(await outcome).toMatchObject({ error: 'Sandbox.Aborted' });
    expect(performance.now() - startedAt).toBeLessThan(5000);
  });

  onlyOnLinux('a child that somebody kills fails its call, and the next one has another', async () => {
    const own = createCodeSandbox({ maxChildren: 1 });
    const call = { workspaceId: 'a', input: null, timeoutMs: 20_000, signal: new AbortController().signal };
    const victim = own.run({ ...call, source: 'for (;;) {}' });
    const pid = await until(() => own.pids[0]);
    // So long in its own time that it is the loop which runs, and no longer the start.
    const ticks = () => Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[11]);
    await until(() => ticks() > 50);
    process.kill(pid, 'SIGKILL');
    expect((await victim).end).toMatchObject({ error: 'Sandbox.Crashed', cause: containing('SIGKILL') });
    const { end } = await own.run({ ...call, source: 'return "lives"' });
    expect(end).toEqual({ kind: 'returned', output: 'lives' });
    await own.close();
  });

  test('closing leaves no process behind', async () => {
    const own = createCodeSandbox({ maxChildren: 3 });
    const call = { workspaceId: 'a', input: null, timeoutMs: 20_000, signal: new AbortController().signal };
    const running = own.run({ ...call, source: 'for (;;) {}' });
    await own.run({ ...call, source: 'return 1' });
    const pids = own.pids;
    expect(pids.length).toBeGreaterThan(1);
    await own.close();
    expect((await running).end).toMatchObject({ error: 'Sandbox.Aborted' });
    expect(pids.filter(isAlive)).toEqual([]);
    expect((await own.run({ ...call, source: 'return 1' })).end).toMatchObject({ error: 'Sandbox.Aborted' });
  });

  describeHostileCode();
  function describeHostileCode(): void {
    const file = new URL('../../../../../shared/data/payloads.json', import.meta.url);
    if (!existsSync(file)) {
      process.stdout.write('payloads of code steps: skipped, shared/data/payloads.json is not here\n');
      return;
    }
    const rows = JSON.parse(readFileSync(file, 'utf8')) as { area: string; name: string; input: string }[];
    // Rows that are a whole document concern those who read documents.
    const code = rows.filter(({ area, input }) => area === 'code-step' && !input.startsWith('{"States"'));
    test.each(code.map(({ name, input }) => [name, input]))('%s', async (_, input) => {
      const { log, end } = await run(input, { timeoutMs: 1500 });
      const told = JSON.stringify([log, end]);
      for (const secret of ['root:', 'PATH', 'HOME']) expect(told).not.toContain(secret);
      if (end.kind === 'threw') expect(end.error).toMatch(/^Sandbox\./);
      expect(existsSync('/tmp/pwn')).toBe(false);
      expect(Object.keys(Object.prototype)).toEqual([]);
      expect(await outputOf(input === '' ? '1' : 'return Object.keys(Object.prototype)')).toEqual([]);
    });
  }
});

test('where there is no Deno, every call says so and what to do', async () => {
  const sandbox = createCodeSandbox({ command: null });
  const signal = new AbortController().signal;
  const { end } = await sandbox.run({ workspaceId: 'a', source: '1', input: null, timeoutMs: 1000, signal });
  expect(end).toMatchObject({ error: 'Sandbox.Unavailable', cause: containing('glibc') });
  await sandbox.close();
});

test.each([
  ['that is not there', { file: '/nowhere/deno', arguments: [] }],
  ['that does not start', { file: process.execPath, arguments: ['-e', 'process.exit(3)'] }],
])('a program %s is no reason to wait', async (_, command) => {
  const sandbox = createCodeSandbox({ command });
  const signal = new AbortController().signal;
  const { end } = await sandbox.run({ workspaceId: 'a', source: '1', input: null, timeoutMs: 20_000, signal });
  expect(end).toMatchObject({ error: 'Sandbox.Unavailable' });
  await sandbox.close();
});
