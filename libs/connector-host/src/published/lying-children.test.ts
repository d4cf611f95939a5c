import type { Invoke } from '@millrace/connector-sdk/platform';
import { until } from '@millrace/testing';
import { hostileChild } from '../testing/hostile-child.ts';
import { testContext, type TestContext } from '../testing/published-connector.ts';
import { createPublishedSandbox, type PublishedSandbox, type PublishedSandboxOptions } from './published-sandbox.ts';

/** A child that loads anything, and does for a call what `lie` says. Calls with the source "honest" get their process id. */
const LIAR = (lie: string): string => `
  send({ type: 'ready', protocol: 1 });
  let source;
  onMessage((message, body) => {
    const { type, id } = message;
    if (type === 'load') { source = JSON.parse(body); send({ type: 'loaded', id: 0 }); }
    else if (type === 'ping') send({ type: 'pong', id });
    else if (type === 'call' && source === 'honest') send({ type: 'returned', id }, String(process.pid));
    else { ${lie} }
  });
`;

let sandbox: PublishedSandbox;
afterEach(() => sandbox.close());
const open = (script: string, options: PublishedSandboxOptions = {}): void => {
  sandbox = createPublishedSandbox({
    ...{ command: hostileChild(script), maxChildren: 4, pingMs: 50, blockedMs: 5000, graceMs: 200, loadMs: 5000 },
    ...options,
  });
};
const invokeOf = (source: string): Invoke =>
  sandbox.open({ workspaceId: 'a', name: 'desk', version: '1.0.0', memoryMiB: 256, source });
const run = (source: string, context?: TestContext): Promise<unknown> =>
  invokeOf(source)({ kind: 'action', member: 'run', arguments: [context ?? testContext(), {}] });
const failure = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    (value) => ({ returned: value }),
    (error: unknown) => error,
  );

describe('a child that lies is ended, and only its own connector’s calls fail', () => {
  test.each([
    ['a frame that is too long', 'raw(Buffer.from([255, 255, 255, 255, 0]))'],
    ['an unknown kind of frame', "raw(frame('{}', 9))"],
    ['no JSON', "raw(frame('nonsense'))"],
    ['JSON that is no message', "raw(frame('null'))"],
    ['ready again', "send({ type: 'ready', protocol: 1 })"],
    ['loaded again', "send({ type: 'loaded', id: 0 })"],
    ['a description that nobody wants', "send({ type: 'described', id: 0 }, '{}')"],
    ['a call that is not in flight', "send({ type: 'returned', id: id + 1 }, '1')"],
    ['an id that is none', "send({ type: 'returned', id: -1 }, '1')"],
    ['an unknown message', "send({ type: 'eval', id }, '1')"],
    ['a result that is no JSON', "send({ type: 'returned', id }, '{')"],
    ['a result that is too deep', "send({ type: 'returned', id }, '['.repeat(5000) + ']'.repeat(5000))"],
    ['a mark that nobody writes', `send({ type: 'returned', id }, '{"$wire":"function","handle":1}')`],
    ['a log that is none', `send({ type: 'log', id }, '["loud","x"]')`],
    ['a flood of log lines', `for (let n = 0; n < 300; n += 1) send({ type: 'log', id }, '["info","x"]')`],
    [
      'a flood of secrets',
      `for (let n = 0; n < 20; n += 1) send({ type: 'secret', id }, JSON.stringify('x'.repeat(100000)))`,
    ],
    ['a secret that is none', `send({ type: 'secret', id }, '7')`],
    ['an answer to no question', "for (let n = 0; n < 9; n += 1) send({ type: 'pong', id: n })"],
    ['a log line that is too long', `send({ type: 'log', id }, JSON.stringify(['info', 'x'.repeat(2000000)]))`],
    [
      'a request for a file that is too long',
      `send({ type: 'rpc', id, rpc: 1, method: 'files.read' }, JSON.stringify(['x'.repeat(2000000)]))`,
    ],
    ['a pause of a call that has none', `send({ type: 'paused', id }, '{"until":1800000000000,"state":1}')`],
    ['a pause that is too long', `send({ type: 'paused', id }, JSON.stringify('x'.repeat(300000)))`],
    ['an address of a call that has none', `send({ type: 'rpc', id, rpc: 1, method: 'callbackUrl' }, '[]')`],
    ['an unknown request', `send({ type: 'rpc', id, rpc: 1, method: 'exec' }, '[]')`],
    ['a request without arguments', `send({ type: 'rpc', id, rpc: 1, method: 'http' }, '5')`],
    [
      'a request for a call that is not in flight',
      `send({ type: 'rpc', id: id + 9, rpc: 1, method: 'http' }, '["/x"]')`,
    ],
    ['a function that it was not given', `send({ type: 'rpc', id, rpc: 1, method: 'function' }, '[1]')`],
    ['a file that it has not opened', `send({ type: 'rpc', id, rpc: 1, method: 'files.next' }, '[1]')`],
    ['bytes that nobody asked for', "raw(bytes(1, 'abc'))"],
    ['bytes that are too many', "raw(bytes(1, 'x'.repeat(300000)))"],
    ['a failure of nothing', "send({ type: 'fail', id, rpc: 3 }, '{}')"],
    [
      'a flood of requests at once',
      `for (let n = 0; n < 200; n += 1) send({ type: 'rpc', id, rpc: n, method: 'http' }, '["/x"]')`,
    ],
    [
      'a number of a request twice',
      `for (let n = 0; n < 2; n += 1) send({ type: 'rpc', id, rpc: 1, method: 'http' }, '["/x"]')`,
    ],
    [
      'parts of a file that it does not wait to send',
      `send({ type: 'rpc', id, rpc: 1, method: 'files.write' }, '[{"name":"a","type":"b/c"}]'); for (let n = 0; n < 9; n += 1) raw(bytes(1, 'abc'))`,
    ],
  ])('%s', async (_, lie) => {
    open(LIAR(lie));
    const context = testContext({ answer: () => new Promise(() => undefined) });
    const [lied, honest] = await Promise.all([failure(run('lie', context)), failure(run('honest'))]);
    expect(lied).toMatchObject({ errorName: 'Sandbox.Protocol' });
    expect(honest).toEqual({ returned: expect.any(Number) as number });
  });

  test('what it says when its call is over is held against it, and not against the call', async () => {
    open(LIAR("send({ type: 'returned', id }, '1'); send({ type: 'returned', id }, '2');"));
    expect(await run('late')).toBe(1);
    await until(() => sandbox.pids.length <= 1);
    expect(await run('late')).toBe(1);
  });

  test('calls without a context can ask for nothing', async () => {
    open(LIAR(`send({ type: 'rpc', id, rpc: 1, method: 'http' }, '["/x"]')`));
    const call = invokeOf('lie')({ kind: 'sign', member: 'signed', arguments: [{ method: 'GET', url: '/' }, {}] });
    expect(await failure(call)).toMatchObject({ errorName: 'Sandbox.Protocol' });
  });

  test('calls that have no files get none', async () => {
    open(LIAR(`send({ type: 'rpc', id, rpc: 1, method: 'files.read' }, '[{}]')`));
    const { files: _, ...context } = testContext();
    const call = invokeOf('lie')({ kind: 'poll', member: 'polled', arguments: [context, {}] });
    expect(await failure(call)).toMatchObject({ errorName: 'Sandbox.Protocol' });
  });

  test('more than this process can hold at once is refused, and kept by nobody', async () => {
    const lie = `
      if (type === 'call') for (let n = 0; n < 12; n += 1) send({ type: 'rpc', id, rpc: n, method: 'http' }, JSON.stringify(['/x', { body: 'x'.repeat(15 * 1024 * 1024) }]));
      else if (type === 'rejected') send({ type: 'threw', id }, JSON.stringify({ name: 'Error', message: 'x', rpc: message.rpc }));`;
    open(LIAR(lie), { blockedMs: 60_000 });
    const context = testContext({ answer: () => new Promise(() => undefined) });
    expect(await failure(run('lie', context))).toMatchObject({
      ...{ connectorFailure: 'retryable', message: expect.stringContaining('too much') as string },
    });
    expect(context.requests.length).toBeLessThan(9);
  });

  test('a refusal that it never got is no failure of ours', async () => {
    open(LIAR(`send({ type: 'threw', id }, '{"name":"Error","message":"mine","rpc":7,"isOutcomeUnknown":true}')`));
    const thrown = await failure(run('lie'));
    expect(thrown).toMatchObject({ message: 'mine' });
    expect(thrown).not.toHaveProperty('isOutcomeUnknown');
  });

  test('an own prototype never leaves it', async () => {
    open(LIAR(`send({ type: 'returned', id }, '{"\\\\u005f_proto__":{"a":1},"b":1}')`));
    const output = await run('lie');
    expect(Object.keys(output as object)).toEqual(['b']);
    expect(Object.getPrototypeOf(output)).toBe(Object.prototype);
  });
});

describe('a child that answers nothing is ended', () => {
  test('when it does not even load the code', async () => {
    open("send({ type: 'ready', protocol: 1 }); onMessage(() => {});", { blockedMs: 60_000, loadMs: 200 });
    expect(await failure(run('any'))).toMatchObject({ errorName: 'Sandbox.Timeout' });
  });

  test('when it answers no question', async () => {
    open(LIAR('').replace("send({ type: 'pong', id })", 'null'), { blockedMs: 300 });
    expect(await failure(run('any'))).toMatchObject({ errorName: 'Sandbox.Timeout' });
  });

  test('when it goes on after the end of its call’s time', async () => {
    open(LIAR(`if (type === 'call') send({ type: 'log', id }, '["info","begun"]')`));
    const controller = new AbortController();
    const context = testContext({ signal: controller.signal });
    const stuck = failure(run('any', context));
    await until(() => context.lines.length > 0);
    controller.abort(new Error('enough'));
    expect(await stuck).toMatchObject({ errorName: 'Sandbox.Timeout' });
  });
});

describe('who gets which child', () => {
  const pidOf = (name: string): Promise<unknown> =>
    sandbox.open({ workspaceId: 'a', name, version: '1.0.0', memoryMiB: 256, source: 'honest' })({
      ...{ kind: 'action', member: 'run', arguments: [testContext(), {}] },
    });

  test('the one that was idle longest gives way when all places are taken', async () => {
    open(LIAR(''), { maxChildren: 2 });
    const [first, second] = [await pidOf('one'), await pidOf('two')];
    expect(await pidOf('one')).toBe(first);
    await pidOf('three');
    expect(sandbox.pids).toContain(first);
    expect(sandbox.pids).not.toContain(second);
  });

  test('sixteen calls share one, and the seventeenth has another', async () => {
    open(LIAR("if (type === 'call') setTimeout(() => send({ type: 'returned', id }, String(process.pid)), 300);"));
    const pids = await Promise.all(Array.from({ length: 17 }, () => run('shared')));
    const counts = [...new Set(pids)].map((pid) => pids.filter((other) => other === pid).length);
    expect(counts.sort((left, right) => left - right)).toEqual([1, 16]);
  });

  test('a signature that a request of a call waits for finds its place', async () => {
    open(
      LIAR(`
        if (type === 'reply') send({ type: 'returned', id }, body);
        else if (message.path?.[2] === 'sign') send({ type: 'returned', id }, String(process.pid));
        else if (type === 'call') send({ type: 'rpc', id, rpc: id, method: 'http' }, '["/x"]');
      `),
      { maxChildren: 1 },
    );
    const invoke = invokeOf('any');
    const sign = () => invoke({ kind: 'sign', member: 'signed', arguments: [{ method: 'GET', url: '/' }, {}] });
    const context = () => testContext({ answer: async () => ({ body: (await sign()) as number }) });
    const calls = Array.from({ length: 16 }, () => run('any', context()));
    expect(await Promise.all(calls)).toHaveLength(16);
  });

  test('a connector that always has something to do gives way to one that waits for long', async () => {
    open(LIAR("if (type === 'call') setTimeout(() => send({ type: 'returned', id }, '1'), 20 + (id % 4) * 13);"), {
      maxChildren: 1,
    });
    let isOver = false;
    const busy = Array.from({ length: 4 }, async () => {
      while (!isOver) await run('busy');
    });
    await until(() => sandbox.pids.length === 1);
    expect(await pidOf('other')).toEqual(expect.any(Number));
    isOver = true;
    await Promise.all(busy);
  });
});
