import vm from 'node:vm';
import type { JsonValue } from '@millrace/machine';
import type { Sandbox, SandboxCall, SandboxOutcome, StepLogLine } from '@millrace/runtime';

type End = SandboxOutcome['end'];
const threw = (error: string, message: string, stack?: string): End => ({
  kind: 'threw',
  error,
  cause: JSON.stringify({ message, ...(stack === undefined ? {} : { stack }) }),
});

/**
 * Runs code in this process: for tests whose code is our own. `node:vm` is no boundary, and a loop of microtasks never ends
 * here. A module is understood when its default export is its last statement.
 */
export class MemorySandbox implements Sandbox {
  async run({ source, input, timeoutMs, signal }: SandboxCall): Promise<SandboxOutcome> {
    const log: StepLogLine[] = [];
    if (signal.aborted) return { log, end: threw('Sandbox.Aborted', 'The call was given up.') };
    const controller = new AbortController();
    const stop = deferred<End>();
    const give = (end: End): void => {
      controller.abort(new Error('Stop.'));
      // Code that listens may still say something.
      setImmediate(() => stop.resolve(end));
    };
    const timer = setTimeout(() => give(timedOut(timeoutMs)), timeoutMs);
    const onAbort = (): void => give(threw('Sandbox.Aborted', 'The call was given up.'));
    signal.addEventListener('abort', onAbort, { once: true });
    const work = this.#call({ source, input, timeoutMs, signal: controller.signal }, log);
    const end = await Promise.race([work, stop.promise]);
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
    return { log, end: controller.signal.aborted && end.kind === 'returned' ? await stop.promise : end };
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  async #call(call: Omit<SandboxCall, 'workspaceId'>, log: StepLogLine[]): Promise<End> {
    const write = (level: StepLogLine['level'], message: string, data?: JsonValue): void =>
      void log.push({ atMs: Date.now(), level, message, ...(data === undefined ? {} : { data }) });
    const show = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
    const at =
      (level: StepLogLine['level']) =>
      (...values: unknown[]) =>
        write(level, values.map(show).join(' '));
    const console = { debug: at('debug'), info: at('info'), log: at('info'), warn: at('warn'), error: at('error') };
    const realm = vm.createContext({ console, setTimeout, clearTimeout, URL, URLSearchParams });
    const script = compile(call.source);
    if (script === undefined) return threw('Sandbox.SourceInvalid', 'The code cannot be read.');
    try {
      Object.assign(realm, { context: { log: write, signal: call.signal }, text: JSON.stringify(call.input) });
      // In the realm: a loop is stopped only within the first, synchronous part of the code.
      const text: unknown = await script.runInContext(realm, { timeout: Math.ceil(call.timeoutMs) });
      return typeof text === 'string'
        ? { kind: 'returned', output: JSON.parse(text) as JsonValue }
        : threw('Sandbox.OutputInvalid', 'The output is no JSON.');
    } catch (thrown) {
      return failureOf(thrown, call.timeoutMs);
    }
  }
}

const timedOut = (timeoutMs: number): End =>
  threw('Sandbox.Timeout', `The code did not end within ${timeoutMs / 1000} s.`);

function failureOf(thrown: unknown, timeoutMs: number): End {
  const { name, message = String(thrown), stack, code } = (thrown ?? {}) as Partial<Error> & { code?: unknown };
  if (code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return timedOut(timeoutMs);
  if (name === 'NoFunction') return threw('Sandbox.SourceInvalid', message);
  const isOwn = /^[A-Za-z_]\w{0,79}$/.test(name ?? '') && !/^\w*Error$/.test(name ?? '');
  return threw(isOwn ? (name ?? '') : 'Sandbox.Error', message, stack);
}

const CHECK = `const check = (value) => {
  const isBad = ['function', 'symbol', 'bigint'].includes(typeof value) || Number.isNaN(value) || value instanceof Map;
  return !isBad && (typeof value !== 'object' || value === null || Object.values(value).every(check));
};`;

/** A script that gives a promise of JSON text; of `false` for what JSON cannot hold. */
function compile(source: string): vm.Script | undefined {
  const isModule = /\bexport\s+default\b/.test(source);
  const body = isModule
    ? `${source.replace(/\bexport\s+default\b/, 'const code =')}\nif (typeof code !== 'function') throw Object.assign(new Error('No function.'), { name: 'NoFunction' }); return code(input, context)`
    : source;
  const expression = `const code = (${source.replace(/[;\s]+$/, '')}\n); return typeof code === 'function' ? code(input, context) : code`;
  for (const text of [expression, body]) {
    const call = `const output = await (async (input, context) => {${text}\n})(JSON.parse(text), context)`;
    try {
      return new vm.Script(
        `(async () => {${CHECK} ${call}; return check(output) && (JSON.stringify(output) ?? 'null'); })()`,
        { filename: 'code.js', lineOffset: 1 - CHECK.split('\n').length },
      );
    } catch {
      // The next form.
    }
  }
  return undefined;
}

function deferred<T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined;
  return { promise: new Promise<T>((given) => (resolve = given)), resolve };
}
