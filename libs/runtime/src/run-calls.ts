import { deferred } from './deferred.ts';
import { isBelow } from './open-effects.ts';
import type { RunStop } from './run-stop.ts';

/** One call that is under way. */
export class CallControl {
  readonly #controller = new AbortController();
  readonly #ended = deferred<undefined>();
  #isGivenUp = false;

  /** For whoever does the work. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Resolves when nobody waits for the call any more. */
  get whenAborted(): Promise<undefined> {
    return this.#ended.promise;
  }

  /** The run has stopped, or gone on without the call: nobody will hear how it ends. */
  get isGivenUp(): boolean {
    return this.#isGivenUp;
  }

  giveUp(reason: Error): void {
    this.#isGivenUp = true;
    this.abort(reason);
  }

  abort(reason: Error): void {
    this.#controller.abort(reason);
    this.#ended.resolve(undefined);
  }
}

/** The calls of one run that are under way, by path: stopped with the run, or when a composite state gives a thread up. */
export class RunCalls {
  readonly #stop: RunStop;
  readonly #byPath = new Map<string, CallControl>();

  constructor(stop: RunStop) {
    this.#stop = stop;
  }

  /** Makes a call that can be stopped. */
  async during<T>(path: string, call: (control: CallControl) => Promise<T>): Promise<T> {
    this.#stop.throwIfStopped();
    const control = new CallControl();
    const forget = this.#stop.onStop((reason) => control.giveUp(reason));
    this.#byPath.set(path, control);
    try {
      return await call(control);
    } finally {
      forget();
      if (this.#byPath.get(path) === control) this.#byPath.delete(path);
    }
  }

  /** Stops the call of this path, and those of the threads below it. */
  abandon(path: string): void {
    for (const [other, control] of this.#byPath) {
      if (isBelow(other, path)) control.giveUp(new Error('Nobody waits for it any more.'));
    }
  }
}
