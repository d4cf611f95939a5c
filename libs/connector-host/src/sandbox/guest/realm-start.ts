// Evaluated in the realm of a call: see realm-values.ts.
import type { Bridge, Realm, Thrown } from './bridge.ts';
import { installAbort } from './realm-abort.ts';
import { installClone } from './realm-clone.ts';
import { installConsole } from './realm-console.ts';
import { installText } from './realm-text.ts';
import { installTimers } from './realm-timers.ts';
import { installUrl } from './realm-url.ts';
import { describeThrown, toOutput } from './realm-values.ts';

type Code = (input: unknown, context: unknown) => unknown;

/** Furnishes the realm and returns what the child around it calls. */
export function startRealm(bridge: Bridge): Realm {
  const { stringify, parse } = JSON;
  const end = (thrown: Thrown): void => bridge.threw(stringify(thrown));
  const fail = (thrown: unknown): void => end(describeThrown(thrown));
  const log = installConsole(bridge);
  const fireTimer = installTimers(bridge, fail);
  installAbort();
  installText(bridge);
  installUrl(bridge);
  installClone();
  installRefusals();
  const controller = new AbortController();
  const context = { log, signal: controller.signal };
  const run: (...given: Parameters<Realm['begin']>) => Promise<void> = async (getFunction, text, limits) => {
    try {
      const { value, givesCode } = await getFunction();
      if (typeof value !== 'function') {
        end({ kind: 'source', name: 'Error', message: 'The default export of the code is no function.' });
        return;
      }
      const input: unknown = parse(text);
      // Called from here and not from a line behind the author's, which would be in the stack.
      let result = await (value as Code)(input, context);
      if (givesCode) [result] = result as [unknown];
      const output = toOutput(
        typeof result === 'function' && givesCode ? await (result as Code)(input, context) : await result,
        limits,
      );
      if ('text' in output) bridge.returned(output.text);
      else end(output);
    } catch (thrown) {
      fail(thrown);
    }
  };
  return {
    begin: (getFunction, input, limits) => void run(getFunction, input, limits),
    fireTimer,
    fail,
    abort: (reason) => {
      const error = new Error(reason);
      error.name = 'AbortError';
      try {
        controller.abort(error);
      } catch (thrown) {
        fail(thrown);
      }
    },
    warn: (reason) => log('warn', `A promise was rejected and nothing handled it: ${describeThrown(reason).message}`),
  };
}

/** Says what is missing where code expects it, instead of "not defined". */
export function installRefusals(): void {
  const refusal = (what: string): Error => {
    const error = new Error(`${what} is not available to code of a step. Use a connector step before or after it.`);
    error.name = 'Sandbox.PermissionDenied';
    return error;
  };
  const fetch = (): Promise<never> => Promise.reject(refusal('The network'));
  const require = (name: unknown): never => {
    throw refusal(`The module ${String(name)}`);
  };
  Object.assign(globalThis, { fetch, require });
}
