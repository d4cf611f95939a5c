import type { FailedAt, JournalEntry, StepEvent } from '@millrace/machine';
import { threadOf } from './slept-threads.ts';

interface CaughtStep {
  readonly at: Pick<FailedAt, 'name' | 'input'>;
  /** Types of the states that the thread has left since. */
  readonly later: Set<string>;
}

/**
 * Whether a failure that a rule has taken is dealt with: work was done after it, and a choice was made. A Fail step that comes then is
 * meant, and the steps since would be done twice by whoever began at the failure.
 */
export const isOverWith = (laterTypes: ReadonlySet<string>): boolean => {
  const hasWorked = ['Task', 'Map', 'Parallel'].some((type) => laterTypes.has(type));
  return hasWorked && laterTypes.has('Choice');
};

/**
 * Steps inside of composite states that have failed, and whose rule led on. Where that comes to a state that only fails, the step
 * is where somebody would take the thread up again.
 */
export class CaughtSteps {
  readonly #byThread = new Map<string, CaughtStep>();

  note({ kind, path, state: name, input, type, next }: StepEvent): void {
    if (kind === 'entered' || (kind === 'exited' && this.#byThread.size === 0)) return;
    const thread = threadOf(path);
    if (thread === '') return;
    if (kind === 'exited') this.#noteAfter(thread, type);
    else if (next !== undefined) this.#byThread.set(thread, { at: { name, input }, later: new Set() });
    else if (type !== 'Fail') this.#byThread.delete(thread);
  }

  #noteAfter(thread: string, type: string): void {
    const caught = this.#byThread.get(thread);
    caught?.later.add(type);
    if (caught !== undefined && isOverWith(caught.later)) this.#byThread.delete(thread);
  }

  /** The entry of a thread that ends, as it is to be kept. */
  placed(thread: string, entry: JournalEntry): JournalEntry {
    if (entry.kind !== 'ended' && entry.kind !== 'failed') return entry;
    const caught = this.#byThread.get(thread);
    this.#byThread.delete(thread);
    if (caught === undefined || entry.kind === 'ended' || entry.at === undefined) return entry;
    return { ...entry, at: { ...entry.at, ...caught.at } };
  }
}
