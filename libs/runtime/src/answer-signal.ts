import { deferred } from './deferred.ts';

/** Tells the threads of a run that an answer which one of them awaits may have come. */
export class AnswerSignal {
  #waiting: ReturnType<typeof deferred<undefined>> | undefined;
  #isUnheard = false;
  #isUnasked = false;

  /** Whether one came that nobody has asked for since. Who waited for it may be gone: that somebody waits is no proof. */
  get isUnasked(): boolean {
    return this.#isUnasked;
  }

  arrived(): void {
    this.#isUnasked = true;
    if (this.#waiting === undefined) this.#isUnheard = true;
    this.#waiting?.resolve(undefined);
    this.#waiting = undefined;
  }

  /** Somebody asks for what came until now. */
  noteAsked(): void {
    this.#isUnasked = false;
  }

  async wait(): Promise<void> {
    if (this.#isUnheard) this.#isUnheard = false;
    else await (this.#waiting ??= deferred<undefined>()).promise;
  }
}
