/** What a process or a page offers for letting everything else run. Pages have no `setImmediate`. */
export interface MacrotaskSource {
  readonly setImmediate?: (callback: () => void) => unknown;
  readonly MessageChannel?: new () => {
    readonly port1: { addEventListener(type: 'message', listener: () => void): void; start(): void };
    readonly port2: { postMessage(message: unknown): void };
  };
  readonly setTimeout: (callback: () => void) => unknown;
}

/** A function that calls back after timers, sockets and painting had their chance, in the order of the calls. */
export function macrotaskOf(source: MacrotaskSource): (callback: () => void) => void {
  const { setImmediate, MessageChannel, setTimeout } = source;
  if (setImmediate !== undefined) return setImmediate;
  if (MessageChannel === undefined) return setTimeout;
  const { port1, port2 } = new MessageChannel();
  const callbacks: (() => void)[] = [];
  port1.addEventListener('message', () => callbacks.shift()?.());
  port1.start();
  return (callback) => {
    callbacks.push(callback);
    port2.postMessage(undefined);
  };
}
