/** Globals of Deno that lead nowhere here, as what they mean to a connector: `fetch`, `console`, and timers that are a call's. */
import { callScope } from './call-scope.ts';
import { fetchByCall } from './fetch.ts';

interface Inspecting {
  readonly Deno: {
    inspect(this: void, value: unknown, options: { readonly depth: number }): string;
    readonly stderr: { writeSync(bytes: Uint8Array): number };
  };
  addEventListener(
    type: 'error' | 'unhandledrejection',
    listener: (event: { readonly error?: unknown; readonly reason?: unknown; preventDefault(): void }) => void,
  ): void;
}
const deno = globalThis as unknown as Inspecting;
const { inspect, stderr } = deno.Deno;

/** Puts them in place; before any code of others is here. */
export function furnish(): void {
  Object.assign(globalThis, { fetch: fetchByCall, console: createConsole(), ...guardTimers() });
  // Deno would end the process, with all that is in flight in it.
  deno.addEventListener('error', (event) => {
    event.preventDefault();
    failCall(event.error);
  });
  deno.addEventListener('unhandledrejection', (event) => {
    event.preventDefault();
    callScope.getStore()?.log('warn', `A promise was rejected and nobody looked: ${show(event.reason)}`);
  });
}

function failCall(thrown: unknown): void {
  const call = callScope.getStore();
  if (call === undefined) stderr.writeSync(new TextEncoder().encode(`${show(thrown)}\n`));
  else call.fail(thrown);
}

type Timer = (work: unknown, delayMs?: number, ...given: unknown[]) => unknown;

/** What a timer throws is its call's failure: by the time of the event nobody knows whose it was. */
function guardTimers(): Readonly<Record<string, Timer>> {
  const names = ['setTimeout', 'setInterval'] as const;
  return Object.fromEntries(
    names.map((name) => {
      const start = globalThis[name] as Timer;
      const guarded: Timer = (work, delayMs, ...given) =>
        start(typeof work === 'function' ? guard(work as () => unknown) : work, delayMs, ...given);
      return [name, guarded];
    }),
  );
}

const guard =
  (work: (...given: unknown[]) => unknown) =>
  (...given: unknown[]): unknown => {
    try {
      return work(...given);
    } catch (thrown) {
      failCall(thrown);
      return undefined;
    }
  };

const LEVEL_OF = {
  ...{ debug: 'debug', trace: 'debug', log: 'info', info: 'info', dir: 'info', table: 'info' },
  ...{ warn: 'warn', error: 'error' },
} as const;

/** Lines of the call's log. What is no line does nothing: standard output is the way to the parent. */
function createConsole(): object {
  const nothing = Object.keys(console).map((name) => [name, () => undefined] as const);
  const lines = Object.entries(LEVEL_OF).map(
    ([name, level]) =>
      [name, (...given: unknown[]) => callScope.getStore()?.log(level, given.map(show).join(' '))] as const,
  );
  return Object.fromEntries([...nothing, ...lines]);
}

const show = (value: unknown): string => (typeof value === 'string' ? value : inspect(value, { depth: 4 }));
