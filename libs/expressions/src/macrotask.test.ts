import { expect, test } from '@jest/globals';
import { macrotaskOf } from './macrotask.ts';

const timers = { setTimeout: (callback: () => void) => globalThis.setTimeout(callback) };

test.each([
  ['the loop of Node', { ...timers, setImmediate }],
  ['a channel, in pages', { ...timers, MessageChannel: PageChannel() }],
  ['timers, where there is nothing else', timers],
])('%s calls back later, in order', async (_, source) => {
  const afterMacrotask = macrotaskOf(source);
  const called: string[] = [];
  const done = new Promise<void>((resolve) => {
    afterMacrotask(() => called.push('first'));
    afterMacrotask(() => called.push('second'));
    afterMacrotask(resolve);
  });
  await Promise.resolve();
  expect(called).toEqual([]);
  await done;
  expect(called).toEqual(['first', 'second']);
});

/** A channel as pages have it, which does not keep the process of the test alive. */
function PageChannel() {
  return class {
    readonly #channel = new MessageChannel();
    readonly port1 = {
      addEventListener: (type: 'message', listener: () => void) => this.#channel.port1.addEventListener(type, listener),
      start: () => {
        this.#channel.port1.start();
        this.#channel.port1.unref();
      },
    };
    readonly port2 = { postMessage: (message: unknown) => this.#channel.port2.postMessage(message) };
  };
}
