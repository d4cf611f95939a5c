import { isWithin } from './open-effects.ts';

/** The calls of one run that are under way, by path: stopped with the run, or when a composite state gives a thread up. */
export class CallSignals {
  readonly #runSignal: AbortSignal;
  readonly #controllers = new Map<string, AbortController>();

  constructor(runSignal: AbortSignal) {
    this.#runSignal = runSignal;
  }

  /** Lends a signal to a call, for as long as it goes on. */
  async during<T>(path: string, call: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const runSignal = this.#runSignal;
    runSignal.throwIfAborted();
    const controller = new AbortController();
    const onAbort = (): void => controller.abort(runSignal.reason);
    runSignal.addEventListener('abort', onAbort, { once: true });
    this.#controllers.set(path, controller);
    try {
      return await call(controller.signal);
    } finally {
      runSignal.removeEventListener('abort', onAbort);
      if (this.#controllers.get(path) === controller) this.#controllers.delete(path);
    }
  }

  /** Stops the call of this path, and those of the threads below it. */
  abandon(path: string): void {
    for (const [other, controller] of this.#controllers) {
      if (isWithin(other, path) || isThreadOf(other, path))
        controller.abort(new Error('Nobody waits for it any more.'));
    }
  }
}

/** Whether a path is inside a thread of the composite state: a `[` of a state's own name would be doubled. */
function isThreadOf(path: string, composite: string): boolean {
  return path.startsWith(`${composite}[`) && path[composite.length + 1] !== '[';
}
