import type { JournalEntry } from '@millrace/machine';
import type { TaskEffects } from './open-effects.ts';
import type { StepLogLine } from './run.ts';
import { newestLines } from './step-record.ts';

/** What is remembered of the threads of one run between a task and the position that follows it. */
export class ThreadNotes {
  readonly #effects = new Map<string, TaskEffects>();
  readonly #logs = new Map<string, readonly StepLogLine[]>();
  /** Threads that did something: after a crash they must not begin anew. */
  readonly #touched = new Set<string>();

  /** A task of the thread is about to be called. */
  noteCall(thread: string, effects: TaskEffects): void {
    if (this.#effects.get(thread) !== 'write') this.#effects.set(thread, effects);
    for (let around = thread; around !== '' && !this.#touched.has(around); around = threadAround(around)) {
      this.#touched.add(around);
    }
  }

  takeEffects(thread: string): TaskEffects | undefined {
    const effects = this.#effects.get(thread);
    if (effects !== undefined) this.#effects.delete(thread);
    return effects;
  }

  /** Whether an entry says more than that the thread may be evaluated again. */
  mustKeep(path: string, entry: JournalEntry): boolean {
    if (entry.kind === 'composite') return true;
    const isTouched = this.#touched.has(path) || (entry.kind === 'thread' && entry.at.pending !== undefined);
    // A Map of a hundred thousand items must not leave as many names.
    if (entry.kind !== 'thread') this.#touched.delete(path);
    else if (isTouched) this.#touched.add(path);
    return isTouched;
  }

  addLog(path: string, lines: readonly StepLogLine[]): void {
    if (lines.length > 0) this.#logs.set(path, newestLines([...(this.#logs.get(path) ?? []), ...lines]));
  }

  takeLog(path: string): readonly StepLogLine[] {
    const lines = this.#logs.get(path) ?? [];
    this.#logs.delete(path);
    return lines;
  }
}

/** The thread that a thread runs in: `A[0]` of `A[0]/B[1]`. What a `/` inside a name leaves names no thread, which does no harm. */
function threadAround(thread: string): string {
  const end = thread.lastIndexOf(']/');
  return end === -1 ? '' : thread.slice(0, end + 1);
}
