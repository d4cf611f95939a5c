/** What a finished task leaves behind until it is written: a read may be repeated after a crash, a write should not be. */
export type TaskEffects = 'read' | 'write';

/**
 * What the tasks of a run have done whose results are not durable yet, by the thread that they belong to. The top level is
 * the thread with the empty path.
 */
export class OpenEffects {
  readonly #byThread = new Map<string, TaskEffects>();

  add(thread: string, effects: TaskEffects): void {
    if (this.#byThread.get(thread) !== 'write') this.#byThread.set(thread, effects);
  }

  /** All that was open is durable. */
  settle(): void {
    this.#byThread.clear();
  }

  get hasWrite(): boolean {
    for (const effects of this.#byThread.values()) if (effects === 'write') return true;
    return false;
  }

  /**
   * Whether a task of this thread must wait for the results of those before it. Those are of the threads around it and of
   * the ones that it has joined; what its siblings do is no matter of it.
   */
  mustSettleBefore(thread: string, effects: TaskEffects): boolean {
    for (const [other, left] of this.#byThread) {
      if ((left === 'write' || effects === 'write') && isInLine(thread, other)) return true;
    }
    return false;
  }
}

const isInLine = (thread: string, other: string): boolean => isWithin(thread, other) || isWithin(other, thread);

/** Whether a thread is another one, or inside it. A thread's path ends in `]`; whatever is inside follows after a `/`. */
export function isWithin(path: string, thread: string): boolean {
  return thread === '' || path === thread || path.startsWith(`${thread}/`);
}
