// Evaluated in the realm of a call: see realm-values.ts.

/** `AbortController` and `AbortSignal`, as far as listening goes. */
export function installAbort(): void {
  type Listener = (event: { readonly type: 'abort'; readonly target: unknown }) => unknown;
  const listeners = new WeakMap<object, Set<Listener>>();
  class AbortSignal {
    aborted = false;
    reason: unknown = undefined;
    onabort: Listener | null = null;

    constructor() {
      listeners.set(this, new Set());
    }
    addEventListener(type: unknown, listener: Listener): void {
      if (type === 'abort') listeners.get(this)?.add(listener);
    }
    removeEventListener(_type: unknown, listener: Listener): void {
      listeners.get(this)?.delete(listener);
    }
    throwIfAborted(): void {
      if (this.aborted) throw this.reason as Error;
    }
    static abort(reason?: unknown): AbortSignal {
      const controller = new AbortController();
      controller.abort(reason);
      return controller.signal;
    }
  }
  const tell = (signal: AbortSignal, reason: unknown): void => {
    if (signal.aborted) return;
    signal.aborted = true;
    signal.reason = reason;
    const heard = [...(listeners.get(signal) ?? []), signal.onabort ?? (() => undefined)];
    for (const listener of heard) listener({ type: 'abort', target: signal });
  };
  class AbortController {
    readonly signal = new AbortSignal();

    abort(reason?: unknown): void {
      const error = new Error('This was aborted.');
      error.name = 'AbortError';
      tell(this.signal, reason ?? error);
    }
  }
  Object.assign(globalThis, { AbortController, AbortSignal });
}
