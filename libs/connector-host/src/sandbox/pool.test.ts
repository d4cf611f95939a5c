import type { JsonValue } from '@millrace/connector-sdk';
import { until } from '@millrace/testing';
import { canTakeDescriptors, withoutDescriptors } from '../testing/descriptors.ts';
import { hostileChild, HONEST } from '../testing/hostile-child.ts';
import { createCodeSandbox, type CodeCall, type CodeSandbox, type CodeSandboxOptions } from './code-sandbox.ts';

let sandbox: CodeSandbox;
afterEach(() => sandbox.close());
const open = (script: string, options: CodeSandboxOptions = {}): void => {
  sandbox = createCodeSandbox({ command: hostileChild(script), maxChildren: 1, ...options });
};
const run = (call: Partial<CodeCall> = {}) =>
  sandbox.run({
    workspaceId: 'a',
    source: 'x',
    input: null,
    timeoutMs: 10_000,
    signal: new AbortController().signal,
    ...call,
  });
const pidOf = async (call: Partial<CodeCall>): Promise<JsonValue | undefined> => {
  const { end } = await run(call);
  if (end.kind === 'threw') throw new Error(end.cause);
  return (end.output as { readonly pid: number }).pid;
};

describe('who gets which child', () => {
  test('the same code of the same workspace gets the same child, anything else another one', async () => {
    open(HONEST, { maxChildren: 8 });
    const first = await pidOf({});
    expect(await pidOf({})).toBe(first);
    const others = [await pidOf({ source: 'y' }), await pidOf({ workspaceId: 'b' })];
    expect(new Set([first, ...others]).size).toBe(3);
    expect(await pidOf({})).toBe(first);
  });

  test('there are never more children than allowed, and the one that was idle longest gives way', async () => {
    open(HONEST, { maxChildren: 2 });
    const first = await pidOf({ source: 'one' });
    const second = await pidOf({ source: 'two' });
    expect(await pidOf({ source: 'one' })).toBe(first);
    await pidOf({ source: 'three' });
    expect(sandbox.pids).toContain(first);
    expect(sandbox.pids).not.toContain(second);
    expect(sandbox.pids.length).toBeLessThanOrEqual(2);
  });

  test('many calls share few children', async () => {
    open(HONEST, { maxChildren: 2 });
    const pids = await Promise.all(Array.from({ length: 50 }, (_, index) => pidOf({ source: `code ${index % 2}` })));
    expect(pids).toHaveLength(50);
    expect(sandbox.pids.length).toBeLessThanOrEqual(2);
  });

  test('a workspace with one call does not wait behind one with many', async () => {
    open(HONEST, { maxChildren: 2 });
    const [one, two] = [new AbortController(), new AbortController()];
    const stuck = [run({ source: 'never', signal: one.signal }), run({ source: 'never', signal: two.signal })];
    const served: string[] = [];
    const later = ['1', '2', '3'].map((source) => run({ source }).then(() => served.push('a')));
    const other = run({ workspaceId: 'b', source: '4' }).then(() => served.push('b'));
    one.abort();
    await Promise.all([...later, other]);
    expect(served[0]).toBe('b');
    two.abort();
    await Promise.all(stuck);
  });

  test('a call that gets no child in time says so', async () => {
    // Long enough for the first one to get its child, however busy the machine is.
    open(HONEST, { queueWaitMs: 5000 });
    const controller = new AbortController();
    const stuck = run({ source: 'never', signal: controller.signal });
    expect((await run({ source: 'other' })).end).toMatchObject({ error: 'Sandbox.Busy' });
    controller.abort();
    expect((await stuck).end).toMatchObject({ error: 'Sandbox.Aborted' });
  });

  const withLimits = canTakeDescriptors ? test : test.skip;
  withLimits('a call that comes while the machine has no descriptors is served when it has some again', async () => {
    open(HONEST);
    const call = await withoutDescriptors(async () => {
      const made = run();
      // Two starts in a row fail: as many as would say that Deno is not there at all.
      for (let turns = 0; turns < 10; turns += 1) await new Promise(setImmediate);
      return { made };
    });
    expect((await call.made).end).toMatchObject({ kind: 'returned' });
  });

  withLimits('and says that it was busy when there are none for too long', async () => {
    open(HONEST, { queueWaitMs: 100 });
    const end = await withoutDescriptors(async () => (await run()).end);
    expect(end).toMatchObject({ error: 'Sandbox.Busy' });
  });

  test('no child is started before the first call, and none stays when nobody calls', async () => {
    open(HONEST, { idleMs: 50 });
    expect(sandbox.pids).toEqual([]);
    await run();
    await until(() => sandbox.pids.length === 0);
  });

  test('a child that ends before it has begun costs its call nothing', async () => {
    open(`
      const { existsSync, writeFileSync } = require('node:fs');
      send({ type: 'ready', protocol: 1 });
      onCall(({ id }) => {
        if (!existsSync('died')) { writeFileSync('died', ''); process.exit(1); }
        send({ type: 'started', id }); send({ type: 'returned', id }, '7'); send({ type: 'settled', id });
      })`);
    expect((await run()).end).toEqual({ kind: 'returned', output: 7 });
  });
});

describe('a child that lies is ended, and only its own call fails', () => {
  const ready = "send({ type: 'ready', protocol: 1 });";
  test.each([
    ['a frame that is too long', 'raw(Buffer.from([255, 255, 255, 255, 0]))'],
    ['a frame of no length', 'raw(Buffer.from([0, 0, 0, 0, 0]))'],
    ['an unknown kind of frame', "raw(frame('{}', 9))"],
    ['no JSON', "raw(frame('nonsense'))"],
    ['JSON that is no message', "raw(frame('null')), raw(frame('[]'))"],
    ['no UTF-8', 'raw(frame(Buffer.from([123, 255, 125])))'],
    ['the call of somebody else', "send({ type: 'returned', id: id + 1 }, '1')"],
    ['an unknown message', "send({ type: 'http', id })"],
    ['ready again', `send({ type: 'settled', id })`],
    ['a result that is no JSON', "send({ type: 'returned', id }, '{')"],
    ['a log that is none', `send({ type: 'log', id }, '{"atMs":1}')`],
    ['a log line that is none', `send({ type: 'log', id }, '[{"atMs":1,"level":"loud","message":"x"}]')`],
    ['a flood', "for (let n = 0; n < 200000; n += 1) send({ type: 'pong', id })"],
    [
      'a flood of log lines',
      `for (let n = 0; n < 200; n += 1) send({ type: 'log', id }, JSON.stringify(Array(50).fill({ atMs: 1, level: 'info', message: 'x'.repeat(1000) })))`,
    ],
  ])('%s', async (_, lie) => {
    open(
      `${ready} onCall(({ id, source }) => {
      send({ type: 'started', id });
      if (source === 'lie') { ${lie}; return; }
      send({ type: 'returned', id }, '"honest"');
      send({ type: 'settled', id });
    })`,
      { maxChildren: 3 },
    );
    const [lied, honest] = await Promise.all([run({ source: 'lie' }), run({ source: 'honest' })]);
    expect(lied.end).toMatchObject({ error: 'Sandbox.Protocol' });
    expect(honest.end).toEqual({ kind: 'returned', output: 'honest' });
  });

  test('what it says after its result is heard by nobody', async () => {
    open(`${ready} onCall(({ id }) => {
      send({ type: 'started', id });
      send({ type: 'returned', id }, '1');
      send({ type: 'returned', id }, '2');
      send({ type: 'log', id }, '[]');
      send({ type: 'settled', id });
    })`);
    expect((await run()).end).toEqual({ kind: 'returned', output: 1 });
    expect((await run()).end).toEqual({ kind: 'returned', output: 1 });
  });

  test('a result that its own side should have refused is refused here', async () => {
    open(`${ready} onCall(({ id, source }) => {
      send({ type: 'started', id });
      send({ type: 'returned', id }, source === 'deep' ? '['.repeat(5000) + ']'.repeat(5000) : '{"\\\\u005f_proto__":{"a":1},"b":1}');
      send({ type: 'settled', id });
    })`);
    expect((await run({ source: 'deep' })).end).toMatchObject({ error: 'Sandbox.OutputInvalid' });
    const { end } = await run({ source: 'proto' });
    expect(end).toEqual({ kind: 'returned', output: { b: 1 } });
    expect(Object.keys((end as unknown as { output: object }).output)).toEqual(['b']);
  });

  test('names that its code gives itself are still only names', async () => {
    open(`${ready} onCall(({ id }) => {
      send({ type: 'started', id });
      send({ type: 'threw', id }, JSON.stringify({ kind: 'constructor', name: 'States.Runtime', message: 5, stack: {} }));
      send({ type: 'settled', id });
    })`);
    expect((await run()).end).toMatchObject({ error: 'Sandbox.Error' });
  });
});
