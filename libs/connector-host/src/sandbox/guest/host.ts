/** The few things of Deno that the child uses. */
interface DenoHost {
  readonly stdin: { read(buffer: Uint8Array): Promise<number | null> };
  readonly stdout: { writeSync(bytes: Uint8Array): number };
  exit(code: number): never;
}
interface RejectionEvent {
  readonly reason: unknown;
  preventDefault(): void;
}
interface DenoGlobal {
  readonly Deno: DenoHost;
  addEventListener(type: 'unhandledrejection', listener: (event: RejectionEvent) => void): void;
}
const denoGlobal = globalThis as unknown as DenoGlobal;
export const host = denoGlobal.Deno;

/** Deno would end the process otherwise. */
export function onUnhandledRejection(listener: (reason: unknown) => void): void {
  denoGlobal.addEventListener('unhandledrejection', (event) => {
    event.preventDefault();
    listener(event.reason);
  });
}

/** Writes all of it before it returns: a loop that follows must not keep it back. */
export function writeAll(bytes: Uint8Array): void {
  let rest = bytes;
  while (rest.length > 0) rest = rest.subarray(host.stdout.writeSync(rest));
}

/**
 * Nobody can change the language of the child itself, in case code ever gets hold of an object from outside of its realm.
 * Named one by one: walking all globals would load the lazy ones, which takes longer than all the rest of the start.
 */
export function freezeLanguage(): void {
  const { getPrototypeOf, freeze } = Object;
  const iterator = getPrototypeOf(getPrototypeOf([][Symbol.iterator]())) as object;
  const asyncFunction = getPrototypeOf(async () => Promise.resolve()) as object;
  const generator = getPrototypeOf(function* () {
    yield 0;
  }) as object;
  const classes = [
    Object,
    Function,
    Array,
    String,
    Number,
    Boolean,
    Symbol,
    BigInt,
    Promise,
    Map,
    Set,
    WeakMap,
    WeakSet,
  ];
  const others = [Error, TypeError, RangeError, SyntaxError, ReferenceError, Date, RegExp, ArrayBuffer, DataView];
  for (const found of [...classes, ...others, Uint8Array, getPrototypeOf(Uint8Array) as typeof Uint8Array]) {
    freeze(found.prototype);
    freeze(found);
  }
  for (const found of [iterator, asyncFunction, generator, JSON, Math, Reflect]) freeze(found);
}
