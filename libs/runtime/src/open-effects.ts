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
   * Whether a task of this thread must wait for the results of those before it. Those are of the threads around it, of the
   * ones that it has joined, and of the composite state that tries it again; what its siblings do is no matter of it.
   */
  mustSettleBefore(thread: string, effects: TaskEffects): boolean {
    for (const [other, left] of this.#byThread) {
      if ((left === 'write' || effects === 'write') && isInLine(thread, other)) return true;
    }
    return false;
  }
}

const isInLine = (thread: string, other: string): boolean => isBelow(thread, other) || isWithin(other, thread);

/** Whether a thread is another one, or inside it. A thread's path ends in `]`; whatever is inside follows after a `/`. */
export function isWithin(path: string, thread: string): boolean {
  return thread === '' || path === thread || path.startsWith(`${thread}/`);
}

/** Whether a path is another one or below it: of a state, a thread, or a composite state with all its threads. */
export const isBelow = (path: string, above: string): boolean => isWithin(path, above) || isThreadOf(path, above);

/** Whether a path is inside a thread of the composite state: a `[` of a state's own name would be doubled. */
export function isThreadOf(path: string, composite: string): boolean {
  return path.startsWith(`${composite}[`) && path[composite.length + 1] !== '[';
}
