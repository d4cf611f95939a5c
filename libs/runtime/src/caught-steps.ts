import type { FailedAt, JournalEntry, StepEvent } from '@millrace/machine';
import { threadOf } from './slept-threads.ts';

/**
 * Steps inside of composite states that have failed, and whose rule led on. Where that comes to a state that only fails, the step
 * is where somebody would take the thread up again.
 */
export class CaughtSteps {
  readonly #byThread = new Map<string, Pick<FailedAt, 'name' | 'input'>>();

  note({ kind, path, state: name, input, type, next }: StepEvent): void {
    if (kind !== 'failed') return;
    const thread = threadOf(path);
    if (thread === '') return;
    if (next !== undefined) this.#byThread.set(thread, { name, input });
    else if (type !== 'Fail') this.#byThread.delete(thread);
  }

  /** The entry of a thread that ends, as it is to be kept. */
  placed(thread: string, entry: JournalEntry): JournalEntry {
    if (entry.kind !== 'ended' && entry.kind !== 'failed') return entry;
    const caught = this.#byThread.get(thread);
    this.#byThread.delete(thread);
    if (caught === undefined || entry.kind === 'ended' || entry.at === undefined) return entry;
    return { ...entry, at: { ...entry.at, ...caught } };
  }
}
