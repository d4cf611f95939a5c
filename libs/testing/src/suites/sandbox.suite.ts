import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { JsonValue } from '@millrace/machine';
import type { Sandbox, SandboxCall, SandboxOutcome } from '@millrace/runtime';

/** When a call is over that would not end: so long that it has begun, on a busy machine too. */
const OVER_MS = 2000;

/** What every sandbox promises about code. What it promises about processes and memory is tested where it has them. */
export function testSandbox({
  setup,
  teardown,
}: {
  readonly setup: () => Promise<Sandbox>;
  readonly teardown: () => Promise<void>;
}): void {
  let sandbox: Sandbox;
  beforeEach(async () => {
    sandbox = await setup();
  });
  afterEach(teardown);

  const run = (source: string, call: Partial<SandboxCall> = {}): Promise<SandboxOutcome> =>
    sandbox.run({
      workspaceId: 'a',
      source,
      input: { name: 'Ada', items: [1, 2] },
      timeoutMs: 20_000,
      signal: new AbortController().signal,
      ...call,
    });
  async function outputOf(source: string, call: Partial<SandboxCall> = {}): Promise<JsonValue> {
    const { end } = await run(source, call);
    if (end.kind === 'threw') throw new Error(`${end.error}: ${end.cause}`);
    return end.output;
  }
  async function failureOf(source: string, call: Partial<SandboxCall> = {}): Promise<{ error: string; cause: string }> {
    const { end } = await run(source, call);
    if (end.kind === 'returned') throw new Error(`It returned ${JSON.stringify(end.output)}.`);
    return { error: end.error, cause: end.cause };
  }

  test.each([
    ['an arrow function', '(input) => input.name'],
    ['an asynchronous function', 'async function (input) { return input.name }'],
    ['a function with a comment and a semicolon', '// Takes the name.\n({ name }) => name;\n'],
    ['the body of a function', 'const { name } = input;\nreturn await Promise.resolve(name)'],
    ['a module', "const field = 'name';\nexport default async (input) => input[field]"],
  ])('%s is called with the input', async (_, source) => {
    expect(await outputOf(source)).toBe('Ada');
  });

  test('the output is what JSON makes of it, and nothing is null', async () => {
    expect(await outputOf('return { at: new Date(0), gone: undefined }')).toEqual({ at: '1970-01-01T00:00:00.000Z' });
    expect(await outputOf('return')).toBeNull();
  });

  test('what code does to its input stays with it', async () => {
    const input = { list: [1] };
    expect(await outputOf('input.list.push(2); return input.list.length', { input })).toBe(2);
    expect(input).toEqual({ list: [1] });
  });

  test.each(['() => 1', '10n', 'Number.NaN', '[new Map()]', '({ a: { b: Symbol() } })'])(
    '%s is no output',
    async (value) => {
      expect(await failureOf(`return ${value}`)).toMatchObject({ error: 'Sandbox.OutputInvalid' });
    },
  );

  test('console and the log of the context write the log of the step', async () => {
    const source = "console.log('one', { two: 2 }); console.warn('three'); context.log('error', 'four', { five: 5 })";
    const { log } = await run(source);
    expect(log).toEqual([
      { atMs: expect.any(Number), level: 'info', message: 'one {"two":2}' },
      { atMs: expect.any(Number), level: 'warn', message: 'three' },
      { atMs: expect.any(Number), level: 'error', message: 'four', data: { five: 5 } },
    ]);
  });

  test('an error has the name that its author gave it, and the line of the code', async () => {
    const source = "const error = new Error('No such order');\nerror.name = 'OrderMissing';\nthrow error";
    const { error, cause } = await failureOf(source);
    expect(error).toBe('OrderMissing');
    expect(JSON.parse(cause)).toMatchObject({ message: 'No such order', stack: expect.stringContaining('code.js:1:') });
  });

  test.each(['States.Timeout', 'Connector.Auth', 'Sandbox.Busy', 'TypeError', 'not a name'])(
    'an error named %s is an error of the code and nothing else',
    async (name) => {
      const source = `const error = new Error('x'); error.name = '${name}'; throw error`;
      expect(await failureOf(source)).toMatchObject({ error: 'Sandbox.Error' });
    },
  );

  test('whatever is thrown is reported', async () => {
    expect(await failureOf("throw 'a text'")).toMatchObject({
      error: 'Sandbox.Error',
      cause: expect.stringContaining('a text'),
    });
    expect(await failureOf('null.x')).toMatchObject({ error: 'Sandbox.Error' });
  });

  test('code that cannot be read is refused', async () => {
    expect(await failureOf('const a = ;')).toMatchObject({ error: 'Sandbox.SourceInvalid' });
    expect(await failureOf('export default 5')).toMatchObject({ error: 'Sandbox.SourceInvalid' });
  });

  test.each(['for (;;) {}', 'await new Promise(() => {})'])('%s ends when its time is up', async (source) => {
    expect(await failureOf(source, { timeoutMs: OVER_MS })).toMatchObject({ error: 'Sandbox.Timeout' });
    expect(await outputOf('(input) => input.name')).toBe('Ada');
  });

  test('a call that is given up ends, also before it begins', async () => {
    const controller = new AbortController();
    const failure = failureOf('await new Promise(() => {})', { signal: controller.signal });
    controller.abort();
    expect(await failure).toMatchObject({ error: 'Sandbox.Aborted' });
    expect(await failureOf('1', { signal: controller.signal })).toMatchObject({ error: 'Sandbox.Aborted' });
  });

  test('code hears that it is given up', async () => {
    const { log, end } = await run(
      "await new Promise((resolve) => context.signal.addEventListener('abort', resolve)); console.log('heard')",
      { timeoutMs: OVER_MS },
    );
    expect(log).toMatchObject([{ message: 'heard' }]);
    expect(end).toMatchObject({ error: 'Sandbox.Timeout' });
  });

  test('a call sees nothing of what another one did to the language', async () => {
    const source = `
      const seen = [globalThis.left, Object.prototype.left, typeof Array.prototype.map, JSON.left].map(String);
      globalThis.left = 1; Object.prototype.left = 1; Array.prototype.map = 1; JSON.left = 1;
      return seen.join()`;
    for (let call = 0; call < 3; call += 1)
      expect(await outputOf(source)).toBe('undefined,undefined,function,undefined');
  });

  test('many calls at once keep to themselves', async () => {
    const calls = Array.from({ length: 20 }, (_, index) =>
      outputOf('globalThis.mine = input; await null; return globalThis.mine', { input: index }),
    );
    expect(await Promise.all(calls)).toEqual(Array.from({ length: 20 }, (_, index) => index));
  });
}
