import { deferred } from './deferred.ts';

/** Tells the threads of a run that an answer which one of them awaits may have come. */
export class AnswerSignal {
  #waiting: ReturnType<typeof deferred<undefined>> | undefined;
  #isUnheard = false;

  /** Whether one came while nobody waited. */
  get isUnheard(): boolean {
    return this.#isUnheard;
  }

  arrived(): void {
    if (this.#waiting === undefined) this.#isUnheard = true;
    this.#waiting?.resolve(undefined);
    this.#waiting = undefined;
  }

  async wait(): Promise<void> {
    if (this.#isUnheard) this.#isUnheard = false;
    else await (this.#waiting ??= deferred<undefined>()).promise;
  }
}
