import type { JournalEntry } from '@millrace/machine';

/**
 * Which threads the execution before had begun when the run fell asleep: those have asked for all that they wait for. It may
 * have begun fewer than others before it, when composite states have room for fewer threads by now.
 */
export class SleptThreads {
  /** By composite state. */
  readonly #begun = new Map<string, number>();

  /** What was left of a composite state or a thread; returns it. */
  note(path: string, entry: JournalEntry | undefined): JournalEntry | undefined {
    if (entry?.kind === 'composite') this.#begun.set(path, entry.begun ?? 0);
    return entry;
  }

  /** Whether a thread is one of them, and those around it are. */
  has(thread: string): boolean {
    if (thread === '') return true;
    const [, composite = '', index] = /^(.*)\[(\d+)\]$/s.exec(thread) ?? [];
    return Number(index) < (this.#begun.get(composite) ?? 0) && this.has(threadOf(composite));
  }
}

/** The thread that a composite state belongs to. A `/` of a state's own name is doubled. */
export function threadOf(composite: string): string {
  const [, thread = ''] = /^(.*\])\/(?:[^/]|\/\/)+$/s.exec(composite) ?? [];
  return thread;
}
