/**
 * Follows a signal and ends by itself. By hand instead of `AbortSignal.any`: on Node 20 a combined signal can be collected
 * with its timer still running, and then never fires.
 */
export class Deadline {
  readonly #parent: AbortSignal;
  readonly #timer: NodeJS.Timeout;
  readonly #onAbort = (): void => this.#end(this.#parent.reason as Error);
  #controller: AbortController | undefined;
  #onEnd: ((reason: Error) => void) | undefined;
  #ended: Error | undefined;
  #hasPassed = false;
  #atEnd: (() => void)[] | undefined;

  constructor(parent: AbortSignal, timeoutMs: number) {
    this.#parent = parent;
    this.#timer = setTimeout(
      () => {
        this.#hasPassed = true;
        this.#end(new DOMException('The time is up.', 'TimeoutError'));
      },
      Math.min(Math.max(1, Math.ceil(timeoutMs)), 2 ** 31 - 1),
    );
    if (parent.aborted) this.#onAbort();
    else parent.addEventListener('abort', this.#onAbort, { once: true });
  }

  /** True when the time was up, not the other signal. */
  get hasPassed(): boolean {
    return this.#hasPassed;
  }

  /** Made when somebody asks for it: most actions do not, and it costs more than they do. */
  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    if (this.#ended !== undefined) this.#controller.abort(this.#ended);
    return this.#controller.signal;
  }

  /** What is awaited; rejects with the reason when the end comes first, whoever goes on with the work. */
  during<T>(work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#onEnd = reject;
      if (this.#ended !== undefined) reject(this.#ended);
      work.then(resolve, reject);
    });
  }

  #end(reason: Error): void {
    this.#ended ??= reason;
    this.#controller?.abort(reason);
    this.#onEnd?.(reason);
  }

  /** Done when the work has ended, whatever its end. */
  onClear(work: () => void): void {
    (this.#atEnd ??= []).push(work);
  }

  /** Lets go of timer and listener. */
  clear(): void {
    this.#atEnd?.forEach((end) => end());
    clearTimeout(this.#timer);
    this.#parent.removeEventListener('abort', this.#onAbort);
  }
}
